/** callOnce for `await Promise.all(xs.map(…))` and for `xs.map(…)` of a plain call. Absent on purpose: other array methods. */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { patched } from "./batchCall.ts";
import { type BatchJob, frameFor, itemsOf, type List, listOf, resultNames } from "./batchJob.ts";
import { type BodyReads, readsAsItems } from "./batchReads.ts";
import {
  type Code,
  indentationAt,
  innerExpression,
  insert,
  listedStatement,
  literalSpans,
  outerExpression,
  replace,
  startsLine,
  statementOfOnly,
  textOf,
} from "./code.ts";
import { freeName } from "./names.ts";
import { awaitOf } from "./result.ts";

export function callOnceInMap(code: Code, job: BatchJob): readonly TextEdit[] | undefined {
  const whole = wholeOf(job);
  const isItem = isItemItself(job);
  if (!whole || (!isItem && !ts.isAwaitExpression(whole))) return undefined;
  const list = listOf(code, job);
  const statement = listedStatement(whole);
  if (job.limit !== undefined || (job.needsItems && !isItem))
    return statement && inFrame(code, job, whole, statement, list, isItem);
  const { semicolon } = code.style;
  const made = list.made === undefined ? [] : [`const ${list.name} = ${list.made}${semicolon}`];
  if (isItem) {
    const target = ts.isParenthesizedExpression(whole.parent) ? whole.parent : whole;
    const text = orEmpty(
      job,
      list.name,
      itemsExpression(code, job, list.name, whole, indentationAt(code, whole.getStart(code.sourceFile))),
      target,
    );
    const edits = front(code, statement, made);
    return edits && [...job.batch.imports, ...edits, replace(code, target, text)];
  }
  const lead = statement ? indentationAt(code, statement.getStart(code.sourceFile)) : "";
  const names = resultNames(code, job);
  const body = bodyEdits(code, job, names.list);
  const call = `const ${names.pattern} = ${names.value(`await ${job.batch.text(itemsOf(code, job, list.name), lead)}`)}${semicolon}`;
  const edits = body && front(code, statement, [...made, ...body.comments, call]);
  return edits && [...job.batch.imports, ...edits, ...overEdits(code, job, list), ...body.edits];
}

/** No call for an empty list. */
function orEmpty(job: BatchJob, list: string, text: string, target: ts.Expression): string {
  if (!job.needsItems) return text;
  const choice = `${list}.length > 0 ? ${text} : []`;
  const { parent } = target;
  const isFree =
    ts.isVariableDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    (ts.isCallExpression(parent) && parent.expression !== target);
  return isFree ? choice : `(${choice})`;
}

/** `await Promise.all(xs.map(…))`, or `xs.map(…)` when nothing is awaited in it. */
function wholeOf(job: BatchJob): ts.Expression | undefined {
  const { loop, callback } = job.rounds;
  const map = outerExpression(loop);
  const all = map.parent;
  const isAll =
    ts.isCallExpression(all) &&
    all.arguments.length === 1 &&
    all.arguments[0] === map &&
    all.expression.getText() === "Promise.all";
  if (isAll) return ts.isAwaitExpression(all.parent) ? all.parent : undefined;
  const isAsyncCallback =
    callback?.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  return isAsyncCallback || awaitOf(job.call) ? undefined : (map as ts.Expression);
}

/** Whether the callback gives the item and does nothing else: `(x) => f(x)`, `async (x) => (await f(x)).y`. */
function isItemItself(job: BatchJob): boolean {
  const { body } = job.rounds;
  if (job.reads.holder || job.reads.item || job.rounds.index) return false;
  let given: ts.Expression | undefined;
  if (!ts.isBlock(body)) given = body;
  else if (body.statements.length === 1 && ts.isReturnStatement(body.statements[0]!))
    given = body.statements[0].expression;
  if (!given) return false;
  const inner = innerExpression(given);
  const read = job.reads.reads[0]?.node;
  return (
    read !== undefined &&
    (inner === innerExpression(read) ||
      (ts.isAwaitExpression(inner) && innerExpression(inner.expression) === innerExpression(read)))
  );
}

/** The list of all items, read from one call. */
function itemsExpression(code: Code, job: BatchJob, list: string, whole: ts.Expression, lead: string): string {
  const { access } = job;
  const called = job.batch.text(itemsOf(code, job, list), lead);
  const waits = ts.isAwaitExpression(whole) ? `await ${called}` : called;
  if (access.list === "" && access.rest === "")
    return ts.isParenthesizedExpression(whole.parent) ? `(${waits})` : waits;
  const name = freeName(code, "item");
  const rest = access.rest === "" ? "" : `.map((${name}) => ${name}${access.rest})`;
  return `${ts.isAwaitExpression(whole) ? `(${waits})` : waits}${access.list}${rest}`;
}

/** Lines in front of a statement; undefined when there is no place for them. */
function front(
  code: Code,
  statement: ts.Statement | undefined,
  lines: readonly string[],
): readonly TextEdit[] | undefined {
  if (lines.length === 0) return [];
  const start = statement?.getStart(code.sourceFile);
  if (start === undefined || !startsLine(code, start)) return undefined;
  const lead = indentationAt(code, start);
  return [insert(start, lines.map((line) => line + code.style.eol + lead).join(""))];
}

