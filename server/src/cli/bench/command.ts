/**
 * `inferlens bench`: its arguments, and which job of this folder carries them out. Absent on purpose: what a job does, each of
 * which is a file of its own.
 */
import { type Command, Option } from "commander";
import { WrongUse } from "../wrongUse.ts";
import { type BenchArguments, dimension, positive, sessionOption, wholeNumber } from "./arguments.ts";

/** A job returns the exit code: 0 done, 1 over a budget or slower than before, 2 not measured. */
export type BenchJob = (target: string, given: BenchArguments) => Promise<number>;

export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("measure a model file on this machine; exit 2 when it cannot be measured")
    .argument("[model]", "an .onnx file; with --budget everything that has a budget when left out")
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
    .option("--no-history", "do not keep the result")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action(async (target: string | undefined, given: BenchArguments) => {
      process.exitCode = await carryOut(target, given);
    });
}

async function carryOut(target: string | undefined, given: BenchArguments): Promise<number> {
  if (target !== undefined) return (await jobFor(target, given))(target, given);
  // `--budget model.onnx`: what follows an option that may stand alone is read as its value.
  const { budget } = given;
  if (typeof budget === "string" && !/[<>]/.test(budget))
    return (await jobFor(budget, given))(budget, { ...given, budget: true });
  if (given.budget === undefined) throw new WrongUse("name an .onnx file to measure");
  return (await import("./budget.ts")).benchAllBudgets(given, (one) => jobFor(one, given));
}

/** The first that fits. Loaded when chosen: none needs what the others need. */
async function jobFor(_target: string, given: BenchArguments): Promise<BenchJob> {
  if (given.profile) return (await import("./profile.ts")).benchProfile;
  return (await import("./modelJob.ts")).benchModel;
}
