/** Small programs of a user's, written to a folder of their own and measured in a real child. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { FunctionJob, FunctionResult, FunctionVariant } from "../../../server/src/bench/messages.ts";
import { createBench, type JobOutcome } from "../../../server/src/bench/runner.ts";
import type { Failure } from "../../../server/src/history/record.ts";
import { root, short, workerEntry } from "../workbench.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Wish extends Partial<Pick<FunctionJob, "stop" | "replay" | "remoteRuns" | "interpreter">> {
  /** `src/embed.ts:embed` */
  readonly of: string;
  readonly bench?: string;
  /** Where the function starts, as an editor knows it. */
  readonly start?: number;
  /** Which loop trains. */
  readonly loop?: number;
  /** Texts of a second variant, by path relative to the program. */
  readonly changed?: Readonly<Record<string, string>>;
}

export interface Program {
  readonly folder: string;
  run(wish: Wish): Promise<JobOutcome<FunctionJob>>;
  /** Of the first variant. */
  results(wish: Wish): Promise<readonly FunctionResult[]>;
  result(wish: Wish): Promise<FunctionResult>;
  failure(wish: Wish): Promise<Failure>;
}

const bench = createBench({ workerEntry });
const folders: string[] = [];
afterAll(() => {
  bench.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Packages are those of this repository. */
export function program(files: Files): Program {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "program-")));
  folders.push(folder);
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  for (const [name, text] of Object.entries({ "package.json": '{ "name": "program" }', ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const run: Program["run"] = (wish) => bench.run(jobFor(folder, wish)).result;
  const results: Program["results"] = async (wish) => {
    const outcome = await run(wish);
    if (outcome.kind === "failed") throw new Error(JSON.stringify(outcome.failure, null, 1));
    return outcome.done.results;
  };
  return {
    folder,
    run,
    results,
    result: async (wish) => (await results(wish))[0]!,
    async failure(wish) {
      const outcome = await run(wish);
      if (outcome.kind === "done") throw new Error("it was measured");
      return outcome.failure;
    },
  };
}

export function jobFor(folder: string, wish: Wish): FunctionJob {
  const [file, name] = wish.of.split(":") as [string, string];
  const at = (relative: string) => path.join(folder, relative);
  const texts = Object.entries(wish.changed ?? {}).map(([one, text]) => [at(one), text]);
  const benchFile = wish.bench === undefined ? null : at(wish.bench);
  const variant: FunctionVariant = {
    file: at(file),
    name,
    benchFile,
    texts: {},
    start: wish.start ?? null,
    ...(wish.loop !== undefined && { loop: wish.loop }),
  };
  return {
    task: "function",
    variants: wish.changed ? [variant, { ...variant, texts: Object.fromEntries(texts) }] : [variant],
    stop: wish.stop ?? { ...short, warmUpMs: 20, maxMs: 150, minMs: 50 },
    progressMs: 1_000,
    watchesGrowth: false,
    remoteRuns: wish.remoteRuns ?? 10,
    replay: wish.replay ?? null,
    ...(wish.interpreter !== undefined && { interpreter: wish.interpreter }),
  };
}
