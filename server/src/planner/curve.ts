/** A plan over numbers of devices, with the time and the money it takes to finish. Absent on purpose: words and charts (report). */
import { type Plan, type ScaledStep, scaledStep } from "./model.ts";

export interface Goal {
  /** Batches one device would need for the whole training. */
  readonly steps: number;
  /** Of one device for an hour, in any currency. */
  readonly pricePerHour?: number;
}

export interface PlanPoint extends ScaledStep {
  readonly hours: number | null;
  readonly cost: number | null;
}

/** As many samples as one device would see: that more devices need more samples to the same quality is not known here. */
export function planPoint(plan: Plan, devices: number, goal: Goal | null): PlanPoint {
  const scaled = scaledStep(plan, devices);
  if (!goal) return { ...scaled, hours: null, cost: null };
  const aloneMs = goal.steps * (plan.step.computeMs + plan.step.dataWaitMs);
  const hours = aloneMs / scaled.speedup / 3_600_000;
  return { ...scaled, hours, cost: goal.pricePerHour === undefined ? null : hours * devices * goal.pricePerHour };
}

/** Powers of two and the bounds: what clusters are rented in, `1-64` as 1, 2, 4 ... 64. */
export function deviceCounts(least: number, most: number): readonly number[] {
  const counts = new Set([least, most]);
  for (let at = 1; at < most; at *= 2) if (at > least) counts.add(at);
  return [...counts].sort((a, b) => a - b);
}
