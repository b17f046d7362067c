/** Runs as a table, newest first, with what changed at each. Nothing else. */
import { commit, differences, differenceText, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import { bytes, count, perSecond, time, timeRow } from "./figures.ts";
import type { Cell, Table } from "./page.ts";

const columns = [
  { title: "Run", align: "right" },
  { title: "When (UTC)", align: "left" },
  { title: "p50", align: "right" },
  { title: "p95", align: "right" },
  { title: "Runs", align: "right" },
  { title: "Per second", align: "right" },
  { title: "Load", align: "right" },
  { title: "Peak memory", align: "right" },
  { title: "Commit", align: "left" },
  { title: "Machine", align: "left" },
  { title: "Changed since the run before", align: "left" },
] as const;

/** `points`: oldest first. */
export function runsTable(points: readonly RunPoint[]): Table {
  const lastOf = new Map<string, RunPoint>();
  const rows = points.map((point, index) => {
    const before = lastOf.get(machine(point));
    lastOf.set(machine(point), point);
    return rowOf(point, index, before);
  });
  return { title: `${count(points.length)} runs`, columns, rows: rows.reverse() };
}

function rowOf(point: RunPoint, index: number, before: RunPoint | undefined): Cell[] {
  const { figures, failure, startedAt } = point;
  const changed = before ? differences(before, point).map(differenceText).join(", ") : "";
  const head: Cell[] = [number(String(index + 1), index), { text: startedAt.slice(0, 16).replace("T", " ") }];
  const tail: Cell[] = [{ text: commit(point) }, { text: machine(point) }, { text: changed }];
  if (!figures) return [...head, { text: `not measured: ${failure ?? "no run"}` }, ...none(5), ...tail];
  const { p50Ms, lowMs, highMs, p95Ms, count: samples, itemsPerSecond, loadMs, peakBytes } = figures;
  return [
    ...head,
    number(timeRow(p50Ms).timeWithInterval(p50Ms, { low: lowMs, high: highMs }), p50Ms),
    p95Ms === null ? empty : number(timeRow(p50Ms).time(p95Ms, 3), p95Ms),
    number(count(samples), samples),
    number(perSecond(itemsPerSecond), itemsPerSecond),
    loadMs === null ? empty : number(time(loadMs), loadMs),
    peakBytes === null ? empty : number(bytes(peakBytes), peakBytes),
    ...tail,
  ];
}

const empty: Cell = { text: "" };
const none = (cells: number): Cell[] => Array.from({ length: cells }, () => empty);
const number = (text: string, sort: number): Cell => ({ text, sort });
