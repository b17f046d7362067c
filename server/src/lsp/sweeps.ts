/**
 * `Find Best Settings for Model`: what may be varied, the sweep from the wish to kept runs, and its page, which is made from the runs and
 * the same wish, so that it is there after a restart. Absent on purpose: planning, running and judging (bench), words (report).
 */
import { availableParallelism } from "node:os";
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { thisMachine } from "../bench/machine.ts";
import { measurableOptions } from "../bench/options.ts";
import type { Progress } from "../bench/progress.ts";
import { stopRuleFor } from "../bench/spec.ts";
import { keptSweep, passesLeft, type SweepPlan, secondsPerCell, sweepPasses } from "../bench/sweep.ts";
import { chosenAxes, offeredAxes, type Place } from "../bench/sweepOffer.ts";
import { type PreparedSweep, prepareSweep } from "../bench/sweepPrepare.ts";
import type { SweepBudget } from "../bench/sweepResult.ts";
import { runSweep, type SweepProgress } from "../bench/sweepRun.ts";
import { isMachine } from "../history/budget.ts";
import type { Failure } from "../history/record.ts";
import { readSweep, type SweepToShow, sweepPage } from "../report/sweepPage.ts";
import { axes as allAxes, axisTitles, settingsText, varied } from "../report/sweepWords.ts";
import { placedSubject } from "./arguments.ts";
import type { Features } from "./features.ts";
import { keyOf, type Subject } from "./measurements.ts";
import { type FoundSubject, meantModel, namedModel } from "./modelSubject.ts";
import type { PageContext } from "./pages.ts";
import {
  clientCommands,
  type MeasureAnswer,
  type PageAnswer,
  type PageRequest,
  type SweepProposal,
  type SweepWish,
} from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";
import { uriOf } from "./session.ts";

export async function proposeSweep(
  core: ServerContext,
  features: Features,
  argument: unknown,
): Promise<SweepProposal | MeasureAnswer> {
  const found = await sweptModel(core, features, argument);
  if ("failure" in found) return found.failure;
  const plain = await prepareSweep({ ...wishFor(features, found), axes: () => ({}), variants: "beside" });
  if ("failure" in plain) return failed(plain.failure);
  const { cells, runtime } = plain.plan;
  const dtypes = [...new Set(cells.map(({ settings }) => settings.dtype))];
  const offered = offeredAxes({ inputs: cells[0]?.inputs ?? null, runtime }, dtypes, thisPlace());
  return {
    kind: "proposal",
    model: path.basename(found.subject.file),
    secondsPerSetting: secondsFor(found) + sweepPasses * startSeconds,
    axes: offered.map(({ name, values, usual }) => ({
      name,
      title: axisTitles[name],
      values: values.map(String),
      usual,
    })),
  };
}

export async function sweep(
  core: ServerContext,
  features: Features,
  argument: unknown,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  const found = await sweptModel(core, features, argument);
  if ("failure" in found) return found.failure;
  const { subject } = found;
  const seconds = secondsFor(found);
  const vary = varyIn(argument);
  return await features.jobs.run<MeasureAnswer>(
    {
      key: `sweep\n${keyOf(subject)}`,
      name: path.basename(subject.file),
      seconds,
      carryOut: (signal, tell) => carryOut(core, features, { model: { subject, seconds }, vary, signal, tell }),
      running: (progress) => features.measurements.setRunning(subject, progress),
      failed,
    },
    token,
  );
}

/** What it takes to start a process and to load a model of ordinary size, about. */
const startSeconds = 1;

/** `seconds`: the longest a measurement may take. */
interface Model {
  readonly subject: Subject;
  readonly seconds: number;
}

interface Wanted {
  readonly model: Model;
  readonly vary: readonly string[];
  readonly signal: AbortSignal;
  readonly tell: (progress: Progress) => void;
}

async function carryOut(core: ServerContext, features: Features, wanted: Wanted): Promise<MeasureAnswer> {
  const { model, vary, signal, tell } = wanted;
  const { subject } = model;
  try {
    const first = await planned(features, model, vary);
    if ("failure" in first) return failed(first.failure);
    const more = await features.sizes.picked(subject, first.missing);
    if (more === null || signal.aborted) return { kind: "cancelled" };
    const prepared = Object.keys(more).length === 0 ? first : await planned(features, model, vary, more);
    if ("failure" in prepared) return failed(prepared.failure);
    const { plan } = prepared;
    const { group, runs } = keptSweep(plan, thisMachine().host, features.history());
    let problem: string | null = null;
    const running = runSweep({
      bench: features.bench(),
      plan,
      ...(group !== null && { continued: { group, runs } }),
      seed: Date.now(),
      keep: (run) => {
        problem = features.history().add(run) ?? problem;
      },
      onProgress: (progress) => tell(overall(plan, model.seconds, progress)),
    });
    signal.addEventListener("abort", () => running.cancel());
    if (signal.aborted) running.cancel();
    const swept = await running.result;
    if (problem !== null) return failed({ reason: problem, act: "" });
    const shown = { ...showing(core, subject, plan), runs: swept.runs };
    const { results, points, lines, notes } = readSweep(shown);
    if (swept.cancelled && points.length === 0) return { kind: "cancelled" };
    const broken = results.find((result) => result.kind === "failed");
    if (points.length === 0 && broken?.kind === "failed") return failed(broken.failure);
    return { kind: "measured", title: lines.join(" "), details: notes.join("\n"), runId: swept.group };
  } finally {
    features.measurements.cancel(subject); // a figure of one setting is not the figure of this code
  }
}

