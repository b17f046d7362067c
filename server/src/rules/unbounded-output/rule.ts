/** An answer somebody waits for may get as long as the model can make it. Absent on purpose: streams, which a reader can stop. */
import type { ArgumentRef } from "../../knowledge/framework.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { given, isAbsent, isProse, streams } from "../languageModel.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { optionsPlace } from "../optionFixes.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";

/** Room for long answers and for hidden reasoning, which counts as output; far below what models can do. */
const bound = "4096";

const concerns: Rule["concerns"] = ({ role, text }) => role === "generate" && text?.bounds !== undefined;

export default defineRule({
  name: "unbounded-output",
  summary: "A request waits for an answer of a language model whose length nothing bounds.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "resilience",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "Without max_tokens a reasoning model averaged about 45,000 output tokens by its bill; answers need about 150.",
      source: "https://github.com/datachain-ai/datachain/pull/1885",
    },
    {
      claim: "A model that went in circles spent about 80,000 output tokens on one task and did not solve it.",
      source: "https://github.com/esengine/DeepSeek-Reasonix/issues/2196",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("generate")) {
      const { call, row } = event;
      if (!concerns(row, event.framework) || streams(usage, event) !== "absent" || !isProse(usage, event)) continue;
      const holder = row.text?.boundsOf === "source" ? event.source : event;
      if (!holder || !isAbsent(usage, holder, row.text?.bounds)) continue;
      const often = usage.frequencyOf(call);
      if (often.handler === null || !waitedFor.has(often.per)) continue;
      const option = optionOf(usage, event);
      const act = `Set ${option.split(".").at(-1)}.`;
      report({
        at: call.callee,
        about: call.id,
        message: firstThatFits(
          `Nothing bounds the answer but the model's own limit ${often.phrase}. ${act}`,
          `Nothing bounds the answer but the model's own limit ${shortPhrase(often)}. ${act}`,
        ),
        reasons: often.reasons,
        fixes: fixesFor(usage, holder, option),
      });
    }
  },
});

const waitedFor: ReadonlySet<string | null> = new Set(["request", "message", "invocation"]);

/** The option to write, by the version of the library. */
function optionOf(usage: Usage, { framework, row }: Event): string {
  const [first = ""] = row.text?.bounds ?? [];
  const before = row.text?.boundsBefore;
  const major = Number.parseInt(usage.versionOf(framework.package) ?? "", 10);
  return before && major < before.major ? before.option : first;
}

/** None where the option would have to go into a record that is there already. */
function fixesFor(usage: Usage, { call, row, options }: Event, option: string): readonly Fix[] {
  const [head, key] = option.split(".") as [string, string | undefined];
  const index = optionsPlace(row);
  if (index === undefined || (key !== undefined && given(usage, { options }, head) !== "absent")) return [];
  return [
    {
      title: `Set ${key ?? head} to 4,096`,
      class: "suggestion",
      changes: "longest answer",
      make: (say) => say.setOption(call.id, index, head, key === undefined ? bound : recordWith(key, row.options)),
    },
  ];
}

/** Where options are given by name, a record is a table of texts and has its keys in quotes. */
const recordWith = (key: string, options: ArgumentRef | undefined): string =>
  options === "keywords" ? `{"${key}": ${bound}}` : `{ ${key}: ${bound} }`;
