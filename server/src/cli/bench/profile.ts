/** `inferlens bench model.onnx --profile`: where the time of a model goes. Absent on purpose: profiling (bench) and layout (report). */
import path from "node:path";
import { prepareMeasurement } from "../../bench/prepare.ts";
import { profileModel } from "../../bench/profile.ts";
import { stopRuleFor } from "../../bench/spec.ts";
import type { Failure, ProfileRun } from "../../history/record.ts";
import type { History } from "../../history/store.ts";
import { operatorsLines } from "../../report/operatorsBlock.ts";
import { operatorsJson } from "../../report/operatorsJson.ts";
import { showProgress } from "../benchProgress.ts";
import { columnsOf } from "../terminal.ts";
import { type BenchArguments, sessionOptionsOf } from "./arguments.ts";
import { openBench, printBlock, printJson, untilInterrupted, withHistory } from "./surroundings.ts";

export const benchProfile = (model: string, given: BenchArguments): Promise<number> =>
  withHistory(given, (history) => profileWith(history, model, given));

async function profileWith(history: History | null, model: string, given: BenchArguments): Promise<number> {
  const modelPath = path.resolve(model);
  const prepared = await prepareMeasurement({
    modelPath,
    ownPath: import.meta.filename,
    sessionOptions: sessionOptionsOf(given),
    dimensions: given.dim,
    remembered: history?.dimensions(modelPath) ?? {},
    stop: stopRuleFor(given.seconds),
  });
  if ("failure" in prepared) return tellFailure(model, prepared.failure, given);
  for (const { key, suggestion } of prepared.missing)
    console.error(`${key} has no fixed size: ${suggestion} is used. Choose with --dim ${key}=${suggestion}`);

  const progress = showProgress(path.basename(model), process.stderr);
  const record = await untilInterrupted(
    profileModel(openBench(), {
      ...prepared,
      ownPath: import.meta.filename,
      calibrations: history && {
        calibration: (...of) => (given.calibrate ? null : history.calibration(...of)),
        keepCalibration: (one) => history.keepCalibration(one),
      },
      notKept: (why) => console.error(why),
      onProgress: progress.update,
    }),
  );
  progress.end();

  const problem = history?.add(record);
  if (problem) console.error(problem);
  if (record.outcome.kind === "failed") return tellFailure(model, record.outcome.failure, given, record);
  if (given.json) printJson(operatorsJson(record), given);
  else {
    const layout = { columns: columnsOf(process.stdout), nowMs: Date.now() };
    printBlock(operatorsLines(path.basename(model), record, layout), given);
  }
  return 0;
}

function tellFailure(model: string, failure: Failure, given: BenchArguments, record?: ProfileRun): number {
  if (given.json) printJson(record ? operatorsJson(record) : { model: path.resolve(model), failure }, given);
  if (failure.kind === "cancelled") {
    console.error("Cancelled.");
    return 2;
  }
  if (!given.json) console.error(`${path.basename(model)}  not profiled: ${failure.reason}\n  ${failure.act}`);
  if (failure.detail) console.error(`  ${failure.detail.replaceAll("\n", "\n  ")}`);
  return 2;
}
