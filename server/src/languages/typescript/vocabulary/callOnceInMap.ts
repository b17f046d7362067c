/** callOnce for `await Promise.all(xs.map(…))` and for `xs.map(…)` of a plain call. Absent on purpose: other array methods. */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { patched } from "./batchCall.ts";
import { type BatchJob, itemsOf, listOf, resultNames } from "./batchJob.ts";
import { readsAsItems } from "./callOnceInForOf.ts";
import {
  type Code,
  indentationAt,
  innerExpression,
  insert,
  listedStatement,
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
  const statement = whole && listedStatement(whole);
  if (!whole || !statement || !startsLine(code, statement.getStart(code.sourceFile))) return undefined;
  const isItem = isItemItself(job);
  if (!isItem && !ts.isAwaitExpression(whole)) return undefined;
  const list = listOf(code, job);
  if (job.limit !== undefined) return inSlices(code, job, whole, statement, list, isItem);
  const made = list.made === undefined ? [] : [`const ${list.name} = ${list.made}${code.style.semicolon}`];
  if (isItem) {
    const target = ts.isParenthesizedExpression(whole.parent) ? whole.parent : whole;
    return [
      ...job.batch.imports,
      ...front(code, statement, made),
      replace(code, target, itemsExpression(code, job, list.name, whole)),
    ];
  }
  const names = resultNames(code, job);
  const body = bodyEdits(code, job, names.list);
  if (!body) return undefined;
  const head = `const ${names.pattern} = await ${job.batch.text(itemsOf(code, job, list.name))}${code.style.semicolon}`;
  return [...job.batch.imports, ...front(code, statement, [...made, head]), ...overEdits(code, job, list), ...body];
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
function itemsExpression(code: Code, job: BatchJob, list: string, whole: ts.Expression): string {
  const { access } = job;
  const called = job.batch.text(itemsOf(code, job, list));
  const waits = ts.isAwaitExpression(whole) ? `await ${called}` : called;
  if (access.list === "" && access.rest === "")
    return ts.isParenthesizedExpression(whole.parent) ? `(${waits})` : waits;
  const name = freeName(code, "item");
  const rest = access.rest === "" ? "" : `.map((${name}) => ${name}${access.rest})`;
  return `${ts.isAwaitExpression(whole) ? `(${waits})` : waits}${access.list}${rest}`;
}

function front(code: Code, statement: ts.Statement, lines: readonly string[]): readonly TextEdit[] {
  if (lines.length === 0) return [];
  const start = statement.getStart(code.sourceFile);
  const lead = indentationAt(code, start);
  return [insert(start, lines.map((line) => line + code.style.eol + lead).join(""))];
}

const overEdits = (
  code: Code,
  job: BatchJob,
  list: { readonly name: string; readonly made: string | undefined },
): readonly TextEdit[] => (list.made === undefined ? [] : [replace(code, job.rounds.over, list.name)]);

/** The callback counts, and reads its item out of the batch result. */
function bodyEdits(code: Code, job: BatchJob, list: string): readonly TextEdit[] | undefined {
  const { callback, index, element } = job.rounds;
  const name = index?.text ?? freeName(code, "i");
  const reads = readsAsItems(code, job, list, name);
  const parameter = callback?.parameters[0];
  if (!reads || !parameter) return undefined;
  if (index) return reads;
  const hasParentheses =
    code.text[parameter.getStart(code.sourceFile) - 1] === "(" ||
    code.text.slice(0, parameter.getStart(code.sourceFile)).trimEnd().endsWith("(");
  if (hasParentheses) return [insert(parameter.end, `, ${name}`), ...reads];
  return [replace(code, parameter, `(${textOf(code, element)}, ${name})`), ...reads];
}

/** Several calls of at most `limit` items, one after the other. */
function inSlices(
  code: Code,
  job: BatchJob,
  whole: ts.Expression,
  statement: ts.Statement,
  list: { readonly name: string; readonly made: string | undefined },
  isItem: boolean,
): readonly TextEdit[] | undefined {
  if (!ts.isAwaitExpression(whole) || /`[^`]*\n[^`]*`/.test(textOf(code, statement))) return undefined;
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, statement.getStart(code.sourceFile));
  const inner = lead + indent;
  const from = freeName(code, "start");
  const part = freeName(code, "batch");
  const target = targetOf(code, statement, whole);
  if (!target) return undefined;
  const lines: string[] = [];
  const names = isItem ? undefined : resultNames(code, job);
  let added: string;
  if (names) {
    const body = bodyEdits(code, job, names.list);
    if (!body) return undefined;
    lines.push(`const ${names.pattern} = await ${job.batch.text(itemsOf(code, job, part))}${semicolon}`);
    added = patched(code, whole, [replace(code, job.rounds.over, part), ...body])
      .split(eol)
      .join(eol + indent);
  } else {
    added = itemsExpression(code, job, part, whole);
  }
  lines.push(
    target.list === undefined
      ? `${added}${semicolon}`
      : `${target.list}.push(...(${added}))${semicolon}`.replace(
          /\.\.\.\(\((await [^]*?)\)([.[][^]*)\)\)(;?)$/,
          "...($1)$2)$3",
        ),
  );
  const text = [
    ...(list.made === undefined ? [] : [`const ${list.name} = ${list.made}${semicolon}`]),
    ...target.before,
    `for (let ${from} = 0; ${from} < ${list.name}.length; ${from} += ${job.limit}) {`,
    `${indent}const ${part} = ${list.name}.slice(${from}, ${from} + ${job.limit})${semicolon}`,
    ...lines.map((line) => indent + line),
    "}",
    ...target.after,
  ].join(eol + lead);
  void inner;
  return [...job.batch.imports, replace(code, statement, text)];
}

/** Where the items of all slices are gathered, by what the statement does with them. */
function targetOf(
  code: Code,
  statement: ts.Statement,
  whole: ts.Expression,
):
  | { readonly list: string | undefined; readonly before: readonly string[]; readonly after: readonly string[] }
  | undefined {
  const { semicolon } = code.style;
  if (ts.isExpressionStatement(statement) && statement.expression === whole)
    return { list: undefined, before: [], after: [] };
  if (ts.isReturnStatement(statement) && statement.expression === whole) {
    const name = freeName(code, "results");
    return { list: name, before: [`const ${name} = []${semicolon}`], after: [`return ${name}${semicolon}`] };
  }
  const declaration = whole.parent;
  if (
    !ts.isVariableDeclaration(declaration) ||
    statementOfOnly(declaration) !== statement ||
    !ts.isIdentifier(declaration.name)
  )
    return undefined;
  if (declaration.type || !code.typed) {
    const type = declaration.type ? `: ${textOf(code, declaration.type)}` : "";
    return {
      list: declaration.name.text,
      before: [`const ${declaration.name.text}${type} = []${semicolon}`],
      after: [],
    };
  }
  const name = freeName(code, "results");
  return {
    list: name,
    before: [`const ${name} = []${semicolon}`],
    after: [`const ${declaration.name.text} = ${name}${semicolon}`],
  };
}
