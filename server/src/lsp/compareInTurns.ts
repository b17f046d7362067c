/**
 * Two kept runs of models made anew in turns, with the options and sizes each had, as a job like any other. Absent on purpose: showing
 * what came out, which is a page.
 */
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { compareModels } from "../bench/compareModels.ts";
import { type Preparation, prepareMeasurement } from "../bench/prepare.ts";
import { stopRuleFor } from "../bench/spec.ts";
import { pointOf } from "../history/point.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import { optionsText } from "../report/setupText.ts";
import type { Features } from "./features.ts";
import type { MeasureAnswer } from "./protocol.ts";

export async function compareInTurns(
  features: Features,
  ids: readonly string[],
  seconds: number,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  const [a, b] = ids.map((id) => features.history().get(id)).filter((one): one is ModelRun => one?.kind === "model");
  if (!a || !b) return failed({ reason: "one of the runs is no longer kept", act: "Choose two runs of models." });
  const carryOut = async (signal: AbortSignal, tell: Parameters<typeof compareModels>[1]["onProgress"]) => {
    const [before, after] = [await prepared(a, seconds), await prepared(b, seconds)];
    if ("failure" in before) return failed(before.failure);
    if ("failure" in after) return failed(after.failure);
    const running = compareModels(features.bench(), {
      before,
      after,
      names: namesOf(a, b),
      stop: stopRuleFor(seconds),
      code: after.code,
      ...(tell && { onProgress: tell }),
    });
    signal.addEventListener("abort", () => running.cancel());
    const record = await running.result;
    const { outcome } = record;
    if (outcome.kind === "failed")
      return outcome.failure.kind === "cancelled" ? ({ kind: "cancelled" } as const) : failed(outcome.failure);
    const problem = features.history().add(record);
    if (problem !== null) return failed({ reason: problem, act: "" });
    return { kind: "measured", title: "", details: "", runId: record.id } as const;
  };
  return await features.jobs.run<MeasureAnswer>(
    {
      key: `turns ${a.id} ${b.id}`,
      name: namesOf(a, b).join(" and "),
      seconds,
      carryOut,
      running: () => {},
      failed,
    },
    token,
  );
}

function prepared({ spec }: ModelRun, seconds: number): Promise<Preparation | { readonly failure: Failure }> {
  return prepareMeasurement({
    modelPath: spec.model.path,
    ownPath: import.meta.filename,
    sessionOptions: spec.sessionOptions,
    remembered: spec.dimensions,
    stop: stopRuleFor(seconds),
  });
}

/** Files when they differ, else what differs: options and sizes. */
function namesOf(a: ModelRun, b: ModelRun): [string, string] {
  const files = [a, b].map(({ spec }) => path.basename(spec.model.path));
  if (files[0] !== files[1]) return [files[0]!, files[1]!];
  const [one, other] = [a, b].map((run) => optionsText(pointOf(run)));
  return one === other ? [`${files[0]}, first`, `${files[0]}, second`] : [one!, other!];
}

const failed = ({ reason, act }: Pick<Failure, "reason" | "act">): MeasureAnswer => ({ kind: "failed", reason, act });
