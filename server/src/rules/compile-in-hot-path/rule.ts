/** A model is compiled, traced or exported on a line that runs again and again. Absent on purpose: compiling another one each time. */
import { onceFix, repetitionOf } from "../hotPath.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "compile";

export default defineRule({
  name: "compile-in-hot-path",
  summary: "A model is compiled, traced or exported per request or per iteration.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "safe",
  evidence: [
    {
      claim: "Compiling a model from nothing takes seconds to minutes, and hours for very large ones.",
      source: "https://docs.pytorch.org/docs/stable/torch.compiler_troubleshooting.html",
    },
    {
      claim: "Functions that are wrapped anew share no traces, so each of them is traced again.",
      source: "https://www.tensorflow.org/guide/function",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("compile")) {
      const repeated = repetitionOf(usage, event);
      if (!repeated) continue;
      const { often, severity } = repeated;
      const name = usage.textOf(event.call.callee);
      const say = (subject: string, phrase: string) =>
        `${subject} runs ${phrase}{cost}. Compile once, and keep the result.`;
      report({
        at: event.call.callee,
        about: event.call.id,
        severity,
        message: firstThatFits(
          say(name, often.phrase),
          say(name, shortPhrase(often)),
          say("This compilation", shortPhrase(often)),
        ),
        reasons: often.reasons,
        fixes: [onceFix(event, repeated, titles, "hoistValue")],
      });
    }
  },
});

const titles = { beforeLoop: "Compile before the loop", atModuleLevel: "Compile once at module level" };
