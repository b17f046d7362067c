/**
 * `npm run fuzz [-- --count 20000] [-- --seed 1] [-- --files folder] [-- --language python]`: mutations of the pages' examples and of given files, against
 * what must hold for every text. `npm run fuzz -- session` types into a built server for a long time. Exits with 1 when something fails.
 */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { frontEndIdFor } from "../server/src/languages/index.ts";
import { Compiled } from "./fuzz/compiled.ts";
import { type Failure, failureOf, inputOf } from "./fuzz/run.ts";
import { fileSamples, pageSamples, type Sample } from "./fuzz/samples.ts";

interface Task {
  readonly samples: readonly Sample[];
  readonly from: number;
  readonly count: number;
}

/** A thread that says nothing for so long hangs; slow machines included. */
const silenceMs = 60_000;
const shownFailures = 20;

if (isMainThread) await main();
else await work(workerData as Task);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      files: { type: "string", multiple: true, default: [] },
      language: { type: "string" },
      edits: { type: "string", default: "10000" },
    },
  });
  if (positionals[0] === "session") {
    const { longSession } = await import("./fuzz/session.ts");
    process.exitCode = (await longSession(Number(values.edits))) ? 0 : 1;
    return;
  }
  const samples = [...pageSamples(), ...fileSamples(values.files)].filter(
    ({ fileName }) => values.language === undefined || frontEndIdFor(fileName) === values.language,
  );
  const task = { samples, from: Number(values.seed), count: Number(values.count) };
  console.log(`${task.count} inputs from ${samples.length} samples, seeds from ${task.from}`);
  const failures = await watch(task);
  console.log(failures === 0 ? "all hold" : `${failures} of ${task.count} fail`);
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Runs the task in a thread, so that a hang can be ended and named. Goes on behind an input that hangs. */
async function watch(task: Task): Promise<number> {
  let failures = 0;
  let next = task.from;
  const end = task.from + task.count;
  while (next < end) {
    const started = next;
    next = await new Promise<number>((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { ...task, from: started, count: end - started } satisfies Task,
      });
      let seed = started;
      const hangs = (): void => {
        failures++;
        const file = path.join(tmpdir(), `inferlens-fuzz-${seed}.txt`);
        const { sample, text } = inputOf(task.samples, seed);
        writeFileSync(file, text);
        console.log(`\nseed ${seed}  ${sample.fileName}\nhangs; the input is in ${file}`);
        resolve(seed + 1);
        void worker.terminate();
      };
      let timer = setTimeout(hangs, silenceMs);
      worker.on("message", (message: { readonly seed: number; readonly failure?: Failure }) => {
        clearTimeout(timer);
        timer = setTimeout(hangs, silenceMs);
        seed = message.seed;
        if (message.failure && ++failures <= shownFailures) print(message.failure);
      });
      worker.on("error", reject);
      worker.on("exit", () => {
        clearTimeout(timer);
        resolve(end);
      });
    });
  }
  return failures;
}

async function work({ samples, from, count }: Task): Promise<void> {
  const compiled = new Compiled();
  const tell = (failures: readonly Failure[]): void => {
    for (const failure of failures) parentPort?.postMessage({ seed: failure.seed, failure });
  };
  for (let seed = from; seed < from + count; seed++) {
    parentPort?.postMessage({ seed });
    const failure = await failureOf(samples, seed, (fixed) => compiled.note(seed, fixed));
    if (failure) tell([failure]);
    tell(compiled.failures("enough"));
  }
  tell(compiled.failures("end"));
  if (compiled.asked > 0) console.log(`${compiled.asked} fixed texts compiled by Python`);
}

function print({ seed, fileName, what, text }: Failure): void {
  console.log(`\nseed ${seed}  ${fileName}\n${what}\n--- the shortest text that fails\n${text}\n---`);
}
