/**
 * Code that runs on an event loop and does not give it back: calls that answer only when they are done, in asynchronous functions.
 * Absent on purpose: what a call does in the meantime, and advice; each rule has its own.
 */
import type { Call, CodeFacts, FunctionScope, ScopeId } from "../facts/facts.ts";
import type { Framework, Row } from "../knowledge/framework.ts";
import { contains } from "../text/span.ts";
import { functionAround } from "../usage/scopes.ts";
import type { Frequency, Reason, Usage } from "../usage/usage.ts";

/** Whether a call of this row has its result when it returns, and has no promise to await. */
export const blocks = (row: Row, framework: Pick<Framework, "blocks">): boolean =>
  !row.promise && (row.blocks ?? framework.blocks ?? false);

export interface Held {
  /** The call in the asynchronous function: the one asked about, or that of a function of this file that makes it. */
  readonly at: Call;
  readonly owner: FunctionScope;
  readonly often: Frequency;
  /** From there to the call that blocks. */
  readonly reasons: readonly Reason[];
}

/** Functions between an asynchronous one and the call that are looked through. */
const deepest = 2;

/** The asynchronous function that waits for a call without giving its thread back; undefined where none surely does. */
export function heldBy(usage: Usage, call: Call, depth = 0): Held | undefined {
  if (call.awaited) return undefined;
  const owner = functionAround(usage.facts, call.scope);
  if (!owner) return undefined;
  if (owner.async) return { at: call, owner, often: usage.frequencyOf(call), reasons: [] };
  // Handed over, it runs wherever whoever took it decides.
  if (owner.opener || owner.generator || depth >= deepest || isHandedOver(usage.facts, owner)) return undefined;
  for (const caller of usage.callersOf(owner.id)) {
    const held = heldBy(usage, caller, depth + 1);
    if (held) return { ...held, reasons: [...held.reasons, { span: call.callee, text: "is called on the way" }] };
  }
  return undefined;
}

/** Its name is given to a call: `to_thread(work)`. */
const isHandedOver = ({ bindings, calls }: CodeFacts, { binding }: FunctionScope): boolean =>
  binding !== null &&
  bindings[binding]!.reads.some(({ span }) =>
    calls.some(({ arguments: given }) =>
      given.some((value) => value.kind === "reference" && value.span.start <= span.start && span.end <= value.span.end),
    ),
  );

/** Runs of a function go on side by side: per request or message, or because the file starts several together. */
export function goesOnBesideOthers(usage: Usage, { owner, often }: Held): boolean {
  if (often.handler !== null) return often.per !== "tick";
  return startedTogether(usage, owner.id, new Set());
}

function startedTogether(usage: Usage, owner: ScopeId, seen: Set<ScopeId>): boolean {
  if (seen.has(owner) || seen.size > deepest) return false;
  seen.add(owner);
  return usage.callersOf(owner).some((call) => {
    if (usage.facts.calls.some((other) => startsTasks(other) && other !== call && contains(other.span, call.span)))
      return true;
    if (usage.loopsAround(call).some((loop) => usage.together(loop, call))) return true;
    const around = functionAround(usage.facts, call.scope);
    return around !== undefined && startedTogether(usage, around.id, seen);
  });
}

/** Takes promises or starts them beside the code that goes on. */
const startsTasks = ({ paths }: Call): boolean =>
  paths.some(
    ({ module, steps }) =>
      module.endsWith("asyncio") && /(?:^|\.)(?:gather|create_task|ensure_future|wait|as_completed)$/.test(steps),
  );

/** `self.client.messages.create` as messages show it: its last three names. */
export const shortCallee = (usage: Usage, { callee }: Call): string =>
  usage
    .textOf(callee)
    .replace(/\([^()]*\)/g, "()")
    .split(".")
    .slice(-3)
    .join(".")
    .slice(-36);
