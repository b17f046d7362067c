/** A data set is tokenized example by example although the tokenizer takes lists. Absent on purpose: functions that decide per example. */
import type { FunctionScope } from "../../facts/facts.ts";
import { isWithin } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "examples");

export default defineRule({
  name: "dataset-map-unbatched",
  summary: "A data set is tokenized example by example, although the tokenizer takes lists.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A fast tokenizer took 10.8 s with batched=True and 59.2 s without, on the same reviews.",
      source: "https://huggingface.co/learn/llm-course/chapter5/3",
    },
    {
      claim: "map hands its function one example at a time unless batched is set.",
      source: "https://huggingface.co/docs/datasets/process#map",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "examples")) {
      const fn = handed(usage, one.event);
      if (!fn || !new RegExp(one.choice.onlyCallback ?? "").test(usage.textOf(fn.body))) continue;
      if (decides(usage, fn)) continue;
      const words = wordsOf(usage, one);
      const reasons = [{ span: fn.nameSpan ?? fn.span, text: "takes one example at a time" }];
      report(isSameForLists(usage, fn) ? { ...words, reasons } : { ...words, reasons, fixes: [] });
    }
  },
});

/** The function of this file the call is handed, written in place or by its name. */
const handed = ({ facts }: Usage, { call }: Event): FunctionScope | undefined =>
  facts.scopes.find(
    (scope): scope is FunctionScope =>
      scope.kind === "function" &&
      (scope.opener?.call === call.id ||
        call.arguments.some(
          (value) =>
            (value.kind === "function" && value.scope === scope.id) ||
            (value.kind === "reference" && scope.binding === value.binding),
        )),
  );

/** Branches and loops of its own: what it does for a list of examples is another function. */
const decides = ({ facts }: Usage, fn: FunctionScope): boolean =>
  facts.scopes.some(
    ({ id, kind }) => (kind === "branch" || kind === "loop" || kind === "try") && isWithin(facts, id, fn.id),
  );

/** Nothing but one call on one column each: lists go in and come out as they are. */
const onlyTokenizes =
  /^(?:return )?[\w.]+\( ?\w+\[["']\w+["']\](?:, \w+ ?= ?(?:True|False|\d+|["']\w+["']|[A-Za-z_]\w*))* ?,? ?\)$/;

const isSameForLists = (usage: Usage, fn: FunctionScope): boolean => {
  const body = usage.textOf(fn.body).trim();
  return onlyTokenizes.test(body) && !/return_tensors|padding ?= ?(?:True|["']longest)/.test(body);
};
