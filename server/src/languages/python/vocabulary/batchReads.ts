/** How code reads the result of a call for one item, and how it would read the same out of that for many. Absent on purpose: any other reading. */
import type { CallId } from "../../../facts/facts.ts";
import type { BatchForm } from "../../../facts/vocabulary.ts";
import { contains } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import { type Code, isStatement, nodeAround, standsAlone, statementOf, textOf } from "./code.ts";
import { outer } from "./movable.ts";
import type { Rounds, Single } from "./rounds.ts";

/** Leads from the batch result to the list of items, and from one of them to the item: `.data`, `.embedding`. */
export interface ListAccess {
  readonly list: string;
  readonly rest: string;
}

const member = (path: string): string => (path === "" || path.startsWith("[") ? path : `.${path}`);

export function listAccess(form: BatchForm): ListAccess | undefined {
  const [list, rest, ...more] = member(form.batch).split("[i]");
  return list === undefined || rest === undefined || more.length > 0 ? undefined : { list, rest };
}

export interface ItemReads {
  /** Expressions that are the item. */
  readonly reads: readonly Node[];
  /** The statement that only keeps the whole result, and goes away. */
  readonly holder: Node | undefined;
}

export function itemReads(
  code: Code,
  id: CallId,
  form: BatchForm,
  single: Single,
  rounds: Rounds,
): ItemReads | undefined {
  const { call } = single;
  // `[x]` gives a list of one, of which the code reads the first.
  const access = member(form.single) === "" && isListed(single) ? "[0]" : member(form.single);
  const value = outer(call);
  const read = followed(code, value, access);
  if (read) return { reads: [read], holder: undefined };
  const statement = statementOf(call);
  const assignment = statement?.type === "expression_statement" ? statement.parts[0] : undefined;
  const { result } = code.facts.calls[id]!;
  if (rounds.kind !== "for" || !statement || result === null || assignment?.type !== "assignment") return undefined;
  if (assignment.child("right") !== value || assignment.child("left")?.type !== "identifier") return undefined;
  const { reads, writes } = code.facts.bindings[result]!;
  if (writes.length !== 1 || reads.length === 0 || !standsAlone(code, statement)) return undefined;
  if ((statement.parent?.children.length ?? 0) < 2) return undefined;
  const found = reads.map(({ span }) => followed(code, nodeAround(code, span), access));
  if (!found.every((one) => one !== undefined && contains(rounds.body, one) && one.start > statement.end))
    return undefined;
  return { reads: found as Node[], holder: statement };
}

/** The argument is `[x]`. */
const isListed = ({ call, item }: Single): boolean => {
  const list = item.parent?.type === "list" ? item.parent : undefined;
  const argument = list?.parent?.type === "keyword_argument" ? list.parent : list;
  return argument?.parent?.parent === call;
};

/** The expression in which exactly these members follow a value. */
function followed(code: Code, value: Node, access: string): Node | undefined {
  let node = value;
  let seen = "";
  while (seen !== access) {
    const { parent } = node;
    if (parent === null || isStatement(parent)) return undefined;
    const goesOn =
      (parent.type === "attribute" && parent.child("object") === node) ||
      (parent.type === "subscript" && parent.child("value") === node);
    if (!goesOn) {
      if (parent.type !== "parenthesized_expression") return undefined;
    } else seen += textOf(code, { start: node.end, end: parent.end }).replace(/\s+/g, "");
    node = parent;
    if (!access.startsWith(seen)) return undefined;
  }
  return node;
}
