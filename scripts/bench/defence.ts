/**
 * How far the numbers can be trusted, by trial: equal models must come out equal, a small slow-down must be found, the harness must
 * agree with a loop written by hand, and large histories must stay usable. `npm run bench -- defence [trials]`. Absent on purpose: limits
 * that fail a run; a busy machine breaks them without anybody's fault.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { quantile } from "simple-statistics";
import { compareSeries } from "../../server/src/bench/compare.ts";
import { defaultStopRule, inputSeed } from "../../server/src/bench/spec.ts";
import { summarize } from "../../server/src/bench/statistics.ts";
import { compareKept } from "../../server/src/history/compareKept.ts";
import type { ModelRun } from "../../server/src/history/record.ts";
import { openHistory } from "../../server/src/history/store.ts";
import { trendPage } from "../../server/src/report/trendPage.ts";
import { bench, doneOf, voiceModel as model, preparedVoice, voiceJob } from "./voiceModel.ts";

const root = path.resolve(import.meta.dirname, "../..");

export async function measureDefence(trials: number): Promise<void> {
  console.log(
    `equal models       ${await equalModels(trials)} of ${trials} trials of 5 s say "no difference" (target: 95 %)`,
  );
  console.log(`3 % slower         ${await slowerFound(trials)} of ${trials} trials of 10 s find it (target: 90 %)`);
  const ratios: number[] = [];
  for (let pair = 0; pair < 20; pair++) ratios.push((await harnessP50()) / bareP50());
  const [low, middle, high] = quartiles(ratios);
  console.log(
    `harness / by hand  p50 ${middle!.toFixed(3)}, half of ${ratios.length} pairs within ${low!.toFixed(3)}-${high!.toFixed(3)} (target: 0.98-1.02)`,
  );
  const firstMs: number[] = [];
  for (let click = 0; click < 5; click++) firstMs.push(await firstFigureMs());
  console.log(`first live figure  ${quartiles(firstMs)[1]!.toFixed(0)} ms after the start (target: under 1,500)`);
  largeHistories();
}

const quartiles = (values: readonly number[]) => [0.25, 0.5, 0.75].map((share) => quantile([...values], share));

/** The longest warm-up is a quarter of the runs. */
const jobOf = (copies: number, runMs: number) => voiceJob({ copies, runMs, warmUpMs: Math.min(1_000, runMs / 4) });

async function equalModels(trials: number): Promise<number> {
  let equal = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [a, b] = doneOf(await bench.run(await jobOf(2, 5_000)).result).results;
    if (!compareSeries(a!.samplesMs, b!.samplesMs)!.clear) equal++;
    tell("equal models", trial, trials);
  }
  return equal;
}

async function slowerFound(trials: number): Promise<number> {
  let found = 0;
  const stop = { ...defaultStopRule, maxMs: 10_000, minMs: 10_000, warmUpMs: 1_000 };
  const busy = (busyMs: number) => ({ modelPath: "", sessionOptions: { busyMs }, dimensions: {}, inputs: [] });
  for (let trial = 0; trial < trials; trial++) {
    const outcome = await bench.run({
      task: "model",
      backend: "null",
      entry: "",
      variants: [busy(1), busy(1.03)],
      seed: inputSeed,
      stop,
      progressMs: 1_000,
    }).result;
    const [a, b] = doneOf(outcome).results;
    const { clear, speedup } = compareSeries(a!.samplesMs, b!.samplesMs)!;
    if (clear && speedup < 1) found++;
    tell("3 % slower", trial, trials);
  }
  return found;
}

async function harnessP50(): Promise<number> {
  const [only] = doneOf(await bench.run(await jobOf(1, 4_000)).result).results;
  return summarize(only!.samplesMs, 1)!.p50Ms;
}

