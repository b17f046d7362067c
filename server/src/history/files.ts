/** The history out to a file and in from files, for both doors; what was done in a sentence. Absent on purpose: asking for files, and forms (transfer.ts). */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import type { History } from "./store.ts";
import { readRuns, runsFileParts } from "./transfer.ts";

/** Whole or not at all. */
export function exportRuns(history: History, file: string, selection: { readonly path?: string } = {}): Done {
  // Oldest first, so that they are taken in in the order they were made.
  const ids = history
    .points({ ...selection, limit: -1 })
    .map(({ id }) => id)
    .reverse();
  const beside = `${file}.${process.pid}.part`;
  try {
    const handle = openSync(beside, "w");
    try {
      for (const part of runsFileParts(ids, (id) => history.get(id))) writeSync(handle, part);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
    return { runs: ids.length, problems: [] };
  } catch (error) {
    rmSync(beside, { force: true });
    return { runs: 0, problems: [`${file} cannot be written: ${messageOf(error)}`] };
  }
}

/** Runs that are here already stay as they are: importing twice changes nothing. */
export function importRuns(history: History, files: readonly string[]): Done {
  const problems: string[] = [];
  let runs = 0;
  for (const file of files) {
    const read = readFile(file);
    if (typeof read === "string") {
      problems.push(read);
      continue;
    }
    if (read.strange > 0) problems.push(`${path.basename(file)}: ${read.strange} of its runs cannot be understood`);
    for (const record of read.records) {
      if (history.get(record.id)) continue;
      const problem = history.add(record);
      if (problem !== null) return { runs, problems: [...problems, problem] };
      runs++;
    }
  }
  return { runs, problems };
}

export interface Done {
  readonly runs: number;
  readonly problems: readonly string[];
}

function readFile(file: string): NonNullable<ReturnType<typeof readRuns>> | string {
  try {
    return readRuns(readFileSync(file, "utf8")) ?? `${file} is no file of runs: export one, or use bench --json`;
  } catch (error) {
    return `${file} cannot be read: ${messageOf(error)}`;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
