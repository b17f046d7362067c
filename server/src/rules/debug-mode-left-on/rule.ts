/** A switch that helps to look into a problem is on in code that is not about a problem. Absent on purpose: switches behind a condition. */
import type { CallId, ScopeId } from "../../facts/facts.ts";
import type { Literal } from "../../knowledge/framework.ts";
import type { Span } from "../../text/span.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { removeOption } from "../optionFixes.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Rule, type RuleContext } from "../rule.ts";

const concerns: Rule["concerns"] = ({ debug, setting }) => debug !== undefined || setting?.of === "debug";

export default defineRule({
  name: "debug-mode-left-on",
  summary: "Tracing, profiling or another switch for looking into problems is on unconditionally.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "Debug mode of TensorFlow.js downloads the result of every operation to the CPU and is not for production.",
      source: "https://js.tensorflow.org/api/latest/#enableDebugMode",
    },
    {
      claim: "Profiling of the WebGPU backend measures every kernel and reports each to a callback or the console.",
      source: "https://onnxruntime.ai/docs/api/js/interfaces/Env.WebGpuFlags.html",
    },
    {
      claim: "Anomaly detection and other debugging APIs of PyTorch are to be off in regular training runs.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check(context) {
    checkOptions(context);
    checkSettings(context);
  },
});

function checkOptions({ usage, report }: RuleContext): void {
  for (const event of usage.of("load", "construct")) {
    const { call, row, options } = event;
    if (isConditional(usage, call.scope)) continue;
    for (const { option, is, effect } of row.debug ?? []) {
      const value = options.literal(option);
      if (value === undefined || !is.includes(value as Literal)) continue;
      report({
        at: keySpan(usage, event, option),
        about: call.id,
        message: `${option} ${effect}. Turn it on only to look into a problem.`,
        fixes: removeOption(event, option, "logs"),
      });
    }
  }
}

function checkSettings({ usage, report }: RuleContext): void {
  for (const { row, value, span, scope } of usage.settings) {
    const { setting } = row;
    if (setting?.of !== "debug" || isConditional(usage, scope)) continue;
    const isOn = value.kind === "literal" && (setting.is ?? [true]).includes(value.value as Literal);
    if (isOn) say(span, span, setting.effect, null);
  }
  for (const call of usage.facts.calls) {
    const setting = usage.rowOf(call)?.setting;
    // What is handed on is on for as long as whoever has it says, as in `with set_detect_anomaly(True):`.
    if (setting?.of !== "debug" || !call.discarded || isConditional(usage, call.scope)) continue;
    say(call.callee, call.span, setting.effect, call.id);
  }

  function say(at: Span, whole: Span, effect: string, about: CallId | null): void {
    const [name] = usage.textOf(at).split(/ ?=/);
    report({
      at: { start: at.start, end: at.start + name!.length },
      about,
      message: `${name!.split(".").slice(-2).join(".")} ${effect}. Turn it on only to debug.`,
      fixes: [
        {
          title: "Remove it",
          class: "suggestion",
          changes: "logs",
          make: (language) => language.removeStatement(whole),
        },
      ],
    });
  }
}

/** Behind a condition, in a catch or in a function somebody calls to look into a problem: it is not left on. */
function isConditional(usage: Usage, from: ScopeId): boolean {
  return upFrom(usage.facts, from).some((scope) => {
    if (scope.kind === "branch") return scope.emptyOf === null;
    if (scope.kind === "try") return scope.part === "catch";
    return scope.kind === "function" && /debug|trace|profil|verbose|diagnos/i.test(scope.name ?? "");
  });
}
