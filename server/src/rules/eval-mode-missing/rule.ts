/**
 * A model gets trained weights and runs, but nobody switches it to evaluation. Absent on purpose: files that train, and models that are
 * handed on, where the switch may be.
 */
import type { BindingId, Call } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import type { Usage } from "../../usage/usage.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "restore";

export default defineRule({
  name: "eval-mode-missing",
  summary: "A model runs with restored weights and is never switched to evaluation.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "Without eval(), dropout and batch normalisation behave as in training and inference gives inconsistent results.",
      source: "https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html",
    },
    {
      claim: "eval() turns dropout off and has batch normalisation use its running means.",
      source: "https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    if (!words || usage.of("backward", "step", "zero", "evaluate").length > 0) return;
    for (const restore of usage.of("restore")) {
      const model = restore.call.receiver.at(-1);
      if (model === undefined || !standsFor(usage, model, restore.call) || isPart(usage, model, words)) continue;
      const run = usage.facts.calls.find((call) => call.span.start > restore.call.span.end && runs(usage, model, call));
      if (!run || isSwitched(usage, model) || isHandedOn(usage, model, run)) continue;
      report({
        at: restore.call.callee,
        about: restore.call.id,
        message: "This model runs as in training, with dropout and means of the batch. Call eval() once after this.",
        reasons: [{ span: run.callee, text: "runs it" }],
        fixes: [
          {
            title: "Switch it to evaluation",
            class: "suggestion",
            changes: "outputs",
            make: (say) => say.insertAfter(restore.call.span, nameOf(usage, restore.call) + words.evaluates),
          },
        ],
      });
    }
  },
});

/** `net.load_state_dict`, not a part of it. */
const standsFor = (usage: Usage, id: BindingId, { callee }: Call): boolean => {
  const name = usage.facts.bindings[id]!.name;
  return new RegExp(`^(?:self\\.)?${name}\\.\\w+$`).test(usage.textOf(callee));
};

const nameOf = (usage: Usage, { callee }: Call): string => usage.textOf(callee).replace(/\.\w+$/, "");

/** A layer of a model: it is in whatever mode the model is. */
const isPart = (usage: Usage, id: BindingId, words: TrainingWords): boolean => {
  const home = usage.scope(usage.facts.bindings[id]!.home);
  return home.kind === "class" && home.extends.some(({ steps }) => new RegExp(words.modulePattern).test(steps));
};

const runs = (usage: Usage, id: BindingId, call: Call): boolean =>
  call.receiver.at(-1) === id && /^(?:self\.)?\w+$/.test(usage.textOf(call.callee));

/** By hand: `model.training = False`, `model.train(False)`. */
const isSwitched = (usage: Usage, id: BindingId): boolean =>
  usage.facts.calls.some(
    (call) => call.receiver.at(-1) === id && /\.(?:train|eval|modules|children|apply)$/.test(usage.textOf(call.callee)),
  ) || usage.facts.bindings[id]!.writes.some(({ kind }) => kind === "change");

/** Given to a function or returned: it may be switched there. */
const isHandedOn = (usage: Usage, id: BindingId, run: Call): boolean =>
  usage.facts.calls.some(
    ({ arguments: given, keywords, id: call }) =>
      call !== run.id &&
      [...given, ...(keywords?.kind === "record" ? keywords.fields.map(({ value }) => value) : [])].some(
        (value) => value.kind === "reference" && value.binding === id,
      ),
  ) ||
  usage.facts.scopes.some(
    (scope) =>
      scope.kind === "function" &&
      scope.returns.some(({ value }) => value?.kind === "reference" && value.binding === id),
  );
