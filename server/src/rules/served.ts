/**
 * What a rule is good for, in the words people look for: the strategy it belongs to and the dimensions it serves. Absent on
 * purpose: single rules; both follow from what each says of itself.
 */
import type { Rule } from "./rule.ts";

export const strategies: Readonly<Record<Rule["group"], string>> = {
  caching: "Caching and precomputation",
  batching: "Batching",
  parallelism: "Parallel processing",
  weights: "Quantisation and precision of weights",
  precision: "Mixed precision and math modes",
  memory: "Memory and session options",
  edge: "Edge deployment",
  resilience: "Load, scaling, resilience",
  monitoring: "Monitoring and budgets",
};

export type Dimension = "latency" | "throughput" | "memory" | "cost" | "scalability";

export const dimensions: readonly Dimension[] = ["latency", "throughput", "memory", "cost", "scalability"];

/** In the order of `dimensions`. Efficiency is what work takes: room where data is held, money where work is repeated or bought. */
export function dimensionsServed(rule: Pick<Rule, "group" | "dimensions">): readonly Dimension[] {
  const served = new Set(
    rule.dimensions.map((one): Dimension => {
      if (one === "speed") return "latency";
      if (one === "efficiency") return repeated.has(rule.group) ? "cost" : "memory";
      return one;
    }),
  );
  return dimensions.filter((one) => served.has(one));
}

const repeated: ReadonlySet<Rule["group"]> = new Set(["caching", "batching", "resilience", "monitoring"]);
