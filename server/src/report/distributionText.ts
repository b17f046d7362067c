/** How samples are spread, in a terminal: a histogram, and beside it which share took at most so long. Absent on purpose: charts (distributionPage.ts). */
import type { Summary } from "../bench/statistics.ts";
import { count, significantDigits, timeRow } from "./figures.ts";
import { runs } from "./measurement.ts";

const bins = 6;
const barWidth = 28;
/** From so many columns the second picture has room. */
const wideFrom = 104;
const curveWidth = 36;
/** Of the samples, what is drawn; the rest is far to the right and said in words. */
const drawnShare = 0.98;
const fewestSamples = 30;

/** Empty with few samples, or when all are equal. */
export function distributionLines(samplesMs: readonly number[], summary: Summary, columns: number): string[] {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const low = summary.minMs;
  const high = sorted[Math.ceil(sorted.length * drawnShare) - 1] ?? low;
  if (summary.count < fewestSamples || high <= low) return [];
  const bars = barLines(sorted, low, high, summary);
  if (columns < wideFrom) return [...bars.lines.slice(0, -1), `${bars.lines.at(-1)}   ${bars.legend}`];
  const width = Math.max(...bars.lines.map((line) => line.length)) + 3;
  const curve = curveLines(sorted, low, high);
  return [
    ...bars.lines.map((line, index) => `${line.padEnd(width)}${curve[index]}`.trimEnd()),
    `${`  ${bars.legend}`.padEnd(width)}      share of runs within, over the same times`,
  ];
}

function barLines(sorted: readonly number[], low: number, high: number, summary: Summary) {
  const step = (high - low) / bins;
  const heights = Array.from({ length: bins }, () => 0);
  let above = 0;
  for (const value of sorted) {
    if (value > high) above++;
    else heights[Math.min(bins - 1, Math.floor((value - low) / step))]!++;
  }
  const perMark = Math.max(1, Math.ceil(Math.max(...heights) / barWidth));
  const row = timeRow(summary.p50Ms);
  const labels = heights.map((_, index) => row.time(low + index * step, 3));
  const width = Math.max(...labels.map((label) => label.length));
  const beyond = above > 0 ? `; ${runs(above)} above ${row.time(high, significantDigits(summary))}` : "";
  const lines = heights.map((height, index) => {
    const bar = "#".repeat(Math.round(height / perMark)) || (height > 0 ? "." : "");
    const line = `  ${labels[index]!.padStart(width)} |${bar}`;
    return index === bins - 1 ? line.padEnd(width + 8 + Math.max(bar.length, 8)) : line;
  });
  return { lines, legend: `each # = ${runs(perMark)}${beyond}` };
}

/** One row for each fifth, from all down to none. */
function curveLines(sorted: readonly number[], low: number, high: number): string[] {
  const shares = Array.from({ length: curveWidth }, (_, column) => {
    const at = low + ((column + 1) * (high - low)) / curveWidth;
    return shareWithin(sorted, at);
  });
  return Array.from({ length: bins }, (_, row) => {
    const level = 1 - row / (bins - 1);
    const marks = shares.map((share) => (Math.round(share * (bins - 1)) === bins - 1 - row ? "*" : " ")).join("");
    return `${count(100 * level).padStart(3)}% |${marks}`;
  });
}

function shareWithin(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}
