/**
 * Collects what a loop writes one by one, and writes it behind the loop. What changes: the order of writes and errors. Absent on
 * purpose: loops a `return` leaves, calls in a `try` of the loop, and calls whose other arguments come with the rounds.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { WriteForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { contains } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import {
  argumentsOf,
  type Code,
  callNode,
  hasComment,
  insert,
  isBroken,
  leadOf,
  lineStart,
  nextLine,
  ownNodes,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { between, isInsideFunctionOf, isKeptIn, isStill, readIn, textIndented } from "./movable.ts";
import { freeName } from "./names.ts";

/** One list that is collected. */
interface Column {
  /** The argument's value, which gives way to the list. */
  readonly value: Node;
  /** What one round adds. */
  readonly item: Node;
  readonly name: string;
}

export function writeAfterLoop(
  code: Code,
  id: CallId,
  loopId: ScopeId,
  form: WriteForm,
): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const loop = code.walk.scopeNodes[loopId];
  const body = loop?.child("body");
  if (!call || loop?.type !== "for_statement" || !body || !contains(body, call) || isBroken(code, loop))
    return undefined;
  const statement = statementOf(call);
  const value = call.parent?.type === "await" ? call.parent : call;
  if (statement?.type !== "expression_statement" || statement.parts[0] !== value) return undefined;
  if (!standsAlone(code, statement) || !standsAlone(code, loop) || hasComment(code, call)) return undefined;
  if (isInsideFunctionOf(call, loop) || [...ownNodes(body)].some(({ type }) => /^return_statement$|^yield$/.test(type)))
    return undefined;
  for (const at of between(call, loop))
    if (/^(?:try|for|while|with)_statement$|^except_clause$/.test(at.type)) return undefined;
  const columns = columnsOf(code, call, form);
  if (!columns || !isSame(code, call, columns, loop)) return undefined;
  const lead = leadOf(code, loop.start);
  const inner = leadOf(code, statement.start);
  const { eol, unit } = code;
  const start = freeName(code, "start");
  const [first] = columns;
  const given = (name: string): string =>
    form.size === undefined ? name : `${name}[${start} : ${start} + ${form.size}]`;
  const open =
    form.size === undefined ? `if ${first!.name}:` : `for ${start} in range(0, len(${first!.name}), ${form.size}):`;
  const write = `${value === call ? "" : "await "}${patched(code, call, columns, form.callee, given, { inner, lead: lead + unit })}`;
  const behind = `${lead}${open}${eol}${lead}${unit}${write}`;
  const end = nextLine(code, loop.end);
  const isLast = code.text[end - 1] !== "\n";
  return [
    insert(lineStart(code, loop.start), columns.map(({ name }) => `${lead}${name} = []${eol}`).join("")),
    replace(statement, columns.map(({ name, item }) => `${name}.append(${textOf(code, item)})`).join(eol + inner)),
    insert(end, isLast ? eol + behind : behind + eol),
  ];
}

function columnsOf(code: Code, call: Node, form: WriteForm): readonly Column[] | undefined {
  const given = argumentsOf(call);
  if (!given || given.some(({ type }) => /splat/.test(type))) return undefined;
  const named = (name: string): Node | undefined =>
    given.find((one) => one.type === "keyword_argument" && textOf(code, one.child("name")!) === name)?.child("value");
  if (form.columns) {
    const columns = form.columns.flatMap((name) => {
      const value = named(name);
      return value ? [{ value, item: only(value), name: freeName(code, `all_${name}`) }] : [];
    });
    const isWhole = columns.length > 0 && columns.every(({ item }) => item !== undefined);
    return isWhole ? (columns as readonly Column[]) : undefined;
  }
  const value =
    (form.field === undefined ? undefined : named(form.field)) ??
    given.filter(({ type }) => type !== "keyword_argument")[form.argument];
  const item = value && (form.listed ? only(value) : value);
  return value && item && [{ value, item, name: freeName(code, "records") }];
}

/** `x` of `[x]`. */
const only = (value: Node): Node | undefined =>
  value.type === "list" && value.parts.length === 1 && !/splat/.test(value.parts[0]!.type) ? value.parts[0] : undefined;

/** All but the records means the same behind the loop. */
function isSame(code: Code, call: Node, columns: readonly Column[], loop: Node): boolean {
  const isRecord = (node: Node): boolean =>
    columns.some(({ value }) => value === node || value === node.child("value"));
  const others = [call.child("function")!, ...argumentsOf(call)!.filter((one) => !isRecord(one))];
  return others.every(
    (one) => isStill(code, one) && readIn(code, one).every((binding) => isKeptIn(code, binding, loop)),
  );
}

function patched(
  code: Code,
  call: Node,
  columns: readonly Column[],
  callee: string | undefined,
  given: (name: string) => string,
  { inner, lead }: { readonly inner: string; readonly lead: string },
): string {
  const member = call.child("function")!.child("attribute");
  const puts = [
    ...columns.map(({ value, name }) => ({ at: value, text: given(name) })),
    ...(callee !== undefined && member ? [{ at: member, text: callee }] : []),
  ].sort((a, b) => b.at.start - a.at.start);
  let text = textIndented(code, call, inner, inner);
  for (const { at, text: by } of puts)
    text = text.slice(0, at.start - call.start) + by + text.slice(at.end - call.start);
  return text.replaceAll(`\n${inner}`, `\n${lead}`);
}
