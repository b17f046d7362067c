/** A client with connections of its own is built on a line that runs again and again. */
import type { Event, Usage } from "../../usage/usage.ts";
import { onceFix, repetitionOf } from "../hotPath.ts";
import { by, firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "construct";

export default defineRule({
  name: "client-construct-in-hot-path",
  summary: "An API or vector-store client is built per request, per render or per iteration.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency", "scalability"],
  fix: "safe",
  evidence: [
    {
      claim: "With a client per call p50 rose from 2.3 s to 72 s at 20 concurrent calls in one project's setting.",
      source: "https://github.com/agentscope-ai/agentscope/pull/2063",
    },
    {
      claim: "The maintainer's advice: build one client, and raise its pool limits for many parallel calls.",
      source: "https://github.com/openai/openai-python/issues/874",
    },
    {
      claim: "File descriptors grew from 3 to 23 over 15 turns with a client per turn.",
      source: "https://github.com/handochan/aelix-ai/issues/174",
    },
  ],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    for (const client of usage.of("construct")) {
      const { call } = client;
      // A key or address from the request makes a client of its own for good reason.
      const repeated = repetitionOf(usage, client);
      if (!repeated) continue;
      const { often, inLoop, severity } = repeated;
      const name = clientName(usage, client);
      const act = inLoop ? "Create it once before the loop." : "Create it once at module level.";
      report({
        at: call.callee,
        about: call.id,
        severity: ownsConnections(client) || severity === "hint" ? severity : "information",
        message: firstThatFits(
          ...(ownsConnections(client)
            ? [`A new ${name} client, with its own connections, is built${by(client)} ${often.phrase}. ${act}`]
            : []),
          `A new ${name} client is built${by(client)} ${often.phrase}. ${act}`,
          `A new ${name} client is built${by(client)} ${shortPhrase(often)}. ${act}`,
          `A new ${name} client is built ${shortPhrase(often)}. ${act}`,
          `A new client is built ${shortPhrase(often)}. ${act}`,
        ),
        reasons: often.reasons,
        fixes: [onceFix(client, repeated, titles, "hoistValue")],
      });
    }
  },
});

/** Where clients share what is dear about them, building one takes little. */
const ownsConnections = ({ row }: Event): boolean => row.cost === undefined || row.cost === "network";

const titles = { atModuleLevel: "Move the client to module level", beforeLoop: "Create the client before the loop" };

function clientName(usage: Usage, { call, via }: Event): string {
  const name = /([\w$]+)$/.exec(via ? via.callee : usage.textOf(call.callee))?.[1] ?? "";
  return /^[A-Z]/.test(name) ? name : "API";
}
