/** Each sample is taken out of a table by its row, which makes a new table of one row. Absent on purpose: data sets that read a file for each sample. */
import type { BindingId, FunctionScope } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import type { Span } from "../../text/span.ts";
import type { Usage } from "../../usage/usage.ts";
import { datasetsIn } from "../datasets.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "data" && training !== undefined;

export default defineRule({
  name: "pandas-row-in-getitem",
  summary: "A data set takes each sample out of a table row by row.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["throughput"],
  fix: "none",
  evidence: [
    {
      claim: "Where performance matters, a NumPy array gives a much greater boost than any other accessor of pandas.",
      source: "https://docs.astral.sh/ruff/rules/pandas-use-of-dot-iat/",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    if (!words) return;
    for (const { sample } of datasetsIn(usage, words)) {
      const at = sample && rowIn(usage, sample, words);
      if (!at) continue;
      report({
        at,
        about: null,
        message: "Each sample makes a table of one row. Turn the columns into arrays once, and index those.",
        reasons: [{ span: sample.nameSpan ?? at, text: "runs for every sample of every epoch" }],
      });
    }
  },
});

/** `self.rows.iloc[index]`, by what the method is asked for. */
function rowIn(usage: Usage, sample: FunctionScope, words: TrainingWords): Span | undefined {
  const { body, parameters } = sample;
  if (new RegExp(words.readsPattern).test(usage.textOf(body))) return undefined;
  const row = new RegExp(`^${words.rowPattern}`);
  for (const { span, of } of readsIn(usage, sample)) {
    const behind = usage.textOf({ start: span.end, end: Math.min(span.end + 80, body.end) });
    const match = row.exec(behind);
    const place = match?.[1];
    if (!match || parameters.includes(of)) continue;
    if (!isAskedFor(usage, sample, place)) continue;
    return { start: span.start, end: span.end + behind.indexOf("[") };
  }
  return undefined;
}

const readsIn = (usage: Usage, { body }: FunctionScope): readonly { readonly span: Span; readonly of: BindingId }[] =>
  usage.facts.bindings.flatMap(({ id, reads }) =>
    reads.filter(({ span }) => span.start >= body.start && span.end <= body.end).map(({ span }) => ({ span, of: id })),
  );

/** The parameter itself, or a local made from it. */
const isAskedFor = (usage: Usage, { parameters }: FunctionScope, name: string | undefined): boolean =>
  usage.facts.bindings.some(
    (binding) =>
      binding.name === name &&
      (parameters.includes(binding.id) ||
        binding.writes.some(({ value }) => value?.uses.some((used) => parameters.includes(used)))),
  );
