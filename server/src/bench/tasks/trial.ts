/**
 * The task that compares two ways of using models, in turns, or watches what memory one of them takes alone. Absent on purpose:
 * which ways a finding asks for (experiments), and judging.
 */
import { totalmem } from "node:os";
import type { Backend, BoundRun } from "../backends/backend.ts";
import { batchAxes, itemsOf, sizesForBatch } from "../batch.ts";
import type { OutputSample, Procedure, TrialDone, TrialJob, Variant } from "../messages.ts";
import { measurableOptions } from "../options.ts";
import { enter, KnownError } from "./channel.ts";
import { openElsewhere } from "./elsewhere.ts";
import { watchGrowth } from "./growth.ts";
import { watchHeldBytes } from "./heldBytes.ts";
import { loadBackend, type OpenedModel, openModel } from "./openModel.ts";
import { joinedOutputs } from "./outputs.ts";
import { listenForSilence } from "./silence.ts";
import { inTurns } from "./turns.ts";

export async function carryOutTrial(job: TrialJob): Promise<TrialDone> {
  enter("runtime");
  const sides: Side[] = [];
  const models = createModels(job);
  for (const procedure of job.sides) sides.push(await sideFor(procedure, job, models));
  const outputs: (readonly OutputSample[])[] = [];
  for (const side of sides) outputs.push(await tryOnce(side));

  const silence = job.watchesPause ? listenForSilence() : undefined;
  const blocked = sides.map((): number[] => []);
  const growth = job.watchesGrowth ? watchGrowth(watchHeldBytes(), fewestLoads) : undefined;
  const mostBytes = process.memoryUsage.rss() + memoryShare * totalmem();
  const turns = await inTurns(
    sides.map(({ run }) => async () => {
      silence?.begin();
      await run();
    }),
    {
      ...job,
      async sampled(index, count) {
        if (silence) blocked[index]![count] = silence.end();
        await sides[index]!.settle();
        growth?.look(count + 1);
      },
      full: () => process.memoryUsage.rss() > mostBytes,
    },
  );
  silence?.close();
  return {
    kind: "done",
    task: "trial",
    wallMs: turns.wallMs,
    cpuMs: turns.cpuMs,
    stoppedBy: turns.stoppedBy,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    bytesPerCall: growth?.bytesPerCall() ?? null,
    sides: sides.map((_, index) => ({
      warmUpMs: turns.warmUpMs[index]!,
      samplesMs: turns.samplesMs[index]!,
      blockedMs: Float64Array.from(blocked[index]!),
      outputs: outputs[index]!,
    })),
  };
}

/** Each may take a second. */
const fewestLoads = 10;
/** What is never let go of must not take the machine along. */
const memoryShare = 0.15;

interface Side {
  /** What is timed. */
  run(): Promise<unknown>;
  /** After each run, outside of what is timed. */
  settle(): Promise<void>;
  sample(ran: unknown): readonly OutputSample[];
}

async function tryOnce(side: Side): Promise<readonly OutputSample[]> {
  const sample = side.sample(await side.run());
  await side.settle();
  return sample;
}

interface Models {
  readonly backend: Backend;
  /** Opened at the first call. */
  opened(model: number): Promise<OpenedModel>;
  /** With so many items in its inputs, and the runs of each of them alone; null when it takes one at a time. */
  batched(
    model: number,
    items: number,
  ): Promise<{ readonly whole: BoundRun; readonly single: readonly BoundRun[] } | null>;
}

function createModels(job: TrialJob): Models {
  const backend = loadBackend(job);
  const kept = new Map<string, Promise<OpenedModel>>();
  const open = (key: string, variant: Variant, model: number): Promise<OpenedModel> => {
    const opening = kept.get(key) ?? openModel(backend, variant, model, job.seed);
    kept.set(key, opening);
    return opening;
  };
  return {
    backend,
    opened: (model) => open(`${model}`, job.models[model]!, model),
    async batched(model, items) {
      const variant = job.models[model]!;
      const inputs = variant.inputs ?? (await this.opened(model)).session.inputs ?? [];
      const axes = batchAxes(inputs);
      if (axes === null) return null;
      const dimensions = sizesForBatch(inputs, axes, variant.dimensions, items);
      const { session, bound, tensors } = await open(`${model} × ${items}`, { ...variant, dimensions }, model);
      return { whole: bound, single: itemsOf(tensors, axes, items).map((item) => session.bind(item)) };
    },
  };
}

async function sideFor(procedure: Procedure, job: TrialJob, models: Models): Promise<Side> {
  switch (procedure.kind) {
    case "run":
      return ofRun((await models.opened(procedure.model)).bound);
    case "load-and-run":
      return loadAndRun(procedure, job, models);
    case "runs":
      return ofRuns(await singleRuns(procedure, models), procedure.together);
    case "batch": {
      const batch = await models.batched(procedure.model, procedure.items);
      if (!batch) throw new KnownError({ kind: "fixed-batch" });
      return ofRun(batch.whole);
    }
    case "loads":
      return ofLoads(procedure.models, procedure.together, job, models.backend);
    case "run-elsewhere": {
      const { tensors } = await models.opened(procedure.model);
      const { run } = await openElsewhere(job, job.models[procedure.model]!, tensors);
      return { run, settle, sample: (ran) => ran as readonly OutputSample[] };
    }
  }
}

/** Of a model that takes one item at a time, the same item again and again. */
async function singleRuns(
  { model, items }: Extract<Procedure, { kind: "runs" }>,
  models: Models,
): Promise<readonly BoundRun[]> {
  const batch = await models.batched(model, items);
  return batch ? batch.single : Array(items).fill((await models.opened(model)).bound);
}

const settle = async (): Promise<void> => {};

const ofRun = ({ run, sample }: BoundRun): Side => ({ run, settle, sample });

function ofRuns(single: readonly BoundRun[], together: boolean): Side {
  const all = async (): Promise<unknown[]> => {
    if (together) return await Promise.all(single.map(({ run }) => run()));
    const ran: unknown[] = [];
    for (const { run } of single) ran.push(await run());
    return ran;
  };
  return {
    run: all,
    settle,
    sample: (ran) => joinedOutputs((ran as unknown[]).map((outputs, item) => single[item]!.sample(outputs))),
  };
}

async function loadAndRun(
  { model, releases }: Extract<Procedure, { kind: "load-and-run" }>,
  job: TrialJob,
  models: Models,
): Promise<Side> {
  const { modelPath, sessionOptions } = job.models[model]!;
  const { tensors, session: first, bound } = await models.opened(model);
  const alone = job.sides.length === 1;
  if (alone) await first.release();
  let release = settle;
  return {
    async run() {
      const session = await models.backend.open(modelPath, measurableOptions(sessionOptions));
      if (releases) release = () => session.release();
      return await session.bind(tensors).run();
    },
    settle: () => release(),
    sample: bound.sample,
  };
}

function ofLoads(which: readonly number[], together: boolean, job: TrialJob, backend: Backend): Side {
  let release = settle;
  const open = (model: number) => {
    const { modelPath, sessionOptions } = job.models[model]!;
    return backend.open(modelPath, measurableOptions(sessionOptions));
  };
  return {
    async run() {
      const sessions = together ? await Promise.all(which.map(open)) : [];
      if (!together) for (const model of which) sessions.push(await open(model));
      release = async () => void (await Promise.all(sessions.map((session) => session.release())));
    },
    settle: () => release(),
    sample: () => [],
  };
}
