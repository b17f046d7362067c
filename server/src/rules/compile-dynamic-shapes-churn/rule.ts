/** A compiled model is made anew for every shape, or for every number it is handed. */
import type { BindingId, LoopScope, Value } from "../../facts/facts.ts";
import type { Usage } from "../../usage/usage.ts";
import { chosen, wordsOf } from "../choices.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => row.role === "compile";

export default defineRule({
  name: "compile-dynamic-shapes-churn",
  summary: "A compiled model is compiled again for each new shape or number.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Numbers are part of what compiled code is made for; each new one compiles again, up to a limit.",
      source: "https://docs.pytorch.org/docs/stable/compile/programming_model.recompilation.html",
    },
    {
      claim: "By default shapes become dynamic after the first that differs; dynamic=False compiles for each.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.compile.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "shapes")) report(wordsOf(usage, one));
    for (const { event, choice } of chosen(usage, "counts")) {
      const compiled = event.call.result;
      if (compiled === null || choice.onlyLoop === undefined) continue;
      for (const call of usage.facts.calls) {
        const [loop] = call.receiver.includes(compiled) ? usage.loopsAround(call) : [];
        const counter = loop && counterOf(usage, loop, choice.onlyLoop);
        if (!loop || counter === undefined || !call.arguments.some((value) => isOrHas(value, counter))) continue;
        report({
          at: call.callee,
          about: call.id,
          message: `${choice.says}. ${choice.advice}`,
          reasons: [{ span: event.call.callee, text: "is compiled here" }, atLoop(loop)],
        });
      }
    }
  },
});

/** `for i in range(n)`, and the first name of `for i, x in enumerate(xs)`; a few rounds compile a few times. */
function counterOf(usage: Usage, loop: LoopScope, over: string): BindingId | undefined {
  if (!loop.over || (loop.bound !== null && loop.bound < manyRounds)) return undefined;
  return new RegExp(over).test(usage.textOf(loop.over.span)) ? loop.variables[0] : undefined;
}

const manyRounds = 9;

/** The number itself, by place or by name. */
const isOrHas = (value: Value, counter: BindingId): boolean =>
  (value.kind === "reference" && value.binding === counter) ||
  (value.kind === "record" && value.fields.some((field) => isOrHas(field.value, counter)));
