/** One run of a model, or why there is none, for documents: verdict, notes, figures and their distribution. Absent on purpose: the terminal's own layout (benchBlock.ts). */
import { summarize } from "../bench/statistics.ts";
import { pointOf } from "../history/point.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import { distributionChart } from "./compareCharts.ts";
import { bytes, count, perSecond, time, timeRow } from "./figures.ts";
import { runtimeName } from "./measurement.ts";
import type { Page } from "./page.ts";
import { pointText } from "./pointText.ts";
import { setupText } from "./setupText.ts";

export type Report = Pick<Page, "title" | "verdict" | "notes" | "charts" | "tables">;

export function runReport(title: string, record: ModelRun): Report {
  const point = pointOf(record);
  const { outcome } = record;
  if (outcome.kind === "failed") return failureReport(title, outcome.failure);
  const { samplesMs, loadMs, firstRunMs, peakBytes, batch } = outcome.measured;
  const summary = summarize(samplesMs, batch);
  if (!summary) return { title, verdict: "No run was completed.", notes: [], charts: [], tables: [] };
  const row = timeRow(summary.p50Ms);
  const lines: [string, string | null][] = [
    ["p50", row.timeWithInterval(summary.p50Ms, summary.p50Interval)],
    ["p95", summary.p95Ms === null ? null : row.time(summary.p95Ms, 3)],
    ["p99", summary.p99Ms === null ? null : row.time(summary.p99Ms, 3)],
    ["max", row.time(summary.maxMs, 3)],
    ["runs", count(summary.count)],
    ["throughput", `${perSecond(summary.itemsPerSecond)} ${batch > 1 ? "items" : "runs"}/s`],
    ["load", time(loadMs)],
    ["first run", time(firstRunMs)],
    ["peak memory", bytes(peakBytes)],
  ];
  const verdict = pointText(point);
  return {
    title,
    verdict,
    notes: [`${setupText(point)} \u00b7 ${runtimeName(record.runtime)}`, `Machine: ${record.machine.host}`],
    charts: [distributionChart([{ letter: "A", name: title, samplesMs, summary }], verdict)],
    tables: [
      {
        title: "Figures",
        columns: [
          { title: "Figure", align: "left" },
          { title: title, align: "right" },
        ],
        rows: lines.flatMap(([name, text]) => (text === null ? [] : [[{ text: name }, { text }]])),
      },
    ],
  };
}

export const failureReport = (title: string, { reason, act }: Failure): Report => ({
  title,
  verdict: `Not measured: ${reason}`,
  notes: [act],
  charts: [],
  tables: [],
});
