/**
 * What a model or function may cost, and whether a run keeps to it. A budget is judged on the machines it names and on no
 * other. Absent on purpose: where budgets are written (config, comments) and the words of a verdict (report/budget.ts).
 */
import picomatch from "picomatch";
import { type Summary, summarize, summarizeRun } from "../bench/statistics.ts";
import type { FunctionRun, Machine, ModelRun } from "./record.ts";

interface FigureKind {
  readonly unit: "time" | "bytes" | "rate";
  /** Times and sizes may be at most, rates must be at least the limit. */
  readonly bound: "most" | "least";
  /** As in a sentence. */
  readonly words: string;
  readonly description: string;
}

/** The figures a budget may name, as the keys of inferlens.json. */
export const figures = {
  p50: most("time", "p50", "Median latency of one run."),
  p90: most("time", "p90", "Latency that nine of ten runs keep."),
  p95: most("time", "p95", "Latency that 95 of 100 runs keep."),
  p99: most("time", "p99", "Latency that 99 of 100 runs keep."),
  load: most("time", "load time", "Loading the model once."),
  throughput: least("throughput", "Items per second, one run after the other."),
  peakMemory: most("bytes", "peak memory", "Highest resident memory of the process that runs it."),
  modelSize: most("bytes", "model size", "Size of the model file."),
  firstToken: most("time", "first token", "Time from the call to the first item of a streamed answer."),
  tokensPerSecond: least("tokens per second", "Items of a streamed answer per second."),
  eventLoopBlock: most("time", "longest pause", "Longest time in which the event loop did not turn."),
} as const satisfies Readonly<Record<string, FigureKind>>;

function most(unit: "time" | "bytes", words: string, description: string): FigureKind {
  return { unit, bound: "most", words, description };
}

function least(words: string, description: string): FigureKind {
  return { unit: "rate", bound: "least", words, description };
}

export type Figure = keyof typeof figures;
export const figureNames = Object.keys(figures) as readonly Figure[];

export interface Limit {
  readonly figure: Figure;
  /** Milliseconds, bytes, or a number per second. */
  readonly value: number;
}

export interface Budget {
  readonly limits: readonly Limit[];
  /** Glob over the names of a machine; null: every machine. */
  readonly machine: string | null;
}

/** Quantities as people write them: `20 ms`, `500 MB`, `200/s`. The pattern is the schema's too. */
export const quantityPatterns: Readonly<Record<FigureKind["unit"], string>> = {
  time: "^\\d+(\\.\\d+)? ?(ns|us|µs|ms|s|min)$",
  bytes: "^\\d+(\\.\\d+)? ?(B|kB|KB|MB|GB|KiB|MiB|GiB)$",
  rate: "^\\d+(\\.\\d+)?( ?(items|runs|tok|tokens)? ?/ ?s)?$",
};

const factors: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  min: 60_000,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

/** Milliseconds, bytes or a number per second; null when it is none. */
export function readQuantity(text: string, figure: Figure): number | null {
  const { unit } = figures[figure];
  if (!new RegExp(quantityPatterns[unit]).test(text)) return null;
  const [, digits, name] = /^([\d.]+) ?(.*)$/.exec(text)!;
  return unit === "rate" ? Number(digits) : Number(digits) * factors[name!]!;
}

/** `p95 < 20 ms, peakMemory < 200 MB on ci-*`. */
export function readBudgetComment(text: string): Budget | { readonly problem: string } {
  const [written = "", machine] = text.split(/\s+on\s+(\S+)\s*$/);
  const limits: Limit[] = [];
  for (const part of written.split(",").map((one) => one.trim())) {
    const match = /^([A-Za-z0-9]+)\s*(<=?|>=?|:)\s*(.+)$/.exec(part);
    if (!match) return { problem: `"${part}" is no limit. Write it as p95 < 20 ms.` };
    const figure = figureNames.find((name) => name.toLowerCase() === match[1]!.toLowerCase());
    if (!figure) return { problem: `Unknown figure "${match[1]}". Known are ${figureNames.join(", ")}.` };
    const { bound, unit } = figures[figure];
    const sign = bound === "most" ? "<" : ">";
    if (match[2] !== ":" && !match[2]!.startsWith(sign))
      return {
        problem: `${figure} is a limit from ${bound === "most" ? "above" : "below"}. Write ${figure} ${sign} ${match[3]}.`,
      };
    const value = readQuantity(match[3]!, figure);
    if (value === null)
      return { problem: `"${match[3]}" is no ${unitWords[unit]}. Write it as ${quantityExamples[unit]}.` };
    limits.push({ figure, value });
  }
  return { limits, machine: machine ?? null };
}

