/**
 * Runs statements inside of a guard, `with torch.no_grad():`, or a whole function, by a decorator. Absent on purpose: what
 * waits or hands over in between, where others would run inside of the guard too.
 */
import type { ScopeId } from "../../../facts/facts.ts";
import type { CodeForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { overlaps, type Span } from "../../../text/span.ts";
import { isAsync } from "../syntax.ts";
import type { Node } from "../tree.ts";
import {
  type Code,
  insert,
  isBroken,
  leadOf,
  lineStart,
  nodeAround,
  ownNodes,
  standsAlone,
  statementOf,
} from "./code.ts";
import { written } from "./form.ts";
import { stepIn } from "./indent.ts";

export function runUnder(code: Code, at: Span, guard: CodeForm): readonly TextEdit[] | undefined {
  const around = nodeAround(code, at);
  const holder = around.type === "block" || around.type === "module" ? around : statementOf(around)?.parent;
  const statements = holder?.children.filter((one) => overlaps(one, at)) ?? [];
  return under(code, statements, guard);
}

function under(code: Code, statements: readonly Node[], guard: CodeForm): readonly TextEdit[] | undefined {
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last || statements.some((one) => !canRun(code, one))) return undefined;
  const made = written(code, guard, first.start);
  if (!made) return undefined;
  const lead = leadOf(code, first.start);
  const header = insert(lineStart(code, first.start), `${lead}with ${made.text}:${code.eol}`);
  const [opening, ...others] = stepIn(code, { start: first.start, end: last.end }, lead);
  return opening && [...made.edits, header, opening, ...others];
}

export function guardFunction(code: Code, scope: ScopeId, guard: CodeForm): readonly TextEdit[] | undefined {
  const node = code.walk.scopeNodes[scope];
  const body = node?.child("body");
  if (node?.type !== "function_definition" || !body || isBroken(code, node)) return undefined;
  if (isAsync(node)) return under(code, body.children.slice(isDocumented(body) ? 1 : 0), guard);
  if ([...ownNodes(body)].some(({ type }) => type === "yield")) return undefined;
  const start = lineStart(code, node.start);
  if (!/^[ \t]*$/.test(code.text.slice(start, node.start))) return undefined;
  const made = written(code, guard, node.parent?.type === "decorated_definition" ? node.parent.start : node.start);
  return made && [...made.edits, insert(node.start, `@${made.text}${code.eol}${leadOf(code, node.start)}`)];
}

function canRun(code: Code, statement: Node): boolean {
  if (isBroken(code, statement) || !standsAlone(code, statement)) return false;
  if (bound.has(statement.type) || waits(statement)) return false;
  return ![...ownNodes(statement)].some(waits);
}

/** What other code refers to by where it stands. */
const bound = new Set([
  "class_definition",
  "decorated_definition",
  "function_definition",
  "future_import_statement",
  "global_statement",
  "import_from_statement",
  "import_statement",
  "nonlocal_statement",
]);

const waits = (node: Node): boolean => node.type === "await" || node.type === "yield" || isAsync(node);

const isDocumented = (body: Node): boolean =>
  body.children[0]?.type === "expression_statement" && body.children[0].parts[0]?.type === "string";
