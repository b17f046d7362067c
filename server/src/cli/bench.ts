/** `inferlens bench`: arguments, progress, output and exit code. Absent on purpose: measuring (bench) and the layout of results (report). */
import { homedir } from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { prepareMeasurement } from "../bench/prepare.ts";
import { createBench } from "../bench/runner.ts";
import { stopRuleFor } from "../bench/spec.ts";
import { historyFileName, stateFolder } from "../history/place.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import { type History, openHistory } from "../history/store.ts";
import { benchLines } from "../report/benchBlock.ts";
import { benchJson } from "../report/benchJson.ts";
import { toAscii } from "../report/figures.ts";
import { showProgress } from "./benchProgress.ts";
import { wantsColour } from "./colour.ts";
import { paintBlock } from "./paintBlock.ts";
import { columnsOf, speaksUnicode } from "./terminal.ts";

interface BenchArguments {
  readonly json?: boolean;
  readonly seconds: number;
  readonly dim: Readonly<Record<string, number>>;
  readonly threads?: number;
  readonly provider?: string;
  readonly option: Readonly<Record<string, unknown>>;
  readonly history: boolean;
  readonly color?: "always" | "never";
}

export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("measure a model file on this machine; exit 2 when it cannot be measured")
    .argument("<model>", "an .onnx file")
    .option("--json", "print the record with all raw samples as JSON")
    .option("-s, --seconds <n>", "longest time of steady running", positive, 10)
    .option("-d, --dim <input.index=size>", "size of a dynamic dimension, may be repeated: images.0=4", dimension, {})
    .option("-t, --threads <n>", "threads within one operator", wholeNumber)
    .option("-p, --provider <name>", "execution provider, as cpu or cuda")
    .option(
      "-o, --option <key=value>",
      "session option, may be repeated: graphOptimizationLevel=all",
      sessionOption,
      {},
    )
    .option("--no-history", "do not keep the result")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action(async (model: string, given: BenchArguments) => {
      process.exitCode = await bench(model, given);
    });
}

async function bench(model: string, given: BenchArguments): Promise<number> {
  const history = given.history ? openHistory(historyPath()) : null;
  try {
    return await benchWith(history, model, given);
  } finally {
    history?.close();
  }
}

async function benchWith(history: History | null, model: string, given: BenchArguments): Promise<number> {
  const modelPath = path.resolve(model);
  const prepared = await prepareMeasurement({
    modelPath,
    ownPath: import.meta.filename,
    sessionOptions: sessionOptions(given),
    dimensions: given.dim,
    remembered: history?.dimensions(modelPath) ?? {},
    stop: stopRuleFor(given.seconds),
  });
  if ("failure" in prepared) return tellFailure(model, prepared.failure, given);

  for (const { key, suggestion } of prepared.missing)
    console.error(`${key} has no fixed size: ${suggestion} is used. Choose with --dim ${key}=${suggestion}`);
  const measuring = createBench({ workerEntry: workerEntry() });
  const progress = showProgress(path.basename(model), process.stderr);
  const running = measuring.measure({ ...prepared, onProgress: progress.update });
  const interrupt = () => running.cancel();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const record = await running.result;
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  progress.end();

  const problem = history && keep(history, record, given);
  if (problem) console.error(problem);
  if (record.outcome.kind === "failed") return tellFailure(model, record.outcome.failure, given, record);
  show(model, record, given);
  return 0;
}

function tellFailure(model: string, failure: Failure, given: BenchArguments, record?: ModelRun): number {
  if (given.json)
    console.log(JSON.stringify(record ? benchJson(record) : { model: path.resolve(model), failure }, null, 2));
  if (failure.kind === "cancelled") {
    console.error("Cancelled.");
    return 2;
  }
  if (!given.json) console.error(`${path.basename(model)}  not measured: ${failure.reason}\n  ${failure.act}`);
  if (failure.detail) console.error(`  ${failure.detail.replaceAll("\n", "\n  ")}`);
  return 2;
}

/** A failed run is kept too: the editor shows the same reason. */
function keep(history: History, record: ModelRun, given: BenchArguments): string | null {
  const { status } = history;
  if (status.kind === "on" && status.notice) console.error(status.notice);
  const problem = history.add(record);
  if (problem === null && Object.keys(given.dim).length > 0)
    history.rememberDimensions(record.spec.model.path, given.dim);
  return problem;
}

function show(model: string, record: ModelRun, given: BenchArguments): void {
  if (given.json) {
    console.log(JSON.stringify(benchJson(record), null, 2));
    return;
  }
  const lines = benchLines(path.basename(model), record, { columns: columnsOf(process.stdout) });
  const text = paintBlock(lines, wantsColour(given.color, process.stdout)).join("\n");
  console.log(speaksUnicode(process.env, process.platform) ? text : toAscii(text));
}

function sessionOptions(given: BenchArguments): Record<string, unknown> {
  return {
    ...given.option,
    ...(given.threads === undefined ? {} : { intraOpNumThreads: given.threads }),
    ...(given.provider === undefined ? {} : { executionProviders: [given.provider] }),
  };
}

function historyPath(): string {
  const folder = stateFolder({ platform: process.platform, home: homedir(), environment: process.env });
  return path.join(folder, historyFileName);
}

/** The bundle's neighbour in the product; the source when run from source. */
const workerEntry = (): string =>
  path.join(
    import.meta.dirname,
    path.basename(import.meta.dirname) === "dist" ? "benchWorker.cjs" : "../bench/worker.ts",
  );

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError("a number of seconds up to 3600 is expected");
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("a whole number from 1 up is expected");
  return Number(text);
}

function dimension(text: string, others: Readonly<Record<string, number>>): Record<string, number> {
  const match = /^(.+\.\d+)=(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError("expected is input.index=size, as images.0=4");
  return { ...others, [match[1]!]: Number(match[2]) };
}

/** Values are JSON where they can be, else text: `enableCpuMemArena=false`, `executionMode=parallel`. */
function sessionOption(text: string, others: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected is key=value, as graphOptimizationLevel=all");
  return { ...others, [text.slice(0, at)]: parsed(text.slice(at + 1)) };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
