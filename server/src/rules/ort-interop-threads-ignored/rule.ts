/** A number of threads between operators, in a mode that runs one operator after the other. */
import { idleOptions, reportIdle } from "../idleOptions.ts";
import { defineRule, type Rule } from "../rule.ts";
import { placeOfSetting, settingsOf } from "../settings.ts";

const concerns: Rule["concerns"] = ({ idle, setting }) =>
  idle?.some(({ unless }) => unless !== undefined) === true || setting?.of === "idle";

export default defineRule({
  name: "ort-interop-threads-ignored",
  summary: "A number of threads between operators without parallel mode, where it does nothing.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["speed"],
  fix: "safe",
  evidence: [
    {
      claim: "The inter-op pool is used in parallel mode only; the default mode is sequential.",
      source: "https://onnxruntime.ai/docs/performance/tune-performance/threading.html",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    for (const write of settingsOf(usage, "idle")) {
      const { name, at } = placeOfSetting(usage, write);
      context.report({
        at,
        about: null,
        message: `${name} ${write.row.setting!.effect}. Remove it, or measure the parallel mode.`,
        fixes: [{ title: `Remove ${name}`, class: "safe", make: (say) => say.removeAssignment(write.span) }],
      });
    }
    for (const load of usage.of("load")) {
      const idle = idleOptions(usage, load);
      // Where it does nothing at all, the mode does not matter.
      const nowhere = new Set(idle.filter(({ modules }) => modules).map(({ option }) => option));
      for (const one of idle)
        if (one.unless && !nowhere.has(one.option))
          reportIdle(context, load, one, `Remove it, or measure ${one.unless.option}.`);
    }
  },
});
