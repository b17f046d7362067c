/** Pages as text for saving, and the history as files: out, in, and less of it; what was done in a sentence. Absent on purpose: asking for files. */
import { exportRuns, importRuns } from "../history/files.ts";
import { idsToPrune } from "../history/prune.ts";
import type { History } from "../history/store.ts";
import { runs } from "../report/measurement.ts";
import { pageCsv, pageJson, pageMarkdown } from "../report/pageText.ts";
import type { ExportPage, PruneAnswer, PruneRuns } from "./protocol.ts";

export async function exportedPage({ page, form }: ExportPage): Promise<string> {
  switch (form) {
    case "csv":
      return pageCsv(page);
    case "json":
      return pageJson(page);
    case "markdown":
      return pageMarkdown(page);
    case "svg": {
      const { chartsSvg } = await import("../report/svg.ts");
      return chartsSvg(page.charts);
    }
  }
}

export function exported(history: History, file: string): string {
  const done = exportRuns(history, file);
  return done.problems[0] ?? `${runs(done.runs)} written.`;
}

export function imported(history: History, files: readonly string[]): string {
  const done = importRuns(history, files);
  const what = done.runs === 0 ? "No new run in these files." : `${runs(done.runs)} taken in.`;
  return [what, ...done.problems].join(" ");
}

export function pruned(history: History, { olderThanDays, keep, dryRun }: PruneRuns): PruneAnswer {
  const ids = idsToPrune(history.points({ limit: -1 }), { olderThanDays, keep }, Date.now());
  if (dryRun) return { runs: ids.length, problem: null };
  const removed = history.remove(ids);
  return typeof removed === "string" ? { runs: 0, problem: removed } : { runs: removed, problem: null };
}
