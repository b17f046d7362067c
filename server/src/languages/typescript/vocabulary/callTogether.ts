/**
 * Makes the calls of a loop's rounds together, a group of items at a time: the calls of a group are awaited at once in front
 * of the rounds, which then read their own result. Results keep their order. Absent on purpose: loops that end early, calls
 * that need what an earlier round made, and rounds that wait for something else first.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type List, listOf } from "./batchJob.ts";
import { assertsElements } from "./batchResult.ts";
import { indented, isReadElsewhere } from "./callOnceInForOf.ts";
import {
  type Code,
  callOf,
  indentationAt,
  insert,
  listedStatement,
  loopOf,
  outerExpression,
  replace,
  startsLine,
  textIndented,
  textOf,
} from "./code.ts";
import { freeName } from "./names.ts";
import { awaitOf } from "./result.ts";
import { isIndependent, type Rounds, roundsOf } from "./rounds.ts";

export function callTogether(code: Code, id: CallId, loopId: ScopeId, atOnce: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const loop = loopOf(code, loopId);
  const rounds = loop && roundsOf(loop);
  const waited = call && awaitOf(call);
  if (!call || !waited || !rounds || !isIndependent(code, call, call, rounds)) return undefined;
  const { body, loop: statement, element } = rounds;
  if (!ts.isForOfStatement(statement) || !ts.isBlock(body) || listedStatement(statement) !== statement)
    return undefined;
  const start = statement.getStart(code.sourceFile);
  if (!startsLine(code, start) || isUnused(waited) || waitsBefore(waited, body)) return undefined;
  const length = code.facts.scopes[loopId];
  const few = length?.kind === "loop" && length.bound !== null && length.bound <= atOnce;
  const list = listOf(code, { rounds, limit: few ? undefined : atOnce });
  const index = freeName(code, "i");
  const results = freeName(code, "results");
  const read = replace(code, waited, `${results}[${index}]${assertsElements(code) ? "!" : ""}`);
  const lead = indentationAt(code, start);
  const shape = { element, call, rounds, list, results, index, lead };
  const header = { span: { start, end: body.getStart(code.sourceFile) } };
  if (few) return [{ ...header, text: withoutGroups(code, shape) }, read];
  return [
    { ...header, text: inGroups(code, shape, atOnce) },
    read,
    ...indented(code, body, [read]),
    insert(statement.end, `${code.style.eol}${lead}}`),
  ];
}

interface Shape {
  readonly element: ts.BindingName;
  readonly call: ts.CallExpression | ts.NewExpression;
  readonly rounds: Rounds;
  readonly list: List;
  readonly results: string;
  readonly index: string;
  readonly lead: string;
}

function inGroups(code: Code, shape: Shape, atOnce: number): string {
  const { list, lead } = shape;
  const { eol, indent, semicolon } = code.style;
  const from = freeName(code, "start");
  const group = freeName(code, "batch");
  const lines = [
    ...made(code, list),
    `for (let ${from} = 0; ${from} < ${list.name}.length; ${from} += ${atOnce}) {`,
    `${indent}const ${group} = ${list.name}.slice(${from}, ${from} + ${atOnce})${semicolon}`,
    ...roundsOver(code, shape, group, lead + indent).map((line) => indent + line),
  ];
  return lines.join(eol + lead);
}

const withoutGroups = (code: Code, shape: Shape): string =>
  [...made(code, shape.list), ...roundsOver(code, shape, shape.list.name, shape.lead)].join(
    code.style.eol + shape.lead,
  );

const made = (code: Code, { name, made: value }: List): readonly string[] =>
  value === undefined ? [] : [`const ${name} = ${value}${code.style.semicolon}`];

/** The calls of a group, and the head of the loop that reads what they gave. */
function roundsOver(code: Code, shape: Shape, group: string, lead: string): readonly string[] {
  const { element, call, results, index } = shape;
  const item = textOf(code, element);
  return [
    `const ${results} = await Promise.all(${group}.map((${item}) => ${textIndented(code, call, lead)}))${code.style.semicolon}`,
    isReadElsewhere(code, shape)
      ? `for (const [${index}, ${item}] of ${group}.entries()) `
      : `for (const ${index} of ${group}.keys()) `,
  ];
}

const isUnused = (waited: ts.AwaitExpression): boolean => ts.isExpressionStatement(outerExpression(waited).parent);

/** Something else is awaited in a round before the call: it would then come after. */
function waitsBefore(waited: ts.AwaitExpression, body: ts.Block): boolean {
  const visit = (node: ts.Node): boolean =>
    node.pos < waited.pos &&
    ((ts.isAwaitExpression(node) && node.end <= waited.pos) ||
      (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false));
  return visit(body);
}
