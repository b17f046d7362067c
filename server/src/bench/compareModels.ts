/**
 * Two models, or one with two sets of options, run in turns: from two preparations to the record that is kept. Absent on purpose:
 * preparing, keeping and words; experiments of findings go the same way with other procedures.
 */
import { randomUUID } from "node:crypto";
import type { CodeState, ComparisonRun } from "../history/record.ts";
import { runTrial } from "./experiments/run.ts";
import { thisMachine } from "./machine.ts";
import { providerOf } from "./options.ts";
import type { Preparation } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import type { Bench, Running } from "./runner.ts";
import type { StopRule } from "./spec.ts";

export interface ModelsToCompare {
  readonly before: Preparation;
  readonly after: Preparation;
  /** What each side is, in a few words. */
  readonly names: readonly [string, string];
  readonly stop: StopRule;
  readonly code: CodeState | null;
  readonly onProgress?: (progress: Progress) => void;
}

export function compareModels(bench: Bench, request: ModelsToCompare): Running<ComparisonRun> {
  const { before, after, names, stop, code, onProgress } = request;
  const startedAt = new Date().toISOString();
  const [a, b] = [before.spec, after.spec];
  const running = runTrial(bench, {
    trial: {
      models: [],
      sides: [
        { kind: "run", model: 0 },
        { kind: "run", model: 1 },
      ],
      before: names[0],
      after: names[1],
      judged: "time",
      items: 1,
      sameOutputs: true,
    },
    models: [
      { spec: a, inputs: before.inputs },
      { spec: b, inputs: after.inputs },
    ],
    runtime: before.runtime,
    stop,
    ...(onProgress && { onProgress }),
  });
  const { origin, packageName, version } = before.runtime;
  const result = running.result.then(
    (outcome): ComparisonRun => ({
      schema: 1,
      kind: "comparison",
      id: randomUUID(),
      startedAt,
      machine: thisMachine(),
      node: process.version,
      ...(code && { code }),
      spec: {
        file: b.model.path,
        finding: null,
        codeHash: b.model.hash,
        before: names[0],
        after: names[1],
        subject: {
          kind: "models",
          models: [a, b].map(({ model: { path, hash } }) => ({ path, hash })),
          runtime: { origin, packageName, version },
          provider: origin === "wasm" ? "wasm" : providerOf(b.sessionOptions, "cpu"),
          dimensions: b.dimensions,
        },
        judged: "time",
        items: 1,
        stop,
      },
      outcome,
    }),
  );
  return { result, cancel: running.cancel };
}
