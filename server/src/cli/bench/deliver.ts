/**
 * A result in the form and at the place that was asked for: block, JSON, Markdown or charts, printed or in a file. Absent on
 * purpose: making any of them.
 */
import { writeFile } from "node:fs/promises";
import type { Page } from "../../report/page.ts";
import { pageMarkdown } from "../../report/pageText.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";
import { printBlock } from "./surroundings.ts";

/** Each is made only when it is wanted. */
export interface Deliverable {
  readonly json: () => unknown;
  readonly lines: () => readonly string[];
  readonly page: () => Page;
}

export type Delivery = Pick<BenchArguments, "json" | "markdown" | "output" | "color">;

export async function deliver(result: Deliverable, given: Delivery): Promise<void> {
  const { output } = given;
  if (output === undefined) {
    if (given.json || given.markdown) process.stdout.write(await textOf(result, given));
    else printBlock(result.lines(), given);
    return;
  }
  try {
    await writeFile(output, await textOf(result, given));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === undefined ? error : new WrongUse(`cannot write ${output}: ${code}`);
  }
}

async function textOf(result: Deliverable, { json, markdown, output }: Delivery): Promise<string> {
  if (output?.toLowerCase().endsWith(".svg")) {
    const { chartsSvg } = await import("../../report/svg.ts");
    return chartsSvg(result.page().charts);
  }
  if (json) return `${JSON.stringify(result.json(), null, 2)}\n`;
  return markdown ? pageMarkdown(result.page()) : `${result.lines().join("\n")}\n`;
}
