/**
 * Starts calls that are awaited one right after the other together: `a, b = await asyncio.gather(f(), g())`. What changes: all have
 * begun before one has failed. Absent on purpose: statements that stand apart, hold anything else, or take what one of them gives.
 */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Node } from "../tree.ts";
import {
  allNodes,
  type Code,
  callNode,
  hasComment,
  isBroken,
  leadOf,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { readIn, textIndented } from "./movable.ts";
import { named } from "./packages.ts";

interface Kept {
  readonly statement: Node;
  readonly call: Node;
  readonly into: Node;
}

export function awaitTogether(code: Code, ids: readonly CallId[]): readonly TextEdit[] | undefined {
  const all = ids.map((id) => keptBy(code, id));
  if (all.length < 2 || !all.every((one) => one !== undefined)) return undefined;
  const [first] = all;
  const last = all.at(-1)!;
  const block = first!.statement.parent!;
  const from = block.children.indexOf(first!.statement);
  if (!all.every(({ statement }, index) => block.children[from + index] === statement)) return undefined;
  const span = { start: first!.statement.start, end: last.statement.end };
  if (hasComment(code, span) || isBroken(code, span)) return undefined;
  const made = new Set(all.map(({ into }) => code.walk.pen.references.at(into.end)));
  if (made.has(undefined) || made.size < all.length) return undefined;
  if (all.some(({ call }) => readIn(code, call).some((binding) => made.has(binding)))) return undefined;
  const gather = named(code, "asyncio.gather", span.start);
  if (!gather) return undefined;
  const { eol, unit } = code;
  const lead = leadOf(code, span.start);
  const calls = all.map(({ call }) => `${lead}${unit}${textIndented(code, call, lead, lead + unit)},${eol}`);
  const places = all.map(({ into }) => textOf(code, into)).join(", ");
  return [...gather.edits, replace(span, `${places} = await ${gather.text}(${eol}${calls.join("")}${lead})`)];
}

/** One statement that does nothing but keep what a call gives under a name. */
function keptBy(code: Code, id: CallId): Kept | undefined {
  const call = callNode(code, id);
  const statement = call && statementOf(call);
  const assignment = statement?.type === "expression_statement" ? statement.parts[0] : undefined;
  const into = assignment?.type === "assignment" ? assignment.child("left") : undefined;
  const right = assignment?.child("right");
  if (!call || !statement || into?.type !== "identifier" || assignment?.child("type")) return undefined;
  if (right?.type !== "await" || right.parts[0] !== call || !standsAlone(code, statement)) return undefined;
  if ([...allNodes(call)].some(({ type }) => /^(?:await|yield|named_expression)$/.test(type))) return undefined;
  return { statement, call, into };
}
