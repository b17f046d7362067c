/**
 * A program runs a large model in full precision on a device and leaves the precision of multiplications as it is. Absent on purpose:
 * libraries, which set nothing for everybody, and training, where mixed precision comes first.
 */
import type { Call } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { movesOf } from "../moves.ts";
import { defineRule, type Rule } from "../rule.ts";
import { wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "infer" && training !== undefined;

export default defineRule({
  name: "fp32-matmul-precision-default",
  summary: "A program multiplies in full precision on a device that could use a faster mode.",
  since: "0.1.0",
  stage: "preview",
  severity: "hint",
  group: "precision",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "TF32 is off for matrix multiplications by default; switched on, they are faster on devices that have it.",
      source: "https://docs.pytorch.org/docs/stable/notes/cuda.html#tensorfloat-32-tf32-on-ampere-and-later-devices",
    },
    {
      claim: "Lower settings significantly speed up matrix multiplications at some cost of precision.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.set_float32_matmul_precision.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    if (!words || usage.of("backward", "mix").length > 0) return;
    const text = wholeText(usage);
    const says = (expression: string): boolean => new RegExp(expression).test(text);
    if (!says(words.devicePattern) || !says(words.heavyPattern)) return;
    if (says(words.precisionPattern) || says(words.multiplyPattern) || says(words.quantizedPattern)) return;
    const runs = usage.of("infer").filter(({ framework }) => framework.training);
    const isProgram = says(words.programPattern) || runs.some(({ call }) => isAtTop(usage, call.scope));
    const move =
      isProgram &&
      movesOf(usage, words).find(
        ({ call }) => !isInModel(usage, call, words) && runs.some((run) => isOf(usage, run, call)),
      );
    if (!move) return;
    report({
      at: move.call.callee,
      about: move.call.id,
      message: "This model multiplies in full float32. Where that need not be, try a faster mode and measure.",
      experiment: { kind: "fix", judged: "time", gainsOn: "device" },
      fixes: [
        {
          title: "Choose a faster precision of multiplications",
          class: "suggestion",
          changes: "outputs",
          make: (say) => say.insertBefore(move.call.span, words.multiply),
        },
      ],
    });
  },
});

/** A layer that a model moves itself. */
const isInModel = (usage: Usage, { scope }: Call, words: TrainingWords): boolean =>
  upFrom(usage.facts, scope).some(
    (one) => one.kind === "class" && one.extends.some(({ steps }) => new RegExp(words.modulePattern).test(steps)),
  );

const isAtTop = (usage: Usage, scope: number): boolean => {
  for (let at: number | null = scope; at !== null; at = usage.scope(at).parent)
    if (usage.scope(at).kind === "function" || usage.scope(at).kind === "class") return false;
  return true;
};

/** The model that runs is what was moved, or what the move gave. */
const isOf = (usage: Usage, run: Event, move: Call): boolean => {
  const model = run.call.receiver.at(-1);
  if (model === undefined || run.call.span.start < move.span.end) return false;
  return (
    move.result === model ||
    move.receiver.at(-1) === model ||
    usage.facts.bindings[model]!.writes.some(({ value }) => value !== null && contains(value.span, move.span))
  );
};
