/**
 * A finding tried, from the click to the kept comparison: its experiment on the model files it names, or its fix on the exported
 * function around it. Absent on purpose: trust, progress and cancelling (jobs.ts), and how results are shown.
 */
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { completeDimensions } from "../bench/dimensions.ts";
import { runFunctionTrial } from "../bench/experiments/functionTrial.ts";
import { runTrial, type TrialOutcome } from "../bench/experiments/run.ts";
import { type Trial, type TrialModel, trialOf } from "../bench/experiments/trial.ts";
import { hashOf } from "../bench/functions/measureFunction.ts";
import { thisMachine } from "../bench/machine.ts";
import { freeDimensionOverrides, measurableOptions, providerOf } from "../bench/options.ts";
import { type Preparation, prepareMeasurement } from "../bench/prepare.ts";
import type { Progress } from "../bench/progress.ts";
import type { Bench } from "../bench/runner.ts";
import { type StopRule, stopRuleFor } from "../bench/spec.ts";
import { codeStateOf } from "../history/codeState.ts";
import type { ComparisonRun, ComparisonSpec, Failure } from "../history/record.ts";
import type { History } from "../history/store.ts";
import { trialLines, trialTitle } from "../report/trialText.ts";
import type { Experiment } from "../rules/rule.ts";
import { applyEdits } from "../text/edit.ts";
import { usedPackages } from "../usage/usedPackages.ts";
import type { Analysed } from "./analyses.ts";
import { type Comparisons, keyOf, type TriedPlace } from "./comparisons.ts";
import type { DocumentFunctions } from "./documentFunctions.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Fixes } from "./fixes.ts";
import type { Jobs } from "./jobs.ts";
import type { Log } from "./log.ts";
import type { Subject } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { ModelSizes } from "./modelSizes.ts";
import type { MeasureAnswer } from "./protocol.ts";
import type { PythonFor } from "./pythonChoice.ts";
import { type ComparableFix, comparableFix } from "./reviewChange.ts";
import type { OpenDocument } from "./session.ts";

export interface Experiments {
  /** Undefined for documents that are no files. */
  placeOf(document: OpenDocument, analysed: Analysed, finding: Finding): TriedPlace | undefined;
  /** The experiment with its models found; undefined when the finding has none, or a model is not found. */
  onModels(document: OpenDocument, analysed: Analysed, finding: Finding): OnModels | undefined;
  tryOnModels(place: TriedPlace, wanted: OnModels, seconds: number, token: CancellationToken): Promise<MeasureAnswer>;
  /** The exported function around a finding with its fix and without it, or why that cannot be run. */
  onFunction(document: OpenDocument, analysed: Analysed, finding: Finding, fix: ComparableFix): OnFunctionAnswer;
  tryOnFunction(
    place: TriedPlace,
    wanted: OnFunction,
    seconds: number,
    token: CancellationToken,
  ): Promise<MeasureAnswer>;
  /** Its fix can be made, and something can show what it does. */
  canCompare(document: OpenDocument, analysed: Analysed, finding: Finding): boolean;
}

/** A function and its change; plain data. */
export interface OnFunction {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
  readonly name: string;
  readonly benchFile: string | null;
  readonly needsArguments: boolean;
  readonly packages: Readonly<Record<string, string>>;
  readonly judged: ComparisonSpec["judged"];
  readonly gainsOn: ComparisonSpec["gainsOn"];
  readonly changed: Readonly<Record<string, string>>;
  readonly replay: string | null;
  /** Which of its loops trains, when one does. */
  readonly loop: number | null;
}

export type OnFunctionAnswer = { readonly wanted: OnFunction } | { readonly failure: Pick<Failure, "reason" | "act"> };

/** An experiment whose models are found; plain data. */
export interface OnModels {
  readonly trial: Trial;
  readonly rule: string;
  /** One for each of the trial's models, in its order. */
  readonly subjects: readonly Subject[];
}

export interface ExperimentsOptions {
  readonly log: Log;
  readonly jobs: Jobs;
  readonly models: DocumentModels;
  readonly files: ModelFiles;
  readonly sizes: ModelSizes;
  readonly comparisons: Comparisons;
  readonly history: () => History | null;
  readonly bench: () => Bench;
  readonly fixes: Fixes;
  readonly functions: DocumentFunctions;
  readonly pythonFor: PythonFor;
}

