/** Moves the last statements of a guard's block behind the guard. Absent on purpose: a block that would be left empty. */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { type Code, isBroken, leadOf, nodeAround, standsAlone, statementOf } from "./code.ts";
import { stepOut } from "./indent.ts";

export function moveOut(code: Code, at: Span): readonly TextEdit[] | undefined {
  const statement = statementOf(nodeAround(code, at));
  const block = statement?.parent;
  const guard = block?.parent;
  if (!statement || !block || guard?.type !== "with_statement" || isBroken(code, guard)) return undefined;
  const index = block.children.indexOf(statement);
  const moved = block.children.slice(index);
  if (index < 1 || !moved.every((one) => standsAlone(code, one))) return undefined;
  const from = leadOf(code, statement.start);
  const to = leadOf(code, guard.start);
  if (!from.startsWith(to) || from === to || !standsAlone(code, guard)) return undefined;
  return stepOut(code, { start: statement.start, end: block.end }, from, to);
}
