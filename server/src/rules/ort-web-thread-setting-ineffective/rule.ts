/** Thread settings that a browser ignores, or that come too late. */
import { contains } from "../../text/span.ts";
import type { Event, SettingWrite, Usage } from "../../usage/usage.ts";
import { idleOptions, reportIdle } from "../idleOptions.ts";
import { defineRule, type Rule, type RuleContext } from "../rule.ts";

const concerns: Rule["concerns"] = ({ idle, setting }) =>
  idle?.some(({ modules }) => modules !== undefined) === true || setting?.of === "threads";

export default defineRule({
  name: "ort-web-thread-setting-ineffective",
  summary: "A thread setting that does nothing in a browser: a session option, or one set after the first session.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["speed"],
  fix: "safe",
  evidence: [
    {
      claim: "intraOpNumThreads and interOpNumThreads are for Node and React Native only.",
      source: "https://onnxruntime.ai/docs/api/js/interfaces/InferenceSession.SessionOptions.html",
    },
    {
      claim: "Flags of env usually have to be set before any session is created.",
      source: "https://onnxruntime.ai/docs/tutorials/web/env-flags-and-session-options.html",
    },
    {
      claim:
        "Where the page is not cross-origin isolated more than one thread has no effect; since 1.17 a warning says so.",
      source: "https://github.com/microsoft/onnxruntime/pull/19179",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    for (const load of usage.of("load"))
      for (const idle of idleOptions(usage, load))
        if (idle.modules) reportIdle(context, load, idle, "Set the threads of the runtime instead.");
    for (const setting of usage.settings) checkSetting(context, setting);
  },
});

function checkSetting({ usage, report }: RuleContext, setting: SettingWrite): void {
  const { row, span, value, framework } = setting;
  if (row.setting?.of !== "threads" || usage.target === "server" || usage.target === "batch") return;
  const first = usage.of("load").find((load) => load.framework === framework && isBefore(usage, load, setting));
  if (first) {
    report({
      at: span,
      about: first.call.id,
      message: "The first session is there already, so this comes too late. Set it before the first load.",
      reasons: [{ span: first.call.callee, text: "the first session is created here" }],
    });
    return;
  }
  const threads = value.kind === "literal" && typeof value.value === "number" ? value.value : 1;
  if (threads <= 1 || usage.facts.globals.has("crossOriginIsolated")) return;
  report({
    at: span,
    about: null,
    severity: "hint",
    message: "Threads need a cross-origin isolated page, else this means one. Check its COOP and COEP headers.",
  });
}

/** In the same statements or those around them, so that it surely has run when the setting is reached. */
function isBefore(usage: Usage, { call }: Event, { span, scope }: SettingWrite): boolean {
  if (call.span.end > span.start || !call.awaited) return false;
  const home = usage.scope(call.scope);
  return home.kind !== "branch" && (call.scope === scope || contains(home.body, span));
}
