/** A result on its way to where it was asked for; each form is made only when it is wanted. Absent on purpose: making any of them, and places (results.ts). */
import type { BenchArguments } from "./arguments.ts";
import type { Report } from "./results.ts";
import { printBlock } from "./surroundings.ts";

export interface Deliverable {
  readonly json: () => unknown;
  readonly lines: () => readonly string[];
  readonly page: () => Report;
}

export function deliver({ json, lines, page }: Deliverable, given: Pick<BenchArguments, "results" | "color">): void {
  const { results } = given;
  if (results?.wantsJson) results.json(json());
  if (results?.wantsReports) results.report(page());
  if (!results?.wantsJson) printBlock(lines(), given);
}
