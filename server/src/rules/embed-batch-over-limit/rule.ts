/** More items go into one request than the service takes. */
import type { Event } from "../../usage/usage.ts";
import { itemsPerCall } from "../batching.ts";
import { batchSizeOf } from "../batchSize.ts";
import { thousands } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, batch }) =>
  (role === "embed" || role === "upsert") && batch?.limit !== undefined && !batch.chunks;

export default defineRule({
  name: "embed-batch-over-limit",
  summary: "A batch of texts or records is larger than one request may be.",
  since: "0.1.0",
  stage: "stable",
  severity: "error",
  group: "batching",
  dimensions: ["throughput", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "OpenAI takes at most 2,048 texts and 300,000 tokens in one request.",
      source: "https://platform.openai.com/docs/api-reference/embeddings/create",
    },
    {
      claim: "Pinecone takes at most 1,000 records and 2 MB in one upsert, 96 where it embeds their texts itself.",
      source: "https://docs.pinecone.io/reference/api/database-limits/operation-limits",
    },
    {
      claim: "Cohere takes at most 96 texts in one request.",
      source: "https://docs.cohere.com/reference/embed",
    },
  ],
  silences: ["sequential-embedding-in-loop", "vector-upsert-in-loop"],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("embed", "upsert")) {
      const { call, row, framework, item } = event;
      const { batch } = row;
      if (!concerns(row, framework) || batch?.limit === undefined || !item) continue;
      const { limit, limitSource } = batch;
      const better = itemsPerCall(batch) ?? limit;
      const size = batchSizeOf(usage, item, call);
      if (!size || size.items <= limit) continue;
      const service = answeredBy(event);
      if (service === "another") continue;
      const things = event.role === "embed" ? "texts" : "records";
      const { written } = size;
      report({
        at: call.callee,
        about: call.id,
        // Who made the client may have sent it to a service that takes more.
        severity: service === "this" ? "error" : "warning",
        message: `Up to ${thousands(size.items)} ${things} go into one request that takes ${thousands(limit)}. Cut smaller batches.`,
        reasons: [
          {
            span: written ?? item.span,
            text: limitSource ? `makes the batch; the limit: ${short(limitSource)}` : "makes the batch",
          },
        ],
        fixes: written
          ? [
              {
                title: `Cut batches of ${thousands(better)}`,
                class: "suggestion",
                changes: "number of requests",
                make: (say) => say.replaceNumber(written, better),
              },
            ]
          : [],
      });
    }
  },
});

/** Clients of one service are often pointed at another one that speaks the same. */
function answeredBy({ row, source }: Event): "this" | "another" | "unknown" {
  const option = row.batch?.limitUnless;
  if (option === undefined) return "this";
  if (!source) return "unknown";
  return source.options.absent(option) ? "this" : "another";
}

const short = (source: string): string => source.replace(/^https:\/\//, "").slice(0, 70);
