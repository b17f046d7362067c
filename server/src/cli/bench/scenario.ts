/** The scenario and the time that were asked for, from arguments. Absent on purpose: what a scenario does (bench). */
import { type Scenario, type StopRule, stopRuleFor } from "../../bench/spec.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";

/** Searching for a rate takes many trials, each of which needs queries enough. */
const secondsUnderLoad = 60;

export function scenarioOf({ scenario, samplesPerQuery, rate, bound }: BenchArguments): Scenario | undefined {
  if (scenario !== "server" && (rate !== undefined || bound !== undefined))
    throw new WrongUse("--rate and --bound belong to --scenario server");
  switch (scenario) {
    case undefined:
    case "single-stream":
      return undefined;
    case "multi-stream":
      return { kind: "multi-stream", samplesPerQuery };
    case "offline":
      return { kind: "offline" };
    case "server":
      if (bound === undefined)
        throw new WrongUse("--scenario server needs --bound <ms>: what the p99 of queries must stay under");
      return { kind: "server", ratePerSecond: rate ?? null, boundMs: bound };
  }
}

export function stopRuleOf({ scenario, seconds, secondsGiven }: BenchArguments): StopRule {
  return stopRuleFor(scenario === "server" && !secondsGiven ? secondsUnderLoad : seconds);
}
