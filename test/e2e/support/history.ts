/** Reads what the extension has stored. Absent on purpose: writing. */
import { globSync } from "node:fs";
import path from "node:path";
import type { ModelRun } from "../../../server/src/history/record.ts";
import { openHistory } from "../../../server/src/history/store.ts";

/** All kept runs, newest first. */
export function storedRuns(data: string): ModelRun[] {
  const [file] = globSync("data/User/globalStorage/inferlens.inferlens/**/*.{db,sqlite}", { cwd: data });
  if (file === undefined) return [];
  const history = openHistory(path.join(data, file));
  try {
    return history.list({ kind: "model" });
  } finally {
    history.close();
  }
}