export function createExperiments(options: ExperimentsOptions): Experiments {
  const { log, models, files, sizes, comparisons } = options;

  /** Asks for sizes once for each file. Null: the user gave up. */
  const prepared = async (subjects: readonly Subject[], stop: StopRule): Promise<Prepared | null> => {
    const all: Preparation[] = [];
    for (const subject of subjects) {
      const chosen = sizes.chosen(subject);
      const found = await prepareMeasurement({
        modelPath: subject.file,
        sourcePath: subject.loadedBy,
        ownPath: import.meta.filename,
        sessionOptions: measurableOptions(subject.sessionOptions),
        dimensions: chosen,
        stop,
      });
      if ("failure" in found) return found;
      files.know(subject.file, found.spec.model);
      const more = await sizes.picked(subject, found.missing);
      if (more === null) return null;
      const { inputs, spec } = found;
      const dimensions = inputs
        ? completeDimensions(inputs, { ...chosen, ...more }, freeDimensionOverrides(subject.sessionOptions))
        : chosen;
      all.push({ ...found, spec: { ...spec, dimensions } });
    }
    return { all };
  };

  const carryOut = async (
    place: TriedPlace,
    { trial, rule, subjects }: OnModels,
    seconds: number,
    signal: AbortSignal,
    tell: (progress: Progress) => void,
  ): Promise<MeasureAnswer> => {
    const stop = stopRuleFor(seconds);
    const startedAt = new Date().toISOString();
    const ready = await prepared(subjects, stop);
    if (ready === null || signal.aborted) return cancelled(place);
    if ("failure" in ready) return failed(place, ready.failure);
    const [first] = ready.all;
    const { runtime } = first!;
    const running = runTrial(options.bench(), { trial, models: ready.all, runtime, stop, onProgress: tell });
    signal.addEventListener("abort", () => running.cancel());
    const outcome = await running.result;
    const { origin, packageName, version } = runtime;
    const spec: ComparisonSpec = {
      file: place.file,
      finding: { rule, fingerprint: place.fingerprint },
      codeHash: place.codeHash,
      before: trial.before,
      after: trial.after,
      subject: {
        kind: "models",
        models: distinct(ready.all.map(({ spec: { model } }) => ({ path: model.path, hash: model.hash }))),
        runtime: { origin, packageName, version },
        provider: origin === "wasm" ? "wasm" : providerOf(subjects[0]!.sessionOptions, "cpu"),
        dimensions: first!.spec.dimensions,
      },
      judged: trial.judged,
      items: trial.items,
      stop,
    };
    return await keep(place, spec, startedAt, outcome);
  };

  const carryOutOnFunction = async (
    place: TriedPlace,
    wanted: OnFunction,
    seconds: number,
    signal: AbortSignal,
    tell: (progress: Progress) => void,
  ): Promise<MeasureAnswer> => {
    const stop = stopRuleFor(seconds);
    const startedAt = new Date().toISOString();
    const { name, benchFile, packages, judged, gainsOn, loop, ...code } = wanted;
    const runs = await options.pythonFor(wanted.file);
    if ("failure" in runs) return failed(place, runs.failure);
    const running = runFunctionTrial(options.bench(), {
      ...code,
      name,
      benchFile,
      judged,
      ...runs,
      ...(loop !== null && { loop }),
      texts: options.functions.unsaved(),
      stop,
      onProgress: tell,
    });
    signal.addEventListener("abort", () => running.cancel());
    if (signal.aborted) running.cancel();
    const spec: ComparisonSpec = {
      file: place.file,
      finding: { rule: wanted.rule, fingerprint: place.fingerprint },
      codeHash: place.codeHash,
      before: "as it is",
      after: wanted.title,
      subject: { kind: "function", name, benchFile, packages },
      judged,
      ...(gainsOn && { gainsOn }),
      items: 1,
      stop,
    };
    return await keep(place, spec, startedAt, await running.result);
  };

  const keep = async (
    place: TriedPlace,
    spec: ComparisonSpec,
    startedAt: string,
    outcome: TrialOutcome,
  ): Promise<MeasureAnswer> => {
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") return cancelled(place);
    const code = await codeStateOf(place.file);
    const record: ComparisonRun = {
      schema: 1,
      kind: "comparison",
      id: randomUUID(),
      startedAt,
      machine: thisMachine(),
      node: process.version,
      ...(code && { code }),
      spec,
      outcome,
    };
    const problem = options.history()?.add(record) ?? null;
    if (problem) log.warning(problem);
    if (outcome.kind === "failed") return failed(place, outcome.failure);
    comparisons.succeed(place, record);
    const details = trialLines(record, "just now").join("\n");
    return { kind: "measured", title: trialTitle(spec, outcome.compared), details, runId: record.id };
  };

  const failed = (place: TriedPlace, failure: Failure): MeasureAnswer => {
    comparisons.fail(place, failure);
    log.information(`not tried: ${place.file}: ${failure.reason}${failure.detail ? `\n${failure.detail}` : ""}`);
    return { kind: "failed", reason: failure.reason, act: failure.act };
  };

  const cancelled = (place: TriedPlace): MeasureAnswer => {
    comparisons.cancel(place);
    return { kind: "cancelled" };
  };

  return {
    placeOf({ file }, { parsed }, { around, fingerprint }) {
      if (file === null || !parsed) return undefined;
      return { file, fingerprint, codeHash: hashOf(parsed.text.slice(around.start, around.end)) };
    },
    onModels(document, analysed, finding) {
      if (!finding.experiment || finding.experiment.kind === "fix") return undefined;
      const trial = trialOf(finding.experiment);
      const load = models.loadOf(document, analysed, finding);
      const subjects = trial.models.flatMap((model) => {
        const named = load?.written === model.model ? load : models.loadNamed(document, analysed, model.model);
        return named ? [withOptions(models.subjectOf(document, analysed, named), model)] : [];
      });
      return subjects.length === trial.models.length ? { trial, rule: finding.rule, subjects } : undefined;
    },
    onFunction: (document, analysed, finding, fix) => onFunction(options.functions, document, analysed, finding, fix),
    tryOnFunction(place, wanted, seconds, token) {
      return options.jobs.run<MeasureAnswer>(
        {
          key: `trial\n${keyOf(place)}`,
          name: wanted.name,
          seconds,
          carryOut: (signal, tell) => carryOutOnFunction(place, wanted, seconds, signal, tell),
          running: (progress) => comparisons.setRunning(place, progress),
          failed: (failure) => failed(place, failure),
        },
        token,
      );
    },
    canCompare(document, analysed, finding) {
      if (document.file === null || !comparableFix(options.fixes, analysed, finding)) return false;
      return (
        options.functions.showing(document, analysed, finding.span) !== undefined ||
        this.onModels(document, analysed, finding) !== undefined
      );
    },
    tryOnModels(place, wanted, seconds, token) {
      return options.jobs.run<MeasureAnswer>(
        {
          key: `trial\n${keyOf(place)}`,
          name: path.basename(wanted.subjects[0]!.file),
          seconds,
          carryOut: (signal, tell) => carryOut(place, wanted, seconds, signal, tell),
          running: (progress) => comparisons.setRunning(place, progress),
          failed: (failure) => failed(place, failure),
        },
        token,
      );
    },
  };
}

