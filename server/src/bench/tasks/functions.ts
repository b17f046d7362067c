/**
 * The task that times a function of the user's own: its module is loaded, then it is called with the arguments of its bench file,
 * one variant or two in turns. Absent on purpose: time limits, and words for what goes wrong.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { type AwaitClock, startAwaitClock } from "../functions/awaitClock.ts";
import { argumentsOf, type BenchEntry, entryFor } from "../functions/benchEntry.ts";
import { FunctionError, thrownDuring } from "../functions/functionError.ts";
import { guardProcess } from "../functions/guard.ts";
import { hookModules, type MeasuredFunction, type UserModules } from "../functions/moduleHooks.ts";
import { type RemoteMeter, watchRemote } from "../functions/remote.ts";
import { type Consumed, consume, isStream } from "../functions/streams.ts";
import { bindFunction, type Callable } from "../functions/target.ts";
import { compareValues, roundingOf, sampleValue } from "../functions/values.ts";
import type { FunctionDone, FunctionJob, FunctionResult, FunctionVariant, ValueSample } from "../messages.ts";
import { enter } from "./channel.ts";
import { watchGrowth } from "./growth.ts";
import { watchHeldBytes } from "./heldBytes.ts";
import { listenForSilence } from "./silence.ts";
import { inTurns } from "./turns.ts";

export async function measureFunctions(job: FunctionJob): Promise<FunctionDone> {
  enter("runtime");
  const folder = projectFolder(job.variants[0]!.file);
  process.chdir(folder);
  guardProcess();
  const clock = startAwaitClock();
  const remote = watchRemote(job.replay);
  const modules = hookModules(job.variants, clock, process.argv[1]!);
  const entries: (BenchEntry | null)[] = [];
  try {
    const prepared: Prepared[] = [];
    let callsAway = false;
    for (const [index, variant] of job.variants.entries()) {
      remote.begin();
      prepared.push(await prepare(modules, variant, index, entries));
      callsAway ||= remote.away > 0;
    }
    await modules.rest();
    return await measure(job, prepared, { clock, remote, modules, callsAway });
  } finally {
    await tearDown(entries);
  }
}

/** What was set up is taken down also when a call fails, but nobody waits for it long. */
async function tearDown(entries: readonly (BenchEntry | null)[]): Promise<void> {
  const all = entries.map(async (entry) => entry?.teardown?.());
  await Promise.race([Promise.allSettled(all), setTimeout(tearDownMs)]);
}

const tearDownMs = 5_000;

/** Programs are started in the folder of their package.json, and look for their files there. */
function projectFolder(file: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.dirname(file);
  }
}

interface Prepared {
  readonly variant: FunctionVariant;
  readonly entry: BenchEntry | null;
  readonly call: Callable;
  readonly importMs: number;
  readonly firstCallMs: number;
  readonly output: ValueSample;
}

async function prepare(
  modules: UserModules,
  variant: FunctionVariant,
  index: number,
  entries: (BenchEntry | null)[],
): Promise<Prepared> {
  enter("load", index);
  const compilingMs = modules.compilingMs;
  const startedAt = performance.now();
  const module = await imported(modules, variant.file, index);
  const importMs = performance.now() - startedAt - (modules.compilingMs - compilingMs);

  enter("inputs", index);
  const { name, benchFile } = variant;
  const entry = benchFile === null ? null : entryFor(await imported(modules, benchFile, index), name, benchFile);
  entries.push(entry);
  try {
    await entry?.setup?.();
  } catch (error) {
    throw thrownDuring("setup", error);
  }
  const call = await bindFunction(module, name, entry);
  if (entry?.args === undefined && (modules.measured(index)?.required ?? 0) > 0)
    throw new FunctionError({ kind: "needs-arguments", name });

  enter("first-run", index);
  const parameters = await argumentsOf(entry, name);
  const calledAt = performance.now();
  const { value } = await callOnce(call, parameters);
  const firstCallMs = performance.now() - calledAt;
  const output = sampleValue(value);
  await expectAsSaid(entry, value, output);
  return { variant, entry, call, importMs, firstCallMs, output };
}

async function imported(modules: UserModules, file: string, index: number): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await modules.load(file, index);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (modules.missing && (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND"))
      throw new FunctionError({ kind: "module-not-found", ...modules.missing });
    throw thrownDuring("import", error);
  }
}

