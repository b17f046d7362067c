/**
 * Where the time of a model goes, for the editor: the profile from the wish to the kept record, and its page. Absent on purpose: figures
 * and words (report), and profiling (bench).
 */
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { completeDimensions } from "../bench/dimensions.ts";
import { canonicalOptions, freeDimensionOverrides, measurableOptions } from "../bench/options.ts";
import { prepareMeasurement } from "../bench/prepare.ts";
import { profileModel } from "../bench/profile.ts";
import type { Progress } from "../bench/progress.ts";
import { rooflineOf } from "../bench/roofline.ts";
import type { Bench } from "../bench/runner.ts";
import { stopRuleFor } from "../bench/spec.ts";
import type { Failure, ProfileRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import { operatorsPage } from "../report/operatorsPage.ts";
import { groupsOf, profileNotes, verdictText } from "../report/operatorsText.ts";
import type { Jobs } from "./jobs.ts";
import type { Log } from "./log.ts";
import { keyOf, type Subject } from "./measurements.ts";
import type { ModelSizes } from "./modelSizes.ts";
import { type PageContext, subjectName, subjectOf } from "./pages.ts";
import { clientCommands, type MeasureAnswer, type PageAnswer, type PageRequest } from "./protocol.ts";

export interface Profiling {
  /** `again`: also when there is a profile of these very bytes, options and sizes. */
  profile(
    subject: Subject,
    seconds: number,
    wish: { readonly again: boolean },
    token: CancellationToken,
  ): Promise<MeasureAnswer>;
}

export interface ProfilingOptions {
  readonly log: Log;
  readonly jobs: Jobs;
  readonly history: () => History | null;
  readonly sizes: ModelSizes;
  readonly bench: () => Bench;
}

export function createProfiling({ log, jobs, history, sizes, bench }: ProfilingOptions): Profiling {
  const carryOut = async (
    subject: Subject,
    seconds: number,
    again: boolean,
    signal: AbortSignal,
    tell: (progress: Progress) => void,
  ): Promise<MeasureAnswer> => {
    const chosen = sizes.chosen(subject);
    const prepared = await prepareMeasurement({
      modelPath: subject.file,
      sourcePath: subject.loadedBy,
      ownPath: import.meta.filename,
      sessionOptions: measurableOptions(subject.sessionOptions),
      dimensions: chosen,
      stop: stopRuleFor(seconds),
    });
    if ("failure" in prepared) return failed(subject, prepared.failure);
    const { inputs, missing } = prepared;
    const more = await sizes.picked(subject, missing);
    if (more === null || signal.aborted) return { kind: "cancelled" };
    const dimensions = inputs
      ? completeDimensions(inputs, { ...chosen, ...more }, freeDimensionOverrides(subject.sessionOptions))
      : chosen;
    const spec = { ...prepared.spec, dimensions };
    const before = again ? null : latestLike(history(), { ...prepared, spec });
    if (before) return answerOf(before);
    const running = profileModel(bench(), {
      ...prepared,
      spec,
      ownPath: import.meta.filename,
      calibrations: history(),
      notKept: (why) => log.warning(why),
      onProgress: tell,
    });
    signal.addEventListener("abort", () => running.cancel());
    const record = await running.result;
    const { outcome } = record;
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") return { kind: "cancelled" };
    const problem = history()?.add(record) ?? null;
    if (problem) log.warning(problem);
    return outcome.kind === "failed" ? failed(subject, outcome.failure) : answerOf(record);
  };

  const failed = (subject: Subject, failure: Failure): MeasureAnswer => {
    log.information(`not profiled: ${subject.file}: ${failure.reason}${failure.detail ? `\n${failure.detail}` : ""}`);
    return { kind: "failed", reason: failure.reason, act: failure.act };
  };

  return {
    profile: (subject, seconds, { again }, token) =>
      jobs.run(
        {
          key: `profile\n${keyOf(subject)}`,
          name: path.basename(subject.file),
          seconds,
          carryOut: (signal, tell) => carryOut(subject, seconds, again, signal, tell),
          running() {},
          failed: (failure) => failed(subject, failure),
        },
        token,
      ),
  };
}

type Like = Pick<ProfileRun, "spec" | "runtime">;

/** A profile of the same bytes, made in the same way; null when it would have to be made. */
function latestLike(history: History | null, { spec, runtime }: Like): ProfileRun | null {
  const kept = history?.list({ kind: "profile", hash: spec.model.hash, limit: 10 }) ?? [];
  const wanted = [canonicalOptions(spec.sessionOptions), JSON.stringify(spec.dimensions)].join();
  return (
    kept.find(({ spec: other, runtime: used, outcome }) => {
      if (outcome.kind === "failed" || other.model.path !== spec.model.path) return false;
      const own = outcome.profile.insteadOf ?? used;
      const same = own.packageName === runtime.packageName && own.version === runtime.version;
      return same && [canonicalOptions(other.sessionOptions), JSON.stringify(other.dimensions)].join() === wanted;
    }) ?? null
  );
}

function answerOf(record: ProfileRun): MeasureAnswer {
  const { outcome, id } = record;
  if (outcome.kind === "failed") return { kind: "failed", reason: outcome.failure.reason, act: outcome.failure.act };
  const roof = rooflineOf(outcome.profile);
  return {
    kind: "measured",
    title: verdictText(roof, groupsOf(roof)),
    details: profileNotes(record, outcome.profile, Date.now()).join("\n"),
    runId: id,
  };
}

/** The newest profile of a model. */
export async function operatorsOf(context: PageContext, request: PageRequest): Promise<PageAnswer> {
  const subject = await subjectOf(context, request);
  if (!subject) return { reason: "The model is no longer in this file. Choose it in the list of measurements." };
  const record = context.features.history().list({ kind: "profile", path: subject.path, limit: 1 })[0];
  const name = subjectName(subject);
  const button = (title: string) => ({
    title,
    command: clientCommands.profile,
    argument: request.target ?? { path: subject.path, name: subject.name },
  });
  if (record) return { page: operatorsPage({ name, record, nowMs: Date.now(), again: button("Profile Again") }) };
  const text = "Not profiled yet. It takes about 10 s.";
  return {
    page: {
      kind: "operators",
      title: `Where the time of ${name} goes`,
      verdict: text,
      notes: [],
      charts: [],
      tables: [],
      empty: { text, button: button("Profile") },
    },
  };
}
