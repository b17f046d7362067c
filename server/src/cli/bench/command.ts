/**
 * `inferlens bench`: its arguments, and which job of this folder carries them out. Absent on purpose: what a job does, each of
 * which is a file of its own.
 */
import { type Command, Option } from "commander";
import { WrongUse } from "../wrongUse.ts";
import { aboveZero, type BenchArguments, dimension, positive, sessionOption, wholeNumber } from "./arguments.ts";
import { createResults, wantsJson } from "./results.ts";
import { benchSeveral, shard, targetsOf } from "./shard.ts";

/** A job returns the exit code: 0 done, 1 over a budget or slower than before, 2 not measured. */
export type BenchJob = (target: string, given: BenchArguments) => Promise<number>;

export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("measure a model file or a function on this machine; exit 2 when it cannot be measured")
    .argument(
      "[models...]",
      ".onnx files, folders or globs, functions as src/embed.ts:embed; with --budget everything that has a budget when left out",
    )
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
    .option("-b, --budget [limits]", "exit 1 when over the budgets of inferlens.json, or these: p95<20ms,load<1s")
    .option("--profile", "tell where the time goes: operators, cold start, memory, and what the model is bound by")
    .option("--calibrate", "with --profile: measure again what this machine can do at best")
    .option("--baseline <ref|file>", "exit 1 when slower than at that commit, or than in a file --json wrote")
    .option(
      "--compare <sides...>",
      "two models, or two sets of options as a=1,b=2, in turns; exit 1 when the second is slower",
    )
    .option("--shard <part/parts>", "measure only this part of the models, as 2/3", shard)
    .option("--markdown", "print a report as Markdown")
    .option("--output <file>", "write to a file; .json, .md and .svg choose the form")
    .addOption(
      new Option("--scenario <name>", "how queries come, as MLPerf names it; by default one after the other").choices([
        "single-stream",
        "multi-stream",
        "offline",
        "server",
      ]),
    )
    .option("--samples-per-query <n>", "with multi-stream", wholeNumber, 8)
    .option("--rate <per second>", "with server; left out, the highest that keeps the bound is searched", aboveZero)
    .option("--bound <ms>", "with server: what the p99 must stay under", aboveZero)
    .option("--sweep [axis=values...]", "find the best settings: batch=1,8 threads=1,2 opt=all,basic dtype=auto")
    .option("--fresh", "with --sweep: do not go on with one that was cut off")
    .option(
      "--bench-file <file>",
      "with a function: what it is called with, by default <source>.inferlens.ts or <source>_inferlens.py beside it",
    )
    .option("--python <path>", "with a function of Python: what runs it, by default .venv beside it or python3")
    .option("--replay <address>", "with a function: a local server that stands in for services of language models")
    .option("--no-history", "do not keep the result")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action(async (targets: readonly string[], given: BenchArguments) => {
      const results = createResults(given, process.env);
      process.exitCode = await carryOut(targets, { ...given, json: wantsJson(given), results });
      await results.finish();
    });
}

async function carryOut(written: readonly string[], given: BenchArguments): Promise<number> {
  if (given.compare) return (await import("./compare.ts")).benchCompare(written[0] ?? "", given);
  const job = (target: string) => jobFor(target, given);
  if (written.length > 0) {
    const targets = await targetsOf(written, given.shard, process.cwd());
    if (targets.length === 0) console.error("No model is in this part.");
    return benchSeveral(targets, given, job);
  }
  // `--budget model.onnx`: what follows an option that may stand alone is read as its value.
  const { budget } = given;
  if (typeof budget === "string" && !/[<>]/.test(budget))
    return (await jobFor(budget, given))(budget, { ...given, budget: true });
  if (given.budget === undefined) throw new WrongUse("name an .onnx file to measure");
  return (await import("./budget.ts")).benchAllBudgets(given, job);
}

/** `src/embed.ts:embed` */
const isFunction = (target: string): boolean => /\.(?:[cm]?[jt]sx?|pyw?):[\w$.]+$/.test(target);

/** The first that fits. Loaded when chosen: none needs what the others need. */
async function jobFor(target: string, given: BenchArguments): Promise<BenchJob> {
  if (isFunction(target)) return (await import("./functionJob.ts")).benchFunction;
  if (given.sweep !== undefined) return (await import("./sweepJob.ts")).benchSweep;
  if (given.profile) return (await import("./profile.ts")).benchProfile;
  return (await import("./modelJob.ts")).benchModel;
}