const overEdits = (code: Code, job: BatchJob, list: List): readonly TextEdit[] =>
  list.made === undefined ? [] : [replace(code, job.rounds.over, list.name)];

/** The callback counts, and reads its item out of the batch result. */
function bodyEdits(code: Code, job: BatchJob, list: string): BodyReads | undefined {
  const { callback, index, element } = job.rounds;
  const name = index?.text ?? freeName(code, "i");
  const reads = readsAsItems(code, job, list, name);
  const parameter = callback?.parameters[0];
  if (!reads || !parameter || index) return reads;
  const isInParentheses =
    code.text.slice(0, parameter.getStart(code.sourceFile)).trimEnd().endsWith("(") &&
    code.text[parameter.end] !== "=" &&
    /^\s*[,)]/.test(code.text.slice(parameter.end));
  const counted = isInParentheses
    ? insert(parameter.end, `, ${name}`)
    : replace(code, parameter, `(${textOf(code, element)}, ${name})`);
  return { edits: [counted, ...reads.edits], comments: reads.comments };
}

/** The calls and what is made of them inside a loop over slices, or a test that there are items. */
function inFrame(
  code: Code,
  job: BatchJob,
  whole: ts.Expression,
  statement: ts.Statement,
  list: List,
  isItem: boolean,
): readonly TextEdit[] | undefined {
  const frame = frameFor(code, job, list.name);
  const gathering = gatheringOf(code, statement, whole);
  const isPlain = literalSpans(code.sourceFile, statement).every(
    ({ start, end }) => !/[\r\n]/.test(code.text.slice(start, end)),
  );
  if (
    !frame ||
    !gathering ||
    !isPlain ||
    !ts.isAwaitExpression(whole) ||
    !startsLine(code, statement.getStart(code.sourceFile))
  )
    return undefined;
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, statement.getStart(code.sourceFile));
  const made = list.made === undefined ? [] : [`const ${list.name} = ${list.made}${semicolon}`];
  const inner = isItem
    ? { lines: [], value: itemsExpression(code, job, frame.part, whole, lead + indent) }
    : mapped(code, job, whole, frame.part, lead + indent);
  if (!inner) return undefined;
  const gathered = inner.value.startsWith("await ") ? `(${inner.value})` : inner.value;
  const last =
    gathering.into === undefined ? `${inner.value}${semicolon}` : `${gathering.into}.push(...${gathered})${semicolon}`;
  const text = [
    ...made,
    ...gathering.before,
    frame.open,
    ...[...frame.first, ...inner.lines, last].map((line) => indent + line),
    "}",
    ...gathering.after,
  ].join(eol + lead);
  return [...job.batch.imports, replace(code, statement, text)];
}

/** The call for one part of the list, and the expression around the callback over that part. */
function mapped(
  code: Code,
  job: BatchJob,
  whole: ts.Expression,
  part: string,
  lead: string,
): { readonly lines: readonly string[]; readonly value: string } | undefined {
  const { eol, indent, semicolon } = code.style;
  const names = resultNames(code, job);
  const body = bodyEdits(code, job, names.list);
  if (!body) return undefined;
  const call = `const ${names.pattern} = ${names.value(`await ${job.batch.text(itemsOf(code, job, part), lead)}`)}${semicolon}`;
  const value = patched(code, whole, [replace(code, job.rounds.over, part), ...body.edits]);
  return { lines: [...body.comments, call], value: value.split(eol).join(eol + indent) };
}

export interface Gathering {
  /** The list that takes what each part gives; undefined when nobody wants it. */
  readonly into: string | undefined;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Where the items of all parts are gathered, by what the statement does with them. */
export function gatheringOf(code: Code, statement: ts.Statement, whole: ts.Expression): Gathering | undefined {
  const { semicolon } = code.style;
  if (ts.isExpressionStatement(statement) && statement.expression === whole)
    return { into: undefined, before: [], after: [] };
  const list = freeName(code, "gathered");
  const empty = `const ${list} = []${semicolon}`;
  if (ts.isReturnStatement(statement) && statement.expression === whole)
    return { into: list, before: [empty], after: [`return ${list}${semicolon}`] };
  const declaration = whole.parent;
  if (
    !ts.isVariableDeclaration(declaration) ||
    statementOfOnly(declaration) !== statement ||
    !ts.isIdentifier(declaration.name)
  )
    return undefined;
  const isExported = ts.isVariableStatement(statement) && statement.modifiers !== undefined;
  const name = declaration.name.text;
  if (isExported) return undefined;
  // An array that grows has a type only where it grows: other functions may read its copy.
  if (code.typed && !declaration.type)
    return { into: list, before: [empty], after: [`const ${name} = ${list}${semicolon}`] };
  const type = declaration.type ? `: ${textOf(code, declaration.type)}` : "";
  return { into: name, before: [`const ${name}${type} = []${semicolon}`], after: [] };
}