/** The page of one sweep. */
export async function sweepOf({ core, features }: PageContext, request: PageRequest): Promise<PageAnswer> {
  const runs = features.history().list({ kind: "model", group: request.group ?? "", limit: -1 });
  if (runs.length === 0) return { reason: "This sweep is no longer kept. Find the best settings again." };
  const about = request.target ?? request.subject;
  const found = await sweptModel(core, features, about);
  if ("failure" in found) return { reason: `Not shown: ${found.failure.reason}. ${found.failure.act}` };
  const vary = request.vary ?? [];
  const prepared = await planned(features, found, vary);
  if ("failure" in prepared) return { reason: `Not shown: ${prepared.failure.reason}. ${prepared.failure.act}` };
  const { plan } = prepared;
  const left = plan.cells.map((cell) => passesLeft(cell, runs, plan.passes));
  if (left.every((passes) => passes === plan.passes))
    return { reason: "The model, its sizes or its options have changed since. Find the best settings again." };
  const page = sweepPage({ ...showing(core, found.subject, plan), runs });
  const title = left.some((passes) => passes > 0) ? "Go On" : "Find Again";
  return { page: { ...page, buttons: [{ title, command: clientCommands.sweep, argument: { ...about, vary } }] } };
}

const secondsFor = ({ seconds }: Model): number => Math.min(seconds, secondsPerCell);

/** A file stands for itself: options it was loaded with before are not the ones to begin from. */
async function sweptModel(core: ServerContext, features: Features, argument: unknown): Promise<FoundSubject> {
  const { path: file } = placedSubject(argument);
  const named = file === "" ? null : await namedModel(core, features, { modelUri: uriOf(file) });
  return named ?? (await meantModel(core, features, argument));
}

const planned = (
  features: Features,
  model: Model,
  vary: readonly string[],
  sizes: Readonly<Record<string, number>> = {},
): Promise<PreparedSweep | { readonly failure: Failure }> => {
  const wish = wishFor(features, model);
  return prepareSweep({
    ...wish,
    dimensions: { ...wish.dimensions, ...sizes },
    axes: (read) => chosenAxes(offeredAxes(read, [], thisPlace()), vary),
    variants: vary.includes("dtype") ? "beside" : "none",
  });
};

const thisPlace = (): Place => ({ platform: process.platform, cores: availableParallelism() });

const wishFor = (features: Features, { subject, seconds }: Model) => ({
  modelPath: subject.file,
  sourcePath: subject.loadedBy,
  ownPath: import.meta.filename,
  sessionOptions: measurableOptions(subject.sessionOptions),
  dimensions: features.sizes.chosen(subject),
  stop: stopRuleFor(seconds),
});

const showing = (core: ServerContext, { file }: Subject, plan: SweepPlan): Omit<SweepToShow, "runs"> => ({
  name: path.basename(file),
  plan,
  budget: budgetFor(core, file),
});

/** The strictest percentile somebody states for this model on this machine. */
function budgetFor({ engine }: ServerContext, file: string): SweepBudget | null {
  const machine = thisMachine();
  const limits = (engine.configs?.of(file).budgetsOf({ file }) ?? [])
    .filter(({ budget }) => budget.machine === null || isMachine(machine, budget.machine))
    .flatMap(({ budget }) => budget.limits);
  for (const percentile of ["p99", "p95", "p50"] as const) {
    const values = limits.filter(({ figure }) => figure === percentile).map(({ value }) => value);
    if (values.length > 0) return { percentile, ms: Math.min(...values) };
  }
  return null;
}

/** Of the whole sweep, as far as it can be foreseen. */
function overall({ cells, passes }: SweepPlan, seconds: number, { done, of, cell, progress }: SweepProgress): Progress {
  const runMs = (seconds * 1_000) / passes;
  const named = varied(cells);
  const setting = settingsText(cell.settings, named.length > 0 ? named : allAxes.slice(0, 2));
  return {
    ...progress,
    elapsedMs: done * runMs + Math.min(progress.elapsedMs, runMs),
    ofMs: of * runMs,
    looksAt: `${done + 1} of ${of}, ${setting}`,
  };
}

function varyIn(argument: unknown): readonly string[] {
  const { vary } = (argument ?? {}) as Partial<SweepWish>;
  return Array.isArray(vary) ? vary.filter((name) => typeof name === "string") : [];
}

const failed = ({ reason, act }: Pick<Failure, "reason" | "act">): MeasureAnswer => ({ kind: "failed", reason, act });
