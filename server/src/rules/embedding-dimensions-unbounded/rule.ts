/** The longest vectors a model gives are stored although it can give shorter ones. */
import type { Event, Usage } from "../../usage/usage.ts";
import { thousands } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ dimensions }) => dimensions !== undefined;

export default defineRule({
  name: "embedding-dimensions-unbounded",
  summary: "Vectors of full length are stored by a model that can give shorter ones.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "weights",
  dimensions: ["efficiency", "speed"],
  fix: "none",
  evidence: [
    {
      claim: "text-embedding-3-large shortened to 256 dimensions still scored above text-embedding-ada-002 with 1,536.",
      source: "https://openai.com/index/new-embedding-models-and-api-updates/",
    },
    {
      claim: "From text-embedding-3 on an option says how many dimensions a vector has.",
      source: "https://platform.openai.com/docs/api-reference/embeddings/create",
    },
  ],
  concerns,
  check({ usage, report }) {
    if (usage.of("upsert").length === 0) return;
    for (const event of usage.of("embed", "construct")) {
      const { call, row, modelText } = event;
      const { dimensions } = row;
      const length = modelText === null ? undefined : dimensions?.unbounded[modelText];
      if (!dimensions || length === undefined || !event.options.absent(dimensions.option)) continue;
      if (isFixedElsewhere(usage, length)) continue;
      report({
        at: call.callee,
        about: call.id,
        message: `${modelText} gives ${thousands(length)} numbers per text. Measure fewer ${dimensions.option} before storing them.`,
        reasons: [storedAt(usage.of("upsert")[0]!)],
      });
    }
  },
});

const storedAt = ({ call }: Event) => ({ span: call.callee, text: "stores vectors here" });

/** An index that was made for this length takes no other: `dimension: 3072`, `vector(3072)`. */
const isFixedElsewhere = (usage: Usage, length: number): boolean =>
  new RegExp(`\\b${length}\\b`).test(usage.textOf(usage.scope(0).span));
