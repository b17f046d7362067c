/**
 * Replaces a loop of calls for one item each by one call for all: in a `for` statement and in a list comprehension. A limit of items
 * per call becomes a loop over slices. An empty list still makes no call, unless the function for many is one of its own. Absent on
 * purpose: loops that end early, items that depend on earlier rounds, code that reads more of a result than the item.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { BatchForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { type ItemReads, itemReads, type ListAccess, listAccess } from "./batchReads.ts";
import { callOnceInComprehension } from "./callOnceInComprehension.ts";
import {
  type Code,
  functionAround,
  leadOf,
  lineStart,
  linesOf,
  nextLine,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { stepIn } from "./indent.ts";
import { freeName } from "./names.ts";
import {
  isIndependent,
  isList,
  isReadBeside,
  namesIn,
  type Rounds,
  roundsOf,
  type Single,
  singleCall,
} from "./rounds.ts";

export interface BatchJob {
  readonly id: CallId;
  readonly single: Single;
  readonly rounds: Rounds;
  readonly access: ListAccess;
  readonly reads: ItemReads;
  /** Items per call when the list may be longer. */
  readonly limit: number | undefined;
  /** No call may be made for an empty list, and the list may be empty. */
  readonly needsItems: boolean;
}

export function callOnce(code: Code, id: CallId, loopId: ScopeId, form: BatchForm): readonly TextEdit[] | undefined {
  const rounds = roundsOf(code, loopId);
  const single = singleCall(code, id, form);
  const access = listAccess(form);
  if (!rounds || !single || !access || !isIndependent(code, single, rounds)) return undefined;
  const reads = itemReads(code, id, form, single, rounds);
  if (!reads) return undefined;
  const scope = code.facts.scopes[loopId];
  const length = scope?.kind === "loop" ? scope.bound : null;
  const limit = form.limit === undefined || (length !== null && length <= form.limit) ? undefined : form.limit;
  const needsItems = form.callee === undefined && (length === null || length === 0);
  const job = { id, single, rounds, access, reads, limit, needsItems };
  return rounds.kind === "for" ? callOnceInFor(code, job) : callOnceInComprehension(code, job);
}

/** The list as a name, or as the expression it is, and the line that makes it. */
export function listFor(code: Code, { rounds }: Pick<BatchJob, "rounds">): { name: string; made: string | undefined } {
  const { over } = rounds;
  if (over.type === "identifier" && isList(code, over)) return { name: textOf(code, over), made: undefined };
  const name = freeName(code, "items");
  const text = textOf(code, over);
  return {
    name,
    made: isList(code, over) ? text : `list(${over.type === "generator_expression" ? text.slice(1, -1) : text})`,
  };
}

/** The items as an argument: the list itself, or one made from it. */
export function itemsFrom(code: Code, { rounds, single }: Pick<BatchJob, "rounds" | "single">, list: string): string {
  const element = textOf(code, rounds.element);
  const item = textOf(code, single.item);
  return element === item ? list : `[${item} for ${element} in ${list}]`;
}

export function callOnceInFor(code: Code, job: BatchJob): readonly TextEdit[] | undefined {
  const { loop, element, over, body } = job.rounds;
  const { reads, holder } = job.reads;
  if (loop.child("alternative") || !standsAlone(code, loop) || code.text.slice(over.start, over.end).includes("\n"))
    return undefined;
  const first = body.children[0];
  if (!first || lineStart(code, first.start) <= loop.start || !body.children.every((one) => standsAlone(code, one)))
    return undefined;
  if (job.single.waits && !functionAround(loop)) return undefined;
  const { unit, eol } = code;
  const lead = leadOf(code, loop.start);
  const list = listFor(code, job);
  const framed = job.limit !== undefined || job.needsItems;
  const inner = framed ? lead + unit : lead;
  const part = job.limit === undefined ? list.name : freeName(code, "batch");
  const result = holder
    ? textOf(code, holder.parts[0]!.child("left")!)
    : freeName(code, job.access.list === "" ? "results" : "response");
  const kept = holder ? undefined : keptName(code, job);
  const name = kept?.name ?? freeName(code, "item");
  const names = namesIn(code, element)!;
  const readsElement = isReadBeside(code, names, body, job.single.item) || isReadAfter(code, job);
  const target = element.type === "pattern_list" ? `(${textOf(code, element)})` : textOf(code, element);
  const values = result + job.access.list;
  const header = readsElement ? `for ${target}, ${name} in zip(${part}, ${values}):` : `for ${name} in ${values}:`;
  const start = freeName(code, "start");
  const lines = [
    ...(list.made === undefined ? [] : [`${lead}${list.name} = ${list.made}`]),
    ...(job.limit !== undefined
      ? [
          `${lead}for ${start} in range(0, len(${list.name}), ${job.limit}):`,
          `${inner}${part} = ${list.name}[${start} : ${start} + ${job.limit}]`,
        ]
      : job.needsItems
        ? [`${lead}if ${list.name}:`]
        : []),
    `${inner}${result} = ${job.single.waits ? "await " : ""}${job.single.text(itemsFrom(code, job, part))}`,
    `${inner}${header}`,
  ];
  const colon = code.text.indexOf(":", over.end);
  if (colon < 0 || colon > first.start) return undefined;
  const removed = holder ?? kept?.statement;
  const edits = reads
    .filter((read) => removed === undefined || read.start < removed.start || read.end > removed.end)
    .map((read) => replace(read, name + job.access.rest));
  const gone = removed && linesOf(code, removed);
  const steps = framed
    ? stepIn(code, { start: nextLine(code, colon), end: body.end }, leadOf(code, first.start)).filter(
        ({ span }) =>
          !(gone && gone.start <= span.start && span.start < gone.end) &&
          !reads.some((read) => read.start < span.start && span.start < read.end),
      )
    : [];
  return [
    replace({ start: lineStart(code, loop.start), end: colon + 1 }, lines.join(eol)),
    ...edits,
    ...(gone ? [{ span: gone, text: "" }] : []),
    ...steps,
  ];
}

/** The element keeps its last value behind the loop. */
const isReadAfter = (code: Code, { rounds }: BatchJob): boolean =>
  [...namesIn(code, rounds.element)!].some((name) =>
    code.facts.bindings[name]!.reads.some(({ span }) => span.start >= rounds.loop.end),
  );

/** `v = f(x)` as a whole: the loop can give v itself. */
function keptName(code: Code, { id, single, rounds, access }: BatchJob) {
  const statement = statementOf(single.call);
  const assignment = statement?.type === "expression_statement" ? statement.parts[0] : undefined;
  const left = assignment?.type === "assignment" ? assignment.child("left") : undefined;
  const { result } = code.facts.calls[id]!;
  if (!statement || left?.type !== "identifier" || result === null || access.rest !== "") return undefined;
  const right = assignment?.child("right");
  if (!right || (right !== single.call && !(right.type === "await" && right.parts[0] === single.call)))
    return undefined;
  const { writes, reads } = code.facts.bindings[result]!;
  if (writes.length !== 1 || !standsAlone(code, statement) || rounds.body.children.length < 2) return undefined;
  if (reads.some(({ span }) => span.start < statement.start)) return undefined;
  if (code.comments.some(({ start }) => start > statement.end && start < linesOf(code, statement).end))
    return undefined;
  return { name: textOf(code, left), statement };
}
