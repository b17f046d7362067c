/** Values that are moved to a device, for rules about how and how often. Absent on purpose: advice. */
import type { Call, LoopScope, Value } from "../facts/facts.ts";
import type { TrainingWords } from "../knowledge/framework.ts";
import type { Usage } from "../usage/usage.ts";

/** A call that copies what it is called on to a device. */
export interface Move {
  readonly call: Call;
  /** The device, where it is named. */
  readonly device: Value | undefined;
}

/** Moves to something else than the processor's own memory, in order of appearance. Changes of type are none. */
export function movesOf(usage: Usage, words: TrainingWords): readonly Move[] {
  const moves = new RegExp(words.movesPattern);
  const isOther = new RegExp(`${words.castsPattern}|${words.hostPattern}`);
  return usage.facts.calls.flatMap((call) => {
    if (!moves.test(usage.textOf(call.callee))) return [];
    const device = deviceOf(call, words);
    if (device === null) return [];
    return device !== undefined && isOther.test(usage.textOf(device.span)) ? [] : [{ call, device }];
  });
}

/** Null when what is given cannot be a device. */
function deviceOf(call: Call, words: TrainingWords): Value | undefined | null {
  const [placed] = call.arguments.filter((value) => value !== call.keywords);
  if (placed !== undefined) return placed;
  const fields = call.keywords?.kind === "record" ? call.keywords.fields : [];
  const named = fields.find(({ name }) => name === words.device)?.value;
  return named ?? (fields.some(({ name }) => name !== words.unwaited) ? null : undefined);
}

/** A loop in which a model runs or gradients are worked out, the innermost one around them. */
export const runsModel = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("infer", "backward", "generate", "embed").some(({ call }) => usage.loopsAround(call)[0]?.id === loop.id);

/** An option of a call, by name; null where nobody can tell. */
export function optionOf({ keywords }: Call, name: string): Value | null | undefined {
  if (keywords === null) return undefined;
  if (keywords.kind !== "record") return null;
  return keywords.fields.findLast((field) => field.name === name)?.value ?? (keywords.open ? null : undefined);
}
