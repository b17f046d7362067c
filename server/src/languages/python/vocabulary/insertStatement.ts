/** Puts statements beside one that stands alone on its lines. Absent on purpose: places nothing would reach. */
import type { CodeForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import {
  type Code,
  insert,
  isBroken,
  leadOf,
  lineStart,
  nextLine,
  nodeAround,
  standsAlone,
  statementOf,
} from "./code.ts";
import { linesIn, written } from "./form.ts";

export function insertBefore(code: Code, at: Span, form: CodeForm): readonly TextEdit[] | undefined {
  const place = placeFor(code, at, form);
  if (!place || isFixedFirst(place.statement)) return undefined;
  const { statement, made } = place;
  const lines = linesIn(code, made.text, leadOf(code, statement.start));
  return [...made.edits, insert(lineStart(code, statement.start), lines + code.eol)];
}

export function insertAfter(code: Code, at: Span, form: CodeForm): readonly TextEdit[] | undefined {
  const place = placeFor(code, at, form);
  if (!place || leaves.has(place.statement.type)) return undefined;
  const { statement, made } = place;
  const lines = linesIn(code, made.text, leadOf(code, statement.start));
  const next = nextLine(code, statement.end);
  const edit = code.text[next - 1] === "\n" ? insert(next, lines + code.eol) : insert(next, code.eol + lines);
  return [...made.edits, edit];
}

function placeFor(code: Code, at: Span, form: CodeForm) {
  const node = nodeAround(code, at);
  const statement = statementOf(node);
  if (!statement || isBroken(code, statement) || !standsAlone(code, statement)) return undefined;
  const made = written(code, form, statement.start, node.type === "call" ? node : undefined);
  return made && { statement, made };
}

const leaves = new Set(["return_statement", "raise_statement", "break_statement", "continue_statement"]);

/** What documents a module or a function, and imports from the future. */
function isFixedFirst(statement: Node): boolean {
  if (statement.type === "future_import_statement") return true;
  const isFirst = statement.parent?.children[0] === statement;
  return isFirst && statement.type === "expression_statement" && statement.parts[0]?.type === "string";
}
