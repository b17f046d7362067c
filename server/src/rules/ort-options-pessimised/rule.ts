/** Session options make a model slower than its defaults do. */
import { optionsTrial } from "../experiments.ts";
import { optionsPlace, removeOption } from "../optionFixes.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";
import { placeOfSetting, settingsOf } from "../settings.ts";

const concerns: Rule["concerns"] = ({ role, pessimal, options, setting }) =>
  (role === "load" && pessimal !== undefined && optionsPlace({ options }) !== undefined) || setting?.of === "slow";

export default defineRule({
  name: "ort-options-pessimised",
  summary: "Session options switch optimisation, memory arena or memory planning off.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "safe",
  evidence: [
    {
      claim:
        "All optimisations are on by default; for a model optimised offline they can be disabled when it is loaded.",
      source: "https://onnxruntime.ai/docs/performance/model-optimizations/graph-optimizations.html",
    },
    {
      claim:
        "Some switch the arena and memory patterns off on purpose to bound memory; here it did not stop the growth.",
      source: "https://github.com/microsoft/onnxruntime/issues/25325",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const write of settingsOf(usage, "slow")) {
      const { name, at } = placeOfSetting(usage, write);
      report({
        at,
        about: null,
        message: `${name} ${write.row.setting!.effect}. Remove it, or optimise the file offline.`,
        fixes: [{ title: `Remove ${name}`, class: "safe", make: (say) => say.removeAssignment(write.span) }],
      });
    }
    for (const load of usage.of("load")) {
      const { call, row } = load;
      if (!concerns(row, load.framework) || optimisedBefore.test(load.modelText ?? "")) continue;
      for (const { option, is, effect, changes, where } of row.pessimal ?? []) {
        const value = load.options.literal(option);
        if (value === undefined || value === null || !is.includes(value)) continue;
        if (where !== undefined && (where === "web") !== (usage.platform === "web")) continue;
        const written = typeof value === "string" ? `'${value}'` : String(value);
        report({
          at: keySpan(usage, load, option),
          about: call.id,
          severity: changes ? "information" : "warning",
          message: changes
            ? `${option} is ${written}, which ${effect}. Measure without it.`
            : `${option} is ${written}. Remove it unless the file is already optimised.`,
          reasons: [{ span: call.callee, text: `${effect} for this load` }],
          fixes: removeOption(load, option, changes),
          ...optionsTrial(load, { [option]: value }, {}),
        });
      }
    }
  },
});

/** Files that say they were optimised offline, and onnxruntime's own format. */
const optimisedBefore = /\.ort$|[-_.](opt|optimi[sz]ed)[-_.]/i;
