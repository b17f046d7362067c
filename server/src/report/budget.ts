/** A budget and what became of it, in words. Absent on purpose: judging (history/budget.ts). */
import { type Figure, figures, type Limit, type Verdict } from "../history/budget.ts";
import type { FunctionRun, ModelRun } from "../history/record.ts";
import { bytes, perSecond, relativeTime, time, timeRow } from "./figures.ts";

/** `20 ms`, `500 MB`, `200/s`. */
export function quantity(figure: Figure, value: number): string {
  const { unit } = figures[figure];
  if (unit === "time") return trimmed(time(value));
  return trimmed(unit === "bytes" ? bytes(value) : `${perSecond(value)}/s`);
}

/** What was measured and its limit, in one unit. */
function pair({ figure, value }: Limit, actual: number): readonly [string, string] {
  if (figures[figure].unit !== "time") return [quantity(figure, actual), quantity(figure, value)];
  const row = timeRow(Math.min(actual, value));
  return [trimmed(row.time(actual, 3)), trimmed(row.time(value, 3))];
}

/** A limit was written in round figures and is shown so: `20 ms`, not `20.0 ms`. */
const trimmed = (text: string): string => text.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");

/** `p95 is 24 ms, budget 20 ms (2 h ago, this machine).` */
export function overBudgetMessage(verdict: Judged, record: ModelRun | FunctionRun, nowMs: number): string {
  const [actual, limit] = pair(verdict.limit, verdict.actual);
  const words = sentenceStart(figures[verdict.limit.figure].words);
  return `${words} is ${actual}, budget ${limit} (${relativeTime(record.startedAt, nowMs)}, this machine).`;
}

/** `p95 24 ms · budget 20 ms`. */
export function overBudgetTitle(verdict: Judged): readonly string[] {
  const [actual, limit] = pair(verdict.limit, verdict.actual);
  return [`${figures[verdict.limit.figure].words} ${actual}`, `budget ${limit}`];
}

/** `2 ms below budget`, `12/s above budget`; `4 ms over budget`. */
export function headroomText({ limit, actual }: Judged): string {
  const distance = quantity(limit.figure, Math.abs(limit.value - actual));
  const good = figures[limit.figure].bound === "most" ? actual <= limit.value : actual >= limit.value;
  if (!good) return figures[limit.figure].bound === "most" ? `${distance} over budget` : `${distance} short of budget`;
  return figures[limit.figure].bound === "most" ? `${distance} below budget` : `${distance} above budget`;
}

/** `budget p95 < 20 ms   ok, 15 ms below`, as the terminal says it. */
export function budgetLine(verdict: Verdict): string {
  const { figure, value } = verdict.limit;
  const head = `budget ${figures[figure].words} ${figures[figure].bound === "most" ? "<" : ">"} ${quantity(figure, value)}   `;
  switch (verdict.kind) {
    case "elsewhere":
      return `${head}not judged, it is for ${verdict.machine}`;
    case "unknown":
      return `${head}not judged, the figure was not measured or had too few samples`;
    case "within":
      return `${head}ok, ${headroomText(verdict).replace(/ budget$/, "")}`;
    case "over": {
      const [actual] = pair(verdict.limit, verdict.actual);
      return `${head}FAILED, ${figures[figure].words} ${actual}, ${headroomText(verdict).replace(/ (budget|of budget)$/, "")}`;
    }
  }
}

export type Judged = Extract<Verdict, { readonly kind: "within" | "over" }>;

export const isJudged = (verdict: Verdict): verdict is Judged => verdict.kind === "within" || verdict.kind === "over";

const sentenceStart = (words: string): string =>
  /^p\d/.test(words) ? words : `${words[0]!.toUpperCase()}${words.slice(1)}`;

/** A limit above what was measured, for a budget that is proposed: a fifth of room, in round figures. */
export function proposedLimit(figure: Figure, actual: number): string {
  const wanted = figures[figure].bound === "most" ? actual * 1.2 : actual / 1.2;
  return quantity(figure, Number(wanted.toPrecision(2))).replaceAll(",", "");
}
