/**
 * The task that puts a model under load: queries come by chance at a rate, and the highest rate that keeps a bound is searched, or
 * the one asked for is tried. Absent on purpose: searching (rateSearch.ts) and what makes a result valid (validity.ts).
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import type { ServerDone, ServerJob } from "../messages.ts";
import { type Offered, offer } from "../openLoop.ts";
import { poissonSchedule } from "../poisson.ts";
import { highestRate } from "../rateSearch.ts";
import { boundShare, countAbove, objectionsToLoad, queriesToBeSure } from "../validity.ts";
import { enter, send } from "./channel.ts";
import { loadBackend, type OpenedModel, openModel } from "./openModel.ts";
import { inTurns } from "./turns.ts";

/** Shares of the time there is: runs alone, all trials of the search, one of them, one that confirms. */
const shares = { alone: 0.1, search: 0.5, trial: 0.06, confirm: 0.2 } as const;
const fewestQueries = 50;
/** A rate that does not hold when tried for longer is lowered by this and tried again. */
const lowered = 0.93;
const mostConfirmations = 3;

type Trial = ServerDone["trials"][number];

export async function offerQueries(job: ServerJob): Promise<ServerDone> {
  enter("runtime");
  const opened = await openModel(loadBackend(job), job.variant, 0, job.seed);
  const { stop, boundMs } = job;
  const aloneMs = shares.alone * stop.maxMs;
  const alone = await inTurns([opened.bound.run], {
    ...job,
    stop: { ...stop, maxMs: aloneMs, minMs: aloneMs },
  });
  const serviceMs = alone.samplesMs[0]!;
  const trials = new Trials(job, opened, alone.wallMs / serviceMs.length);
  const rest = { opened, warmUpMs: alone.warmUpMs[0]!, serviceMs };

  if (job.ratePerSecond !== null) {
    await trials.make(job.ratePerSecond, "confirm", stop.maxMs - aloneMs);
    return doneOf(rest, trials);
  }
  // Not even a query that waits for nothing keeps the bound.
  if (countAbove(serviceMs, boundMs) > serviceMs.length / 2) return doneOf(rest, trials);
  const start = performance.now() - aloneMs;
  const searchEnds = performance.now() + shares.search * stop.maxMs;
  const found = await highestRate({
    capacityPerSecond: trials.capacityPerSecond,
    holds: async (rate) => keepsBound(await trials.make(rate, "search", shares.trial * stop.maxMs), boundMs),
    mayTry: () => performance.now() < searchEnds,
  });
  let rate = found ?? Math.min(...trials.made.map(({ ratePerSecond }) => ratePerSecond));
  for (let attempt = 0; attempt < mostConfirmations; attempt++, rate *= lowered) {
    const left = start + stop.maxMs - performance.now();
    const toBeSureMs = (1_100 * queriesToBeSure(0)) / rate;
    const lastsMs = Math.max(shares.confirm * stop.maxMs, Math.min(toBeSureMs, left));
    const trial = await trials.make(rate, "confirm", lastsMs);
    const objections = objectionsToLoad(trial.latenciesMs, boundMs, rate, trial.finishedPerSecond);
    if (!trial.cutShort && objections.length === 0) break;
    // More of the same would be needed, not less load.
    if (objections.every(({ kind }) => kind === "too-few")) break;
  }
  return doneOf(rest, trials);
}

const keepsBound = (trial: Trial, boundMs: number): boolean =>
  !trial.cutShort && countAbove(trial.latenciesMs, boundMs) <= (1 - boundShare) * trial.planned;

class Trials {
  readonly made: Trial[] = [];
  readonly capacityPerSecond: number;
  lastWallMs = 0;
  lastCpuMs = 0;
  private readonly job: ServerJob;
  private readonly opened: OpenedModel;
  private readonly start = performance.now();
  private reportAt = this.start;

