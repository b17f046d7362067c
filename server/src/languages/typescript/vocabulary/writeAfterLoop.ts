/**
 * Turns a loop that writes one record per round into one that collects the records, with the writes behind it: all in one
 * call, or in calls of a size. Nothing is written for an empty list. Absent on purpose: results of the writes, loops that
 * return in the middle, and writes that fail one by one inside a `try`.
 */
import type { WriteForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { batchCall, patched, soleElement } from "./batchCall.ts";
import {
  type Code,
  callOf,
  endWithComment,
  functionAround,
  indentationAt,
  innerExpression,
  insert,
  listedStatement,
  literalSpans,
  loopOf,
  replace,
  startsLine,
  startWithComments,
  textOf,
} from "./code.ts";
import { freeName } from "./names.ts";
import { propertyName } from "./optionsRecord.ts";
import { awaitOf } from "./result.ts";
import { isInside, useOf } from "./symbols.ts";

/** One list that is filled: its name and the expression of an item. */
interface Column {
  readonly list: string;
  readonly item: ts.Expression;
}

interface Write {
  readonly columns: readonly Column[];
  /** The call with lists in place of the items; `part` gives what stands for a list. */
  call(part: (list: string) => string, lead: string): string;
}

export function writeAfterLoop(
  code: Code,
  id: number,
  loopId: number,
  form: WriteForm,
): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const loop = loopOf(code, loopId);
  if (!call || !ts.isCallExpression(call) || !loop || !isPlainLoop(loop) || !isDirectWrite(call, loop))
    return undefined;
  const write = form.columns ? columnsOf(code, call, form, form.columns) : recordsOf(code, call, form);
  const statement = awaitOf(call)?.parent;
  if (!write || !statement || !ts.isExpressionStatement(statement) || !isSameBehind(code, call, loop, write))
    return undefined;
  const start = startWithComments(code, loop);
  if (!startsLine(code, start) || !startsLine(code, statement.getStart(code.sourceFile))) return undefined;
  const { eol, semicolon } = code.style;
  const lead = indentationAt(code, start);
  const made = write.columns.map(({ list }) => `const ${list} = []${semicolon}${eol}${lead}`).join("");
  return [
    insert(start, made),
    replace(code, statement, pushes(code, statement, write.columns)),
    insert(endWithComment(code, loop), eol + behind(code, write, form.size, lead)),
  ];
}

const isPlainLoop = (loop: ts.Node): loop is ts.ForOfStatement | ts.ForStatement | ts.ForInStatement =>
  ((ts.isForOfStatement(loop) && !loop.awaitModifier) || ts.isForStatement(loop) || ts.isForInStatement(loop)) &&
  ts.isBlock(loop.statement) &&
  listedStatement(loop) === loop;

/** A statement of its own in this very loop, with nothing that catches its errors or ends the loop early. */
function isDirectWrite(call: ts.CallExpression, loop: ts.IterationStatement): boolean {
  const waits = awaitOf(call);
  if (!waits || ts.isOptionalChain(call) || functionAround(call) !== functionAround(loop)) return false;
  if (listedStatement(call) !== waits.parent || !isInside(call, loop.statement)) return false;
  for (let at: ts.Node = call.parent; at !== loop; at = at.parent) {
    if (ts.isTryStatement(at) || ts.isIterationStatement(at, false) || ts.isSwitchStatement(at)) return false;
  }
  return !leaves(loop.statement);
}

/** A way past what stands behind the loop. */
function leaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isYieldExpression(node)) return true;
  if (ts.isBreakOrContinueStatement(node) && node.label) return true;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) ?? false;
}

/** Whether everything the call reads besides its items is there behind the loop, and the same. */
function isSameBehind(code: Code, call: ts.CallExpression, loop: ts.Node, { columns }: Write): boolean {
  return code.symbols.free(call).every(({ name, symbol }) => {
    if (columns.some(({ item }) => isInside(name, item))) return true;
    if (!symbol) return true;
    const isOfLoop = (symbol.declarations ?? []).some((declaration) => isInside(declaration, loop));
    // The call itself may look like a change: `collection.add(…)`.
    const isChanged = code.symbols
      .references(symbol)
      .some((other) => isInside(other, loop) && !isInside(other, call) && /write|change/.test(useOf(other)));
    return !isOfLoop && !isChanged;
  });
}

function recordsOf(code: Code, call: ts.CallExpression, form: WriteForm): Write | undefined {
  const batch = batchCall(code, call, { ...form, single: "", batch: "[i]" });
  if (!batch || batch.imports.length > 0) return undefined;
  const item = form.listed ? batch.item : innerExpression(batch.item);
  // A list where one record is meant: only what stands in brackets, or is written out, is surely one.
  if (form.listed && batch.isListed !== true) return undefined;
  const list = freeName(code, "records");
  return { columns: [{ list, item }], call: (part, lead) => batch.text(part(list), lead) };
}

function columnsOf(code: Code, call: ts.CallExpression, form: WriteForm, names: readonly string[]): Write | undefined {
  const record = call.arguments[form.argument];
  if (!record || !ts.isObjectLiteralExpression(record)) return undefined;
  const columns: (Column & { readonly property: ts.PropertyAssignment })[] = [];
  for (const property of record.properties) {
    if (ts.isSpreadAssignment(property)) return undefined;
    const name = propertyName(property);
    if (name === undefined) return undefined;
    if (!names.includes(name)) continue;
    if (!ts.isPropertyAssignment(property)) return undefined;
    const item = soleElement(property.initializer);
    if (!item) return undefined;
    columns.push({ list: freeName(code, name), item, property });
  }
  if (columns.length === 0) return undefined;
  return {
    columns,
    call: (part) =>
      patched(
        code,
        call,
        columns.map(({ list, property }) => {
          const name = textOf(code, property.name);
          return replace(code, property, part(list) === name ? name : `${name}: ${part(list)}`);
        }),
      ),
  };
}

function pushes(code: Code, statement: ts.Statement, columns: readonly Column[]): string {
  const { eol, semicolon } = code.style;
  const lead = indentationAt(code, statement.getStart(code.sourceFile));
  return columns.map(({ list, item }) => `${list}.push(${shifted(code, item, lead)})${semicolon}`).join(eol + lead);
}

/** A node's text with its further lines moved so that the last stands at `lead`. */
function shifted(code: Code, node: ts.Node, lead: string): string {
  const text = textOf(code, node);
  const [first = "", ...rest] = text.split(/\r\n|\n|\r/);
  const last = rest.at(-1);
  const isPlain = literalSpans(code.sourceFile, node).every(
    ({ start, end }) => !/[\r\n]/.test(code.text.slice(start, end)),
  );
  if (last === undefined || !isPlain) return text;
  const from = /^[ \t]*/.exec(last)![0];
  return [first, ...rest.map((line) => (line.startsWith(from) ? lead + line.slice(from.length) : line))].join(
    code.style.eol,
  );
}

function behind(code: Code, write: Write, size: number | undefined, lead: string): string {
  const { eol, indent, semicolon } = code.style;
  const first = write.columns[0]!.list;
  const start = freeName(code, "start");
  const head =
    size === undefined
      ? `if (${first}.length > 0) {`
      : `for (let ${start} = 0; ${start} < ${first}.length; ${start} += ${size}) {`;
  const part = (list: string): string => (size === undefined ? list : `${list}.slice(${start}, ${start} + ${size})`);
  const call = `await ${write.call(part, lead + indent)}${semicolon}`;
  return [head, indent + call, "}"].map((line) => lead + line).join(eol);
}
