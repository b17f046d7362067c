/**
 * What trying a finding or its fix gave, in words: for the lens, the hover, messages, lists and the label of a reviewed change.
 * Absent on purpose: judging (bench/experiments/verdict.ts), and whether it is of the past.
 */
import { type Verdict, verdictOf } from "../bench/experiments/verdict.ts";
import type { Compared, ComparisonRun, ComparisonSpec } from "../history/record.ts";
import { bytes, change, joiner, number, time } from "./figures.ts";

/** `41 ms to 4.2 ms · 9.8× faster (9.1-10.4) · outputs match`. */
export function trialTitle(spec: ComparisonSpec, compared: Compared): string {
  const verdict = verdictOf(spec, compared);
  if (!verdict) return "Not measured: no pair was run";
  if (verdict.kind === "no-difference") {
    if (verdict.isWorthIt)
      return ["No clear difference in time", ...memoryText(verdict), ...outputsText(verdict, compared)].join(joiner);
    const text = verdict.missesDevice ? `No clear difference on the CPU: ${noDevice}.` : noDifference;
    return [text, ...outputWarning(verdict, compared)].join(joiner);
  }
  const figures = [sidesText(verdict), ...changeText(verdict)];
  const worse = verdict.kind === "loss" ? [verdict.missesDevice ? noDevice : "not worth changing here"] : [];
  return [...figures, ...worse, ...outputsText(verdict, compared)].join(joiner);
}

const noDifference = "No clear difference. Not worth changing here.";
const noDevice = "nothing waits for a device here";

/** Of a reviewed change: `9.8× faster (9.1-10.4), memory -12 MB, outputs match`. */
export function changeLabel(spec: ComparisonSpec, compared: Compared): string {
  const verdict = verdictOf(spec, compared);
  if (!verdict) return "not measured";
  const gain = verdict.judged === "growth" ? [sidesText(verdict)] : changeText(verdict);
  const alone = spec.subject.kind === "models" ? ["on the model alone"] : [];
  return [...gain, ...memoryText(verdict), ...outputsText(verdict, compared), ...alone].join(", ");
}

/** A finished figure for a message: `412 ms`, `longest pause 589 ms`, `4.1 MB per call`. */
export function costText(spec: ComparisonSpec, compared: Compared): string | null {
  const verdict = verdictOf(spec, compared);
  if (!verdict) return null;
  if (verdict.kind !== "gain" && verdict.isWorthIt) return `${bytes(Math.abs(verdict.memoryBytes ?? 0))} of memory`;
  if (verdict.kind !== "gain") return verdict.missesDevice ? "no gain on the CPU" : "no gain from changing it";
  switch (verdict.judged) {
    case "pause":
      return `longest pause ${time(verdict.before)}`;
    case "growth":
      return `${bytes(verdict.before)} per call`;
    case "time":
      return `${time(verdict.savedMs ?? 0)}${spec.items > 1 ? " per item" : ""}`;
  }
}

/** What was run, line by line, for tooltips: each side, how often, memory, where. */
export function trialLines({ spec, outcome, machine }: ComparisonRun, when: string): string[] {
  const where = `${when}, on ${machine.host}`;
  if (outcome.kind === "failed") return [`Not measured: ${outcome.failure.reason}. ${outcome.failure.act}`, where];
  const { compared } = outcome;
  const verdict = verdictOf(spec, compared);
  const pairs = Math.min(compared.before.samplesMs.length, compared.after.samplesMs.length);
  const { subject } = spec;
  const what =
    subject.kind === "models"
      ? `On the model alone: ${subject.models.map(({ path }) => path.split(/[\\/]/).at(-1)).join(", ")}${joiner}${subject.runtime.packageName} ${subject.runtime.version}`
      : `Function ${subject.name}, with the change and without`;
  return [
    what,
    `before: ${spec.before}`,
    `after: ${spec.after}`,
    ...(verdict?.missesDevice
      ? ["On a GPU a step waits until the device has done its work; without one there is nothing to wait for."]
      : []),
    `${pairs} pairs, ${spec.judged === "growth" ? "each side in a process of its own" : "run in turns in one process"}`,
    ...(verdict ? memoryText(verdict) : []),
    where,
  ];
}

function sidesText({ judged, before, after }: Verdict): string {
  if (judged === "growth") return `${bytes(Math.max(0, before))} to ${bytes(Math.max(0, after))} per call`;
  return `${judged === "pause" ? "longest pause " : ""}${time(before)} to ${time(after)}`;
}

function changeText({ judged, comparison }: Verdict): readonly string[] {
  if (!comparison) return [];
  const text = change(comparison);
  return [judged === "pause" ? text.replace("faster", "shorter").replace("slower", "longer") : text];
}

const memoryText = ({ memoryBytes }: Verdict): readonly string[] =>
  memoryBytes === null ? [] : [`memory ${memoryBytes < 0 ? "-" : "+"}${bytes(Math.abs(memoryBytes))}`];

function outputsText({ outputs }: Verdict, compared: Compared): readonly string[] {
  if (outputs === "match") return ["outputs match"];
  return outputs === "differ" ? [differenceText(compared)] : [];
}

const outputWarning = (verdict: Verdict, compared: Compared): readonly string[] =>
  verdict.outputs === "differ" ? [differenceText(compared)] : [];

function differenceText({ outputDifference, allowedDifference, outputsDiffer }: Compared): string {
  if (outputsDiffer !== undefined || outputDifference === null)
    return `outputs differ: ${outputsDiffer ?? "not comparable"}`;
  return `outputs differ by up to ${number(outputDifference, 2)} (allowed ${number(allowedDifference, 2)})`;
}
