/** The search for the fastest convolution is switched on where it cannot help. */
import type { SettingWrite } from "../../usage/usage.ts";
import { defineRule, type Rule } from "../rule.ts";
import { wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ setting }) => setting?.of === "autotune";

export default defineRule({
  name: "conv-layout-and-autotune",
  summary: "The search for the fastest convolution is on although sizes vary or results are to repeat.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "memory",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "The search pays for convolutions of one size; it may choose ways that do not repeat exactly.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
    {
      claim: "With benchmark on, another way may be chosen in each run of a program.",
      source: "https://docs.pytorch.org/docs/stable/notes/randomness.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const tunes = usage.settings.filter((write) => isOn(write, "autotune"));
    if (tunes.length === 0) return;
    const fixed = usage.settings.find((write) => isOn(write, "deterministic"));
    for (const { span, row, scope } of tunes) {
      const repeats = fixed?.scope === scope;
      const { onlyText, effect } = row.setting ?? {};
      if (!repeats && (onlyText === undefined || !new RegExp(onlyText).test(wholeText(usage)))) continue;
      report({
        at: span,
        about: null,
        message: repeats
          ? "A search for the fastest way lets results differ, which is ruled out here. Drop one."
          : `${nameOf(usage.textOf(span))} ${effect}, and sizes vary here. Measure without it.`,
        reasons: repeats ? [{ span: fixed!.span, text: "asks for results that repeat" }] : [],
        fixes: [
          {
            title: "Remove the search",
            class: "suggestion",
            changes: "speed, either way",
            make: (say) => say.removeAssignment(span),
          },
        ],
      });
    }
  },
});

const isOn = ({ row: { setting }, value }: SettingWrite, of: "autotune" | "deterministic"): boolean =>
  setting?.of === of && value.kind === "literal" && value.value !== null && (setting.is?.includes(value.value) ?? true);

/** `cudnn.benchmark` of `torch.backends.cudnn.benchmark = True`. */
const nameOf = (written: string): string => written.split("=")[0]!.trim().split(".").slice(-2).join(".");
