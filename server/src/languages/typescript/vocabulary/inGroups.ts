/**
 * Runs `await Promise.all(xs.map(…))` for one slice of the list after the other: at most `size` rounds at once. Order and
 * results stay. Absent on purpose: callbacks that count their rounds or read the whole list, where a slice would differ.
 */
import type { ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { patched } from "./batchCall.ts";
import { gatheringOf } from "./callOnceInMap.ts";
import {
  type Code,
  functionAround,
  indentationAt,
  innerExpression,
  insert,
  isAsync,
  listedStatement,
  literalSpans,
  loopOf,
  outerExpression,
  replace,
  startsLine,
  textOf,
} from "./code.ts";
import { freeName } from "./names.ts";
import { isChangedIn } from "./symbols.ts";

export function inGroups(code: Code, loopId: ScopeId, size: number): readonly TextEdit[] | undefined {
  const map = loopOf(code, loopId);
  const over = map && listOfMap(code, map);
  const all = map && outerExpression(map).parent;
  if (!over || !all || !isAll(all, outerExpression(map))) return undefined;
  const whole = wholeOf(all);
  const statement = whole && listedStatement(whole);
  const start = statement?.getStart(code.sourceFile);
  if (!whole || !statement || start === undefined || !startsLine(code, start)) return undefined;
  const gathering = gatheringOf(code, statement, whole);
  if (!gathering) return undefined;
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, start);
  const inner = innerExpression(over);
  const isName = ts.isIdentifier(inner);
  const list = isName ? textOf(code, over) : freeName(code, "items");
  const from = freeName(code, "start");
  const slice = replace(code, over, `${list}.slice(${from}, ${from} + ${size})`);
  const deeper = linesWithin(code, all).filter((line) => line < slice.span.start || line > slice.span.end);
  const call = patched(code, all, [slice, ...deeper.map((line) => insert(line, indent))]);
  const awaited = `await ${call}`;
  const round =
    gathering.into === undefined ? `${awaited}${semicolon}` : `${gathering.into}.push(...(${awaited}))${semicolon}`;
  const lines = [
    ...(isName ? [] : [`const ${list} = ${textOf(code, over)}${semicolon}`]),
    ...gathering.before,
    `for (let ${from} = 0; ${from} < ${list}.length; ${from} += ${size}) {`,
    indent + round,
    "}",
    ...gathering.after,
  ];
  return [replace(code, statement, lines.join(eol + lead))];
}

const isAll = (node: ts.Node, map: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  node.arguments.length === 1 &&
  node.arguments[0] === map &&
  /^Promise\.(all|allSettled)$/.test(node.expression.getText());

/** With its `await`, or what an async function returns without one. */
function wholeOf(all: ts.CallExpression): ts.Expression | undefined {
  if (ts.isAwaitExpression(all.parent)) return all.parent;
  const around = functionAround(all);
  return ts.isReturnStatement(all.parent) && around && isAsync(around) ? all : undefined;
}

/** The list of `xs.map(fn)` whose callback sees nothing but its element. */
function listOfMap(code: Code, map: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(map) || ts.isOptionalChain(map) || map.arguments.length !== 1) return undefined;
  const { expression } = map;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "map") return undefined;
  const callback = innerExpression(map.arguments[0]!);
  const takes = parametersOf(code, callback);
  if (takes === undefined || takes > 1) return undefined;
  const list = innerExpression(expression.expression);
  const symbol = ts.isIdentifier(list) ? code.symbols.of(list) : undefined;
  return symbol && isChangedIn(code.symbols, symbol, callback) ? undefined : expression.expression;
}

/** How many parameters a callback declares; undefined when it is not from this file. */
function parametersOf(code: Code, callback: ts.Expression): number | undefined {
  if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) return countOf(callback);
  const declaration = ts.isIdentifier(callback) ? code.symbols.of(callback)?.declarations?.[0] : undefined;
  if (!declaration) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return countOf(declaration);
  const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made && (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) ? countOf(made) : undefined;
}

const countOf = ({ parameters }: ts.SignatureDeclaration): number =>
  parameters.some(({ dotDotDotToken }) => dotDotDotToken) ? Number.POSITIVE_INFINITY : parameters.length;

/** Where the lines of a node begin that are code, not text. */
function linesWithin(code: Code, node: ts.Node): readonly number[] {
  const texts = literalSpans(code.sourceFile, node);
  const start = node.getStart(code.sourceFile);
  return [...code.text.slice(start, node.end).matchAll(/\r\n|\n|\r/g)]
    .map(({ index, 0: end }) => start + index + end.length)
    .filter((line) => !texts.some((text) => text.start < line && line < text.end));
}