function onFunction(
  functions: DocumentFunctions,
  document: OpenDocument,
  analysed: Analysed,
  finding: Finding,
  { title, edits }: ComparableFix,
): OnFunctionAnswer {
  const around = functions.showing(document, analysed, finding.span);
  const usage = analysed.analysis?.usage;
  if (!around || !usage || !analysed.parsed)
    return {
      failure: {
        reason: "no exported function around it",
        act: "Export a function that does this work, and compare again.",
      },
    };
  const { file, name, benchFile, needsArguments, loop } = around;
  return {
    wanted: {
      rule: finding.rule,
      title,
      file,
      name,
      benchFile,
      needsArguments,
      packages: usedPackages(usage),
      judged: judgedBy(finding.experiment),
      gainsOn: finding.experiment?.kind === "fix" ? finding.experiment.gainsOn : undefined,
      changed: { [file]: applyEdits(analysed.parsed.text, edits) },
      replay: analysed.config.replay ?? null,
      loop,
    },
  };
}

function judgedBy(experiment: Experiment | undefined): ComparisonSpec["judged"] {
  if (experiment?.kind === "fix") return experiment.judged;
  if (experiment?.kind === "blocking") return "pause";
  return experiment?.kind === "release" ? "growth" : "time";
}

type Prepared = { readonly all: readonly Preparation[] } | { readonly failure: Failure };

/** The code's own options, but for what this side says. */
function withOptions(subject: Subject, { set, without }: TrialModel): Subject {
  const own = Object.entries(subject.sessionOptions).filter(([key]) => !without.includes(key));
  return { ...subject, sessionOptions: { ...Object.fromEntries(own), ...set } };
}

const distinct = (models: readonly { readonly path: string; readonly hash: string }[]) =>
  models.filter((model, index) => models.findIndex(({ path: other }) => other === model.path) === index);
