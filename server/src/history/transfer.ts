/**
 * Runs as a file that another machine's history takes in: what is written, and what is understood, which includes what `bench --json`
 * prints. Absent on purpose: files and the database.
 */
import type { RunRecord } from "./record.ts";

const format = "inferlens-runs";

export interface RunsFile {
  readonly format: typeof format;
  readonly version: 1;
  readonly records: readonly RunRecord[];
}

export const runsFile = (records: readonly RunRecord[]): RunsFile => ({ format, version: 1, records });

/** A file that is written part by part, because all runs at once may not fit into memory. */
export function* runsFileParts(ids: readonly string[], recordOf: (id: string) => RunRecord | null): Generator<string> {
  yield `{"format":${JSON.stringify(format)},"version":1,"records":[`;
  let first = true;
  for (const id of ids) {
    const record = recordOf(id);
    if (!record) continue;
    yield `${first ? "" : ","}\n${JSON.stringify(record)}`;
    first = false;
  }
  yield "\n]}\n";
}

/** Null when the text is no file of runs. Records that are none of ours are left out and counted. */
export function readRuns(text: string): { readonly records: readonly RunRecord[]; readonly strange: number } | null {
  const whole = parsed(text);
  const found = recordsIn(whole);
  if (found === null) return null;
  const records = found.map(upToDate).filter((one) => one !== null);
  return { records, strange: found.length - records.length };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file of ours, one result of `bench --json`, or several of either in a list. */
function recordsIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) {
    const parts = value.map(recordsIn);
    return parts.length > 0 && parts.every((part) => part !== null) ? parts.flat() : null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { format: named, records, record, results } = value as Record<string, unknown>;
  if (named === format && Array.isArray(records)) return records;
  if (Array.isArray(results)) return recordsIn(results);
  if (typeof record === "object" && record !== null) return [record];
  return "schema" in value && "outcome" in value ? [value] : null;
}

/** What comes from outside is looked at before it is believed. */
function upToDate(value: unknown): RunRecord | null {
  if (typeof value !== "object" || value === null) return null;
  const record = value as Partial<RunRecord>;
  const sound =
    record.schema === 1 &&
    typeof record.id === "string" &&
    typeof record.startedAt === "string" &&
    !Number.isNaN(Date.parse(record.startedAt)) &&
    typeof record.machine?.host === "string" &&
    typeof record.outcome?.kind === "string" &&
    typeof record.spec === "object";
  if (!sound) return null;
  const known = record.kind ?? "model";
  return ["model", "function", "comparison", "profile"].includes(known)
    ? ({ ...record, kind: known } as RunRecord)
    : null;
}