/** What anybody would write: load, make inputs, warm up, a loop with a clock. In a process of its own, as the harness is. */
function bareP50(): number {
  const script = `
    const ort = require("onnxruntime-node");
    (async () => {
      const session = await ort.InferenceSession.create(${JSON.stringify(model)}, { intraOpNumThreads: 1, logSeverityLevel: 3 });
      let state = 1;
      const random = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 1073741824) - 1;
      const feeds = {
        input: new ort.Tensor("float32", Float32Array.from({ length: 512 }, random), [1, 512]),
        state: new ort.Tensor("float32", Float32Array.from({ length: 256 }, random), [2, 1, 128]),
        sr: new ort.Tensor("int64", BigInt64Array.from([16000n]), []),
      };
      for (let run = 0; run < 1000; run++) await session.run(feeds);
      const times = [];
      for (const end = performance.now() + 4000; performance.now() < end; ) {
        const begin = performance.now();
        await session.run(feeds);
        times.push(performance.now() - begin);
      }
      times.sort((a, b) => a - b);
      console.log(times[times.length >> 1]);
    })();`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }));
}

/** From the click to the first figure that the editor would draw, without the editor's own part. */
async function firstFigureMs(): Promise<number> {
  const startedAt = performance.now();
  const { spec, runtime, inputs } = await preparedVoice();
  return new Promise((resolve) => {
    const running = bench.measure({
      spec,
      runtime,
      inputs,
      onProgress({ p50Ms }) {
        if (p50Ms === null) return;
        resolve(performance.now() - startedAt);
        running.cancel();
      },
    });
  });
}

function largeHistories(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-histories-"));
  try {
    const many = path.join(folder, "runs.sqlite");
    fill(many, 10_000, 100);
    const history = openHistory(many);
    const startedAt = performance.now();
    const points = history.trend({ path: model, name: "" });
    const page = trendPage({
      name: "model.onnx",
      points,
      filters: {},
      budget: null,
      again: null,
      compare: (older, newer) => compareKept((id) => history.get(id), points, older, newer),
    });
    writeFileSync(path.join(folder, "page.json"), JSON.stringify(page));
    console.log(
      `trend of ${points.length} runs  ${(performance.now() - startedAt).toFixed(0)} ms until the page is sent (target: under 500)`,
    );
    history.close();
    const large = path.join(folder, "samples.sqlite");
    fill(large, 50, 20_000);
    console.log(`1,000,000 samples   ${(statSync(large).size / 1e6).toFixed(1)} MB (target: under 100)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(file: string, runs: number, samples: number): void {
  const history = openHistory(file);
  for (let run = 0; run < runs; run++) history.add(recordOf(run, samples));
  history.close();
}

function recordOf(run: number, samples: number): ModelRun {
  const base = 1 + 0.05 * Math.sin(run / 50);
  return {
    schema: 1,
    kind: "model",
    id: `00000000-0000-4000-8000-${String(run).padStart(12, "0")}`,
    startedAt: new Date(Date.UTC(2025, 0, 1) + run * 3_600_000).toISOString(),
    machine: { host: "bench", cpu: "cpu", cores: 2, memoryBytes: 8e9, platform: "linux", arch: "x64" },
    runtime: { origin: "workspace", packageName: "onnxruntime-node", version: "1.30.0" },
    node: process.version,
    provider: "cpu",
    spec: {
      model: { path: model, hash: "aa", bytes: 2_000_000 },
      sessionOptions: {},
      dimensions: {},
      seed: inputSeed,
      stop: defaultStopRule,
    },
    outcome: {
      kind: "measured",
      measured: {
        loadMs: 40,
        firstRunMs: 3,
        warmUpMs: [],
        samplesMs: Array.from({ length: samples }, () => base * (1 + 0.1 * Math.random())),
        batch: 1,
        wallMs: samples,
        cpuMs: samples,
        peakBytes: 90_000_000,
        threads: 1,
        stoppedBy: "time",
      },
    },
  };
}

function tell(what: string, trial: number, trials: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${what}  ${trial + 1} of ${trials}`);
}
