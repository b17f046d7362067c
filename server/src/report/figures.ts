/**
 * The one formatter of numbers for editor, terminal and charts: units, digits, separators, words for change.
 * Absent on purpose: which figures stand in a row (measurement.ts) and any clock; the time now is handed in.
 */
import type { Interval, Summary } from "../bench/statistics.ts";

/** Between the figures of a row. */
export const joiner = " · ";

/** For terminals that cannot show more. */
export function toAscii(text: string): string {
  return text
    .replaceAll(joiner, " | ")
    .replaceAll("·", "|")
    .replaceAll("µ", "u")
    .replaceAll("×", "x")
    .replaceAll("…", "...")
    .replaceAll("≥", ">=");
}

/** Times of one row: all in the unit of its leading value, so that they compare at a glance. */
export interface TimeRow {
  /** `4.2 ms`. */
  time(ms: number, significant: Significant): string;
  /** `4.21 ms (4.18-4.25)`. */
  timeWithInterval(ms: number, interval: Interval): string;
}

export type Significant = 2 | 3;

export function timeRow(leadingMs: number): TimeRow {
  const unit = unitFor(leadingMs);
  return {
    time: (ms, significant) => timeIn(unit, ms, significant),
    timeWithInterval(ms, interval) {
      const bounds = [interval.low, interval.high].map((bound) => valueIn(unit, bound, 3));
      return `${timeIn(unit, ms, 3)} (${bounds.join("-")})`;
    },
  };
}

/** A time on its own. */
export const time = (ms: number, significant: Significant = 2): string => timeRow(ms).time(ms, significant);

/** Three digits only where the 95 % interval is narrow enough to bear them: half of it under 0.5 % of the value. */
export function significantDigits({ p50Ms, p50Interval }: Pick<Summary, "p50Ms" | "p50Interval">): Significant {
  return (p50Interval.high - p50Interval.low) / 2 < 0.005 * p50Ms ? 3 : 2;
}

export interface Unit {
  readonly name: string;
  readonly ms: number;
}

const seconds: Unit = { name: "s", ms: 1_000 };
const units: readonly Unit[] = [{ name: "ns", ms: 1e-6 }, { name: "µs", ms: 1e-3 }, { name: "ms", ms: 1 }, seconds];
const minutesFromMs = 100_000;

/** For axes, whose numbers stand without it. */
export function unitFor(ms: number): Unit {
  const found = units.find((_unit, index) => ms < (units[index + 1]?.ms ?? Number.POSITIVE_INFINITY));
  return found ?? seconds;
}

function timeIn(unit: Unit, ms: number, significant: Significant): string {
  if (!Number.isFinite(ms)) return "unknown";
  if (ms >= minutesFromMs) return minutesAndSeconds(ms);
  // A value that would need five integer digits takes its own unit.
  if (Math.round(ms / unit.ms) >= 10_000) return timeIn(unitFor(ms), ms, significant);
  return `${valueIn(unit, ms, significant)} ${unit.name}`;
}

const valueIn = (unit: Unit, ms: number, significant: Significant): string => number(ms / unit.ms, significant);

function minutesAndSeconds(ms: number): string {
  const total = Math.round(ms / 1000);
  const rest = total % 60;
  return rest === 0 ? `${count(Math.floor(total / 60))} min` : `${count(Math.floor(total / 60))} min ${rest} s`;
}

/** Integers from 100 up with separators, `124k` from 100,000, else that many significant digits; never `0.0`. */
export function number(value: number, significant: Significant): string {
  if (!Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  if (size === 0) return "0";
  const sign = value < 0 ? "-" : "";
  if (size >= 99.5) return sign + large(size);
  const rounded = Number(size.toPrecision(significant));
  const decimals = Math.max(0, significant - 1 - Math.floor(Math.log10(rounded)));
  return sign + rounded.toFixed(Math.min(decimals, 6));
}

function large(value: number): string {
  if (value < 99_999.5) return count(value);
  const [suffix, size] =
    value < 999_500 ? (["k", 1e3] as const) : value < 999_500_000 ? (["M", 1e6] as const) : (["G", 1e9] as const);
  return `${Number((value / size).toPrecision(3))}${suffix}`;
}

/** `12,400`, in every locale. */
export const count = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** `231`, `1,850`, `48`, `0.24`; the caller adds what is counted. From 1,000 three digits count, the rest are zeros. */
export function perSecond(value: number): string {
  const rounded = value >= 1_000 && value < 99_950 ? Number(value.toPrecision(3)) : value;
  return number(rounded, value >= 99.5 ? 3 : 2);
}

/** Decimal units, two digits: `410 MB`, `4.7 MB`. */
export function bytes(size: number): string {
  if (size < 1_000) return `${Math.round(size)} B`;
  const [name, unit] =
    size < 999_500 ? (["kB", 1e3] as const) : size < 999_500_000 ? (["MB", 1e6] as const) : (["GB", 1e9] as const);
  return `${number(size / unit, 2)} ${name}`;
}

/** `1.1 MFLOP`, `48 GFLOP`; a rate with `/s` behind it. */
export function flops(value: number): string {
  if (value < 1_000) return `${Math.round(value)} FLOP`;
  const [name, unit] = flopUnits.find(([, size]) => value < 999.5 * size) ?? flopUnits.at(-1)!;
  return `${number(value / unit, 2)} ${name}FLOP`;
}

const flopUnits = [
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
] as const;

/** `1.2 M`, `328 k`, `7.1 B`. */
export function parameterCount(parameters: number): string {
  if (parameters < 1_000) return `${parameters}`;
  const [name, unit] =
    parameters < 999_500
      ? (["k", 1e3] as const)
      : parameters < 999_500_000
        ? (["M", 1e6] as const)
        : (["B", 1e9] as const);
  return `${number(parameters / unit, 2)} ${name}`;
}

/** Whole percent; a share that is not nothing is never 0%. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "unknown";
  const rounded = Math.round(share * 100);
  return rounded === 0 && share > 0 ? "under 1%" : `${rounded}%`;
}

/** `2 h ago` under seven days, then the date. A time in the future is a clock that was set: it happened just now. */
export function relativeTime(iso: string, nowMs: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "unknown time";
  const minutes = Math.floor((nowMs - then) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days < 7 ? `${days} ${days === 1 ? "day" : "days"} ago` : new Date(then).toISOString().slice(0, 10);
}

export interface Change {
  /** Above 1: faster. */
  readonly speedup: number;
  readonly interval: Interval;
  readonly clear: boolean;
}

/** From 1.5 a factor, below a percentage, always in words: `2.3× faster (2.1-2.5)`, `12% slower (9-15%)`, `no clear difference (0.98-1.02)`. */
export function change({ speedup, interval, clear }: Change): string {
  if (!clear || !Number.isFinite(speedup) || speedup <= 0) {
    return `no clear difference (${ratio(interval.low)}-${ratio(interval.high)})`;
  }
  const faster = speedup > 1;
  const [factor, low, high] = faster
    ? [speedup, interval.low, interval.high]
    : [1 / speedup, 1 / interval.high, 1 / interval.low];
  const word = faster ? "faster" : "slower";
  if (factor >= 1.5) return `${number(factor, 2)}× ${word} (${number(low, 2)}-${number(high, 2)})`;
  return `${percent(factor - 1)} ${word} (${wholePercent(low)}-${wholePercent(high)}%)`;
}

const ratio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "unknown");
const wholePercent = (factor: number): number => Math.round((factor - 1) * 100);
