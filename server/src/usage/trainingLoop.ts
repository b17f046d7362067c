/**
 * The loop of a function that trains: the innermost one around what makes a step, or else around what works out gradients. Absent on
 * purpose: steps that a function called there makes.
 */
import type { FunctionScope, LoopScope } from "../facts/facts.ts";
import { functionAround, loopsAround } from "./scopes.ts";
import type { Usage } from "./usage.ts";

export interface TrainingLoop {
  readonly loop: LoopScope;
  /** Among the function's own loops over things, in the order of the text. */
  readonly position: number;
}

export function trainingLoopOf(usage: Usage, scope: FunctionScope): TrainingLoop | undefined {
  const { facts } = usage;
  const own = facts.scopes.filter(
    (one): one is LoopScope =>
      one.kind === "loop" && one.form === "for-of" && !isExpression(one) && functionAround(facts, one.id) === scope,
  );
  if (own.length === 0) return undefined;
  for (const role of ["step", "backward"] as const)
    for (const { call, via } of usage.of(role)) {
      if (via !== null || functionAround(facts, call.scope) !== scope) continue;
      const loop = loopsAround(facts, call.scope, () => false)[0];
      const position = loop ? own.indexOf(loop) : -1;
      if (loop && position >= 0) return { loop, position };
    }
  return undefined;
}

/** A comprehension has no body of its own. */
const isExpression = ({ span, body }: LoopScope): boolean => span.start === body.start && span.end === body.end;
