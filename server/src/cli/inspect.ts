/** `inferlens inspect`: what a model file says of itself. Absent on purpose: running it; weights are not even read. */
import path from "node:path";
import { type Command, Option } from "commander";
import { readModelCard } from "../bench/modelFile.ts";
import { toAscii } from "../report/figures.ts";
import { inspectLines } from "../report/modelCard.ts";
import { wantsColour } from "./colour.ts";
import { paintBlock } from "./paintBlock.ts";
import { columnsOf, speaksUnicode } from "./terminal.ts";

interface InspectArguments {
  readonly json?: boolean;
  readonly color?: "always" | "never";
}

export function registerInspect(program: Command): void {
  program
    .command("inspect")
    .description("show what a model file holds, without running it; exit 2 when it cannot be read")
    .argument("<model>", "an .onnx file")
    .option("--json", "print the card as JSON")
    .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]))
    .action((model: string, given: InspectArguments) => {
      process.exitCode = inspect(model, given);
    });
}

function inspect(model: string, given: InspectArguments): number {
  const read = readModelCard(path.resolve(model));
  if (given.json) console.log(JSON.stringify(read, null, 2));
  if ("fault" in read) {
    if (!given.json)
      console.error(`${path.basename(model)}  cannot be read: ${read.fault.reason}\n  ${read.fault.act}`);
    return 2;
  }
  if (given.json) return 0;
  const lines = inspectLines(path.basename(model), read.card, { columns: columnsOf(process.stdout) });
  const text = paintBlock(lines, wantsColour(given.color, process.stdout)).join("\n");
  console.log(speaksUnicode(process.env, process.platform) ? text : toAscii(text));
  return 0;
}
