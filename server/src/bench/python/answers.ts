/**
 * What the harness found, as JSON, → what a task answers: lists of numbers as such, numbers that JSON has no words for, lines of the
 * file as places in the function. Absent on purpose: talking to it.
 */
import { readFileSync } from "node:fs";
import type { FunctionDone, FunctionJob, FunctionResult, FunctionVariant, ValueSample } from "../messages.ts";
import { bytesPerCallIn, type Look } from "../tasks/growth.ts";

export interface HarnessDone extends Omit<FunctionDone, "results"> {
  readonly results: readonly HarnessResult[];
}

type Numbers = readonly number[];

interface HarnessResult extends Pick<FunctionResult, "importMs" | "firstCallMs" | "remote" | "device" | "computedOn"> {
  readonly warmUpMs: Numbers;
  readonly samplesMs: Numbers;
  readonly blockedMs: Numbers;
  readonly stream: { readonly firstItemMs: Numbers; readonly betweenItemsMs: Numbers; readonly items: Numbers } | null;
  readonly steps?: { readonly dataMs: Numbers; readonly items: Numbers | null };
  readonly looks: readonly Look[];
  readonly lines: HarnessLines | null;
  readonly output: HarnessSample;
}

interface HarnessLines {
  /** Of `def`, from 1, as are those of statements. */
  readonly functionLine: number;
  readonly statements: readonly {
    readonly firstLine: number;
    readonly lastLine: number;
    readonly samplesMs: Numbers;
  }[];
  readonly wholeMs: Numbers;
}

/** A ValueSample whose numbers are a plain list, in which words stand for what is no number. */
export type HarnessSample =
  | { readonly kind: "numbers"; readonly values: readonly (number | string)[]; readonly length: number }
  | { readonly kind: "list"; readonly items: readonly HarnessSample[]; readonly length: number }
  | { readonly kind: "record"; readonly fields: readonly (readonly [string, HarnessSample])[] }
  | Extract<ValueSample, { readonly kind: "text" | "plain" | "opaque" }>;

export function doneOf(done: HarnessDone, job: FunctionJob): FunctionDone {
  return { ...done, results: done.results.map((result, index) => resultOf(result, job.variants[index]!)) };
}

function resultOf(found: HarnessResult, variant: FunctionVariant): FunctionResult {
  const { stream, steps, looks, lines, device, computedOn } = found;
  return {
    importMs: found.importMs,
    firstCallMs: found.firstCallMs,
    remote: found.remote,
    warmUpMs: Float64Array.from(found.warmUpMs),
    samplesMs: Float64Array.from(found.samplesMs),
    blockedMs: Float64Array.from(found.blockedMs),
    bytesPerCall: bytesPerCallIn(looks),
    awaits: [],
    awaitOverheadMs: 0,
    stream: stream && {
      firstItemMs: Float64Array.from(stream.firstItemMs),
      betweenItemsMs: Float64Array.from(stream.betweenItemsMs),
      items: Float64Array.from(stream.items),
    },
    output: sampleOf(found.output),
    ...(steps && {
      steps: { dataMs: Float64Array.from(steps.dataMs), items: steps.items && Float64Array.from(steps.items) },
    }),
    ...(lines && { lines: linesOf(lines, variant) }),
    ...(device && { device }),
    ...(computedOn !== undefined && { computedOn }),
  };
}

export function sampleOf(sample: HarnessSample): ValueSample {
  switch (sample.kind) {
    case "numbers":
      return { kind: "numbers", values: Float64Array.from(sample.values, Number), length: sample.length };
    case "list":
      return { kind: "list", items: sample.items.map(sampleOf), length: sample.length };
    case "record":
      return { kind: "record", fields: sample.fields.map(([name, one]) => [name, sampleOf(one)] as const) };
    default:
      return sample;
  }
}

function linesOf(
  { functionLine, statements, wholeMs }: HarnessLines,
  { file, texts, start }: FunctionVariant,
): NonNullable<FunctionResult["lines"]> {
  const text = texts[file] ?? readFileSync(file, "utf8");
  const starts = [0];
  for (const { index } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + (text.startsWith("\r\n", index) ? 2 : 1));
  const lineText = (line: number): string => text.slice(starts[line - 1], starts[line] ?? text.length);
  const begins = (line: number): number => starts[line - 1]! + lineText(line).search(/\S|$/);
  const ends = (line: number): number => starts[line - 1]! + lineText(line).trimEnd().length;
  const from = start ?? begins(functionLine);
  return {
    statements: statements.map(({ firstLine, lastLine, samplesMs }) => ({
      start: begins(firstLine) - from,
      end: ends(lastLine) - from,
      samplesMs: Float64Array.from(samplesMs),
    })),
    wholeMs: Float64Array.from(wholeMs),
  };
}