async function callOnce(call: Callable, parameters: readonly unknown[]): Promise<Consumed> {
  const startedAt = performance.now();
  try {
    let value = call(...parameters);
    if (isThenable(value)) value = await value;
    return isStream(value) ? await consume(value, startedAt) : { value, times: null };
  } catch (error) {
    throw thrownDuring("call", error);
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";

async function expectAsSaid(entry: BenchEntry | null, value: unknown, output: ValueSample): Promise<void> {
  if (!entry || !("expected" in entry) || entry.expected === undefined) return;
  if (typeof entry.expected === "function") {
    let verdict: unknown;
    try {
      verdict = await (entry.expected as (value: unknown) => unknown)(value);
    } catch (error) {
      throw thrownDuring("expected", error);
    }
    if (verdict === false) throw new FunctionError({ kind: "unexpected-result", where: "the result" });
    return;
  }
  const wanted = sampleValue(entry.expected);
  const compared = compareValues(output, wanted);
  if (compared.kind === "different") throw new FunctionError({ kind: "unexpected-result", where: compared.where });
  if (compared.largest > roundingOf(wanted))
    throw new FunctionError({ kind: "unexpected-result", where: "a number of the result" });
}

interface Surroundings {
  readonly clock: AwaitClock;
  readonly remote: RemoteMeter;
  readonly modules: UserModules;
  /** The first call reached another machine. */
  readonly callsAway: boolean;
}

async function measure(job: FunctionJob, prepared: readonly Prepared[], around: Surroundings): Promise<FunctionDone> {
  const { clock, remote, modules, callsAway } = around;
  const silence = listenForSilence();
  const alone = prepared.length === 1;
  const growth = watchGrowth(job.watchesGrowth ? watchHeldBytes() : process.memoryUsage.rss);
  const logs = prepared.map((_, index) => new CallLog(modules.measured(index), clock));
  const next: (readonly unknown[])[] = [];
  for (const { entry, variant } of prepared) next.push(await argumentsOf(entry, variant.name));
  let calls = 0;

  const turns = await inTurns(
    prepared.map(({ call }, index) => async () => {
      clock.begin();
      silence.begin();
      logs[index]!.times = (await callOnce(call, next[index]!)).times;
    }),
    {
      stop: callsAway ? fewCalls(job) : job.stop,
      progressMs: job.progressMs,
      async sampled(index, count) {
        logs[index]!.keep(count, silence.end());
        const { entry, variant } = prepared[index]!;
        if (entry?.args !== undefined) next[index] = await argumentsOf(entry, variant.name);
        if (alone) growth.look(++calls);
      },
      started: () => {
        remote.begin();
        calls = 0;
      },
    },
  );
  silence.close();
  const count = turns.samplesMs[0]!.length;
  const uses = await remote.perCall(count * prepared.length);
  const awaitOverheadMs = clock.overheadMs();
  return {
    kind: "done",
    task: "function",
    wallMs: turns.wallMs,
    cpuMs: turns.cpuMs,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    stoppedBy: turns.stoppedBy,
    results: prepared.map(
      ({ importMs, firstCallMs, output, variant }, index): FunctionResult => ({
        importMs,
        firstCallMs,
        output,
        warmUpMs: turns.warmUpMs[index]!,
        samplesMs: turns.samplesMs[index]!,
        ...logs[index]!.result(count, variant.start),
        bytesPerCall: alone ? growth.bytesPerCall() : null,
        awaitOverheadMs,
        remote: uses,
      }),
    ),
  };
}

/** Calls of services cost money and count against limits: none is made only to warm up. */
const fewCalls = ({ stop, remoteRuns }: FunctionJob): FunctionJob["stop"] => ({
  ...stop,
  warmUpMs: 0,
  warmUpRuns: 0,
  maxRuns: Math.min(stop.maxRuns, remoteRuns),
});

/** What is noted of each call of one variant; notes of warm-up are written over. */
class CallLog {
  times: Consumed["times"] = null;
  private readonly blocked: number[] = [];
  private readonly awaits: number[][] = [];
  private readonly streams: Consumed["times"][] = [];
  private readonly measured: MeasuredFunction | null;
  private readonly clock: AwaitClock;

  constructor(measured: MeasuredFunction | null, clock: AwaitClock) {
    this.measured = measured;
    this.clock = clock;
    this.awaits = measured?.awaits.map(() => []) ?? [];
  }

  keep(count: number, silenceMs: number): void {
    this.blocked[count] = silenceMs;
    this.streams[count] = this.times;
    const first = this.measured?.firstSlot ?? 0;
    for (const [index, samples] of this.awaits.entries()) samples[count] = this.clock.spentMs[first + index] ?? 0;
  }

  /** `start`: where the caller says the function starts. */
  result(count: number, start: number | null): Pick<FunctionResult, "blockedMs" | "awaits" | "stream"> {
    const list = (values: readonly number[]) => Float64Array.from(values.slice(0, count));
    const from = start ?? this.measured?.start ?? 0;
    const streams = this.streams.slice(0, count);
    const isStreamed = streams.length > 0 && streams.every((times) => times !== null);
    const ofStreams = (pick: (times: NonNullable<Consumed["times"]>) => number) =>
      Float64Array.from(streams, (times) => (times ? pick(times) : 0));
    return {
      blockedMs: list(this.blocked),
      awaits: (this.measured?.awaits ?? []).map((span, index) => ({
        start: span.start - from,
        end: span.end - from,
        samplesMs: list(this.awaits[index]!),
      })),
      stream: isStreamed
        ? {
            firstItemMs: ofStreams(({ firstItemMs }) => firstItemMs),
            betweenItemsMs: ofStreams(({ betweenItemsMs }) => betweenItemsMs),
            items: ofStreams(({ items }) => items),
          }
        : null,
    };
  }
}
