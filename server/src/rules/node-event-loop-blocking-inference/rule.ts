/** A server computes a model's answer on the thread that serves all requests. */
import { blockingTrial } from "../experiments.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { local }) =>
  (role === "infer" || role === "embed" || role === "generate") &&
  (local?.node === "promise-sync" || local?.node === "sync");

export default defineRule({
  name: "node-event-loop-blocking-inference",
  summary: "In-process inference on the main thread of a Node server.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["speed", "scalability"],
  fix: "none",
  evidence: [
    {
      claim: "session.run returns a promise and computes on the calling thread.",
      source: "https://github.com/microsoft/onnxruntime/issues/19611",
    },
    {
      claim: "Still so in 2026: a pull request that moves runs off the thread is open.",
      source: "https://github.com/microsoft/onnxruntime/pull/28646",
    },
  ],
  silences: ["sequential-inference-in-loop"],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    if (usage.offThread || usage.target === "browser" || usage.target === "edge") return;
    const told = new Set<number>();
    for (const event of usage.of("infer", "embed", "generate")) {
      const { call } = event;
      if (!concerns(event.row, event.framework)) continue;
      const often = usage.frequencyOf(call);
      // Serverless handlers run one at a time; frames and renders are not a server's, messages only of a queue it serves.
      const serves = often.per === "request" || (often.per === "message" && usage.target === "server");
      if (often.handler === null || !serves) continue;
      const handler = often.reasons[0]?.span.start ?? often.handler;
      if (told.has(handler)) continue; // once per handler is enough
      told.add(handler);
      report({
        at: call.callee,
        about: call.id,
        message: `${usage.textOf(call.callee).slice(0, 40)} stops this server while it computes{cost}. Move it to a worker process.`,
        reasons: often.reasons,
        ...blockingTrial(event),
      });
    }
  },
});
