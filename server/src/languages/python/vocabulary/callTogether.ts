/**
 * Makes the awaited calls of a loop's rounds together, at most so many at once, by `asyncio.gather`; each round reads its own result.
 * Absent on purpose: rounds that depend on each other, and loops that end early.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { callOnceInFor } from "./callOnce.ts";
import { callOnceInComprehension } from "./callOnceInComprehension.ts";
import { allNodes, type Code, callNode, isBroken } from "./code.ts";
import { outer } from "./movable.ts";
import { named } from "./packages.ts";
import { isIndependent, roundsOf, type Single } from "./rounds.ts";

export function callTogether(code: Code, id: CallId, loopId: ScopeId, atOnce: number): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const rounds = roundsOf(code, loopId);
  const value = call && outer(call);
  const waits = call?.parent?.type === "await" ? call.parent : undefined;
  if (!call || !rounds || !value || !waits || isBroken(code, call)) return undefined;
  if ([...allNodes(call)].some(({ type }) => /^(?:await|yield|named_expression)$/.test(type))) return undefined;
  const gather = named(code, "asyncio.gather", rounds.loop.start);
  if (!gather) return undefined;
  const single: Single = { call, item: call, waits: true, text: (list) => `${gather.text}(*${list})` };
  if (!isIndependent(code, single, rounds)) return undefined;
  const scope = code.facts.scopes[loopId];
  const length = scope?.kind === "loop" ? scope.bound : null;
  const job = {
    id,
    single,
    rounds,
    access: { list: "", rest: "" },
    reads: { reads: [value], holder: undefined },
    limit: length !== null && length <= atOnce ? undefined : atOnce,
    needsItems: false,
  };
  const edits = rounds.kind === "for" ? callOnceInFor(code, job) : callOnceInComprehension(code, job);
  return edits && [...gather.edits, ...edits];
}