const unitWords = { time: "time", bytes: "size", rate: "rate" } as const;
export const quantityExamples = { time: "20 ms", bytes: "500 MB", rate: "200/s" } as const;

/** A key of `budgets` in inferlens.json, once its values have been checked. */
export function budgetOf(written: Readonly<Record<string, string | number>>): Budget {
  const limits = figureNames.flatMap((figure): Limit[] => {
    const value = written[figure] === undefined ? null : readQuantity(String(written[figure]), figure);
    return value === null ? [] : [{ figure, value }];
  });
  return { limits, machine: typeof written.machine === "string" ? written.machine : null };
}

export type Verdict = {
  readonly limit: Limit;
} & (
  | {
      readonly kind: "within" | "over";
      readonly actual: number /** Of the limit that is left; below 0: over. */;
      readonly headroom: number;
    }
  /** Too few samples, or a figure this kind of run does not have. */
  | { readonly kind: "unknown" }
  | { readonly kind: "elsewhere"; readonly machine: string }
);

/** One verdict a limit, in their order. A failed run has no figures. */
export function judge(budget: Budget, record: ModelRun | FunctionRun): readonly Verdict[] {
  const { machine } = budget;
  if (machine !== null && !isMachine(record.machine, machine))
    return budget.limits.map((limit) => ({ limit, kind: "elsewhere", machine }));
  const actuals = figuresOf(record);
  return budget.limits.map((limit): Verdict => {
    const actual = actuals[limit.figure];
    if (actual === undefined || actual === null) return { limit, kind: "unknown" };
    const share = actual / limit.value;
    const headroom = figures[limit.figure].bound === "most" ? 1 - share : share - 1;
    return { limit, kind: headroom < 0 ? "over" : "within", actual, headroom };
  });
}

/** By its class, its host's name or its processor's. */
export function isMachine(machine: Machine, wanted: string): boolean {
  const matches = picomatch(wanted, { nocase: true, dot: true });
  return [machine.class, machine.host, machine.cpu].some((name) => name !== undefined && name !== "" && matches(name));
}

type Actuals = Partial<Record<Figure, number | null>>;

export function figuresOf(record: ModelRun | FunctionRun): Actuals {
  return record.kind === "model" ? ofModel(record) : ofFunction(record);
}

function ofModel({ outcome, spec }: ModelRun): Actuals {
  if (outcome.kind === "failed") return {};
  const { measured } = outcome;
  return {
    ...latencies(summarizeRun(measured)),
    load: measured.loadMs,
    peakMemory: measured.peakBytes,
    modelSize: spec.model.bytes,
  };
}

function ofFunction({ outcome }: FunctionRun): Actuals {
  if (outcome.kind === "failed") return {};
  const { measured } = outcome;
  const { stream, blockedMs } = measured;
  const between = stream ? median(stream.betweenItemsMs) : null;
  return {
    ...latencies(summarize(measured.samplesMs, 1)),
    load: measured.importMs,
    peakMemory: measured.peakBytes,
    ...(stream && { firstToken: median(stream.firstItemMs) }),
    ...(between !== null && between > 0 && { tokensPerSecond: 1_000 / between }),
    ...(blockedMs.length > 0 && { eventLoopBlock: blockedMs.reduce((a, b) => Math.max(a, b)) }),
  };
}

function latencies(summary: Summary | null): Actuals {
  if (!summary) return {};
  const { p50Ms, p90Ms, p95Ms, p99Ms, itemsPerSecond } = summary;
  return { p50: p50Ms, p90: p90Ms, p95: p95Ms, p99: p99Ms, throughput: itemsPerSecond };
}

const median = (values: readonly number[]): number | null => summarize(values, 1)?.p50Ms ?? null;
