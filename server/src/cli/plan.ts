/** `inferlens plan`: scaling of training computed from one step, and files that start it. Absent on purpose: the model (planner). */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Compression, compressionOf } from "../planner/compression.ts";
import { deviceCounts } from "../planner/curve.ts";
import { type Launcher, launchers, launchFiles } from "../planner/launch.ts";
import { type LinkName, linkNames, links } from "../planner/links.ts";
import { type Plan, usualAssumptions } from "../planner/model.ts";
import { planPage } from "../report/planPage.ts";
import { aboveZero, wholeNumber } from "./bench/arguments.ts";
import { writeOutput, writePage } from "./pageOutput.ts";
import { WrongUse } from "./wrongUse.ts";

interface PlanArguments {
  readonly stepMs: number;
  readonly dataWaitMs: number;
  readonly parameters: number;
  readonly dtype: keyof typeof valueBytes;
  readonly link: LinkName;
  readonly within?: LinkName;
  readonly devicesPerNode: number;
  readonly devices: readonly [number, number];
  readonly compression: Compression;
  readonly accumulate: number;
  readonly batch: Plan["batchKept"];
  readonly steps?: number;
  readonly pricePerHour?: number;
  readonly launch?: Launcher;
  readonly output?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly color?: "always" | "never";
}

const valueBytes = { fp32: 4, fp16: 2, bf16: 2 } as const;

export function registerPlan(program: Command): void {
  program
    .command("plan")
    .description("compute how training scales to more devices, from one measured step; nothing is run")
    .requiredOption("--step-ms <ms>", "compute of one step on one device", aboveZero)
    .option("--data-wait-ms <ms>", "time a step waits for its batch", zeroOrMore, 0)
    .requiredOption("--parameters <count>", "trained parameters, as 25.6M", parameters)
    .addOption(new Option("--dtype <type>", "of gradients").choices(Object.keys(valueBytes)).default("fp32"))
    .addOption(new Option("--link <name>", "between nodes").choices(linkNames).default("100gbe"))
    .addOption(new Option("--within <name>", "within a node, by default as --link").choices(linkNames))
    .option("--devices-per-node <count>", "devices of one machine", wholeNumber, 8)
    .option("--devices <range>", "numbers of devices, as 1-64", range, [1, 64] as const)
    .option("--compression <how>", "none, fp16, bf16 or powersgd:RANK", compression, { kind: "none" } as const)
    .option("--accumulate <batches>", "batches before gradients are exchanged", wholeNumber, 1)
    .addOption(
      new Option("--batch <kept>", "which batch stays as it is").choices(["device", "total"]).default("device"),
    )
    .option("--steps <count>", "steps one device would need, for the time to finish", wholeNumber)
    .option("--price-per-hour <price>", "of one device; with --steps", aboveZero)
    .addOption(
      new Option("--launch <engine>", "write files that start it into the folder --output").choices([...launchers]),
    )
    .option("--json", "print the page as JSON")
    .option("--markdown", "print the page as Markdown")
    .option("--output <path>", "file for the page (.md, .json, .csv, .svg), or folder for --launch")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action((given: PlanArguments) => plan(given));
}

async function plan(given: PlanArguments): Promise<void> {
  if (given.launch !== undefined && given.output === undefined)
    throw new WrongUse("--launch writes files: name their folder with --output.");
  const most = given.devices[1];
  if (given.launch !== undefined && most > given.devicesPerNode && most % given.devicesPerNode !== 0)
    throw new WrongUse(
      `${most} devices do not fill nodes of ${given.devicesPerNode}: choose a multiple with --devices.`,
    );
  if (given.pricePerHour !== undefined && given.steps === undefined)
    throw new WrongUse("A cost needs the length of the training: add --steps.");
  const wanted: Plan = {
    step: {
      computeMs: given.stepMs,
      dataWaitMs: given.dataWaitMs,
      parameters: given.parameters,
      bytesPerValue: valueBytes[given.dtype],
    },
    cluster: {
      devicesPerNode: given.devicesPerNode,
      within: links[given.within ?? given.link],
      between: links[given.link],
    },
    compression: given.compression,
    accumulate: given.accumulate,
    batchKept: given.batch,
    assumptions: usualAssumptions,
  };
  const { steps, pricePerHour, launch, output, ...form } = given;
  const goal = steps === undefined ? null : { steps, ...(pricePerHour !== undefined && { pricePerHour }) };
  const page = planPage(wanted, deviceCounts(...given.devices), goal);
  if (launch === undefined || output === undefined) return writePage(page, given);
  mkdirSync(output, { recursive: true });
  for (const [name, text] of Object.entries(launchFiles(launch, wanted, given.devices[1])))
    writeOutput(path.join(output, name), text);
  await writePage(page, form);
}

function zeroOrMore(text: string): number {
  if (text.trim() === "" || !(Number(text) >= 0 && Number.isFinite(Number(text))))
    throw new InvalidArgumentError("a number from 0 up is expected");
  return Number(text);
}

const suffixes: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, B: 1e9 };

function parameters(text: string): number {
  const [, value, suffix = ""] = /^(\d+(?:\.\d+)?)([kMB]?)$/.exec(text) ?? [];
  if (value === undefined || Number(value) === 0) throw new InvalidArgumentError("expected is a count, as 25.6M or 7B");
  return Number(value) * suffixes[suffix]!;
}

function range(text: string): readonly [number, number] {
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  const [least, most] = [Number(first), Number(last)];
  if (!(least >= 1 && most >= least)) throw new InvalidArgumentError("expected is a range, as 1-64");
  return [least, most];
}

function compression(text: string): Compression {
  const read = compressionOf(text);
  if (!read) throw new InvalidArgumentError("expected is none, fp16, bf16 or powersgd:RANK, as powersgd:4");
  return read;
}