  constructor(job: ServerJob, opened: OpenedModel, meanServiceMs: number) {
    this.job = job;
    this.opened = opened;
    this.capacityPerSecond = 1000 / meanServiceMs;
  }

  async make(ratePerSecond: number, purpose: Trial["purpose"], lastsMs: number): Promise<Trial> {
    const { stop, boundMs } = this.job;
    const planned = Math.max(fewestQueries, Math.min(stop.maxRuns, Math.round((ratePerSecond * lastsMs) / 1000)));
    const durationMs = (1000 * planned) / ratePerSecond;
    const mayBeLate = purpose === "search" || this.job.ratePerSecond === null ? 1 - boundShare : 0.5;
    const cpu = process.cpuUsage();
    const wallStart = performance.now();
    const offered = await offer(poissonSchedule(planned, ratePerSecond, this.seedFor(purpose)), {
      run: this.opened.bound.run,
      now: () => performance.now(),
      waitUntil,
      giveUp: { aboveMs: boundMs, count: mayBeLate * planned, afterMs: 1.5 * durationMs + boundMs },
      told: () => this.report(ratePerSecond),
    });
    this.lastWallMs = performance.now() - wallStart;
    const used = process.cpuUsage(cpu);
    this.lastCpuMs = (used.user + used.system) / 1000;
    const trial = trialOf(offered, { ratePerSecond, purpose, planned, durationMs });
    this.made.push(trial);
    return trial;
  }

  /** Searching sees one pattern at all rates, so that rates differ by nothing else; what confirms must be news. */
  private seedFor(purpose: Trial["purpose"]): number {
    return this.job.seed + (purpose === "search" ? 0 : 1 + this.made.length);
  }

  private report(ratePerSecond: number): void {
    const now = performance.now();
    if (now < this.reportAt) return;
    this.reportAt = now + this.job.progressMs;
    send({
      kind: "progress",
      warmUpRuns: 0,
      elapsedMs: now - this.start + shares.alone * this.job.stop.maxMs,
      samplesMs: new Float64Array(0),
      rssBytes: process.memoryUsage.rss(),
      looksAt: `${Number(ratePerSecond.toPrecision(3))}/s`,
    });
  }
}

function trialOf(
  { latenciesMs, spanMs, cutShort }: Offered,
  plan: Pick<Trial, "ratePerSecond" | "purpose" | "planned"> & { readonly durationMs: number },
): Trial {
  const { durationMs, ...rest } = plan;
  // As long as they were due in, or longer where they took longer.
  const overMs = cutShort ? spanMs : Math.max(durationMs, spanMs);
  return { ...rest, latenciesMs, cutShort, finishedPerSecond: (1000 * latenciesMs.length) / overMs };
}

/** Timers are some milliseconds late; the last of the wait looks at the clock itself, and lets what runs go on. */
async function waitUntil(due: number): Promise<void> {
  const left = due - performance.now();
  if (left > 3) await setTimeout(left - 2);
  do await setImmediate();
  while (performance.now() < due);
}

interface Alone {
  readonly opened: OpenedModel;
  readonly warmUpMs: Float64Array;
  readonly serviceMs: Float64Array;
}

function doneOf({ opened, warmUpMs, serviceMs }: Alone, trials: Trials): ServerDone {
  const { loadMs, firstRunMs, shapes, outputs } = opened;
  const reported = trials.made.at(-1);
  const samplesMs = reported?.latenciesMs ?? serviceMs;
  return {
    kind: "done",
    task: "server",
    result: { loadMs, firstRunMs, shapes, outputs, warmUpMs, samplesMs },
    ratePerSecond: reported?.ratePerSecond ?? null,
    finishedPerSecond: reported?.finishedPerSecond ?? trials.capacityPerSecond,
    serviceMs,
    trials: trials.made,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    wallMs: trials.lastWallMs,
    cpuMs: trials.lastCpuMs,
  };
}
