/** Where a page goes: the terminal, or a file in the form its flags or its name ask for. Absent on purpose: making those forms. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "../report/page.ts";
import { pageLines } from "../report/pageBlock.ts";
import { pageCsv, pageJson, pageMarkdown } from "../report/pageText.ts";
import { printBlock } from "./bench/surroundings.ts";
import { WrongUse } from "./wrongUse.ts";

export interface PageForm {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly output?: string;
  readonly color?: "always" | "never";
}

export async function writePage(page: Page, given: PageForm): Promise<void> {
  const text = await textOf(page, given);
  if (given.output !== undefined) writeOutput(given.output, text ?? `${pageLines(page).join("\n")}\n`);
  else if (text === null) printBlock(pageLines(page), given);
  else process.stdout.write(text);
}

/** Null: as for the terminal. */
async function textOf(page: Page, { json, markdown, output = "" }: PageForm): Promise<string | null> {
  const extension = path.extname(output).toLowerCase();
  if (json || extension === ".json") return pageJson(page);
  if (markdown || extension === ".md") return pageMarkdown(page);
  if (extension === ".csv") return pageCsv(page);
  if (extension !== ".svg") return null;
  if (page.charts.length === 0) throw new WrongUse("There is nothing to draw yet: one run is no trend.");
  const { chartsSvg } = await import("../report/svg.ts");
  return chartsSvg(page.charts);
}

export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new WrongUse(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
