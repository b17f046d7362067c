/**
 * Several targets: which files globs and folders mean, which of them are this machine's share, and all of them one after the other.
 * Absent on purpose: measuring one.
 */
import path from "node:path";
import { InvalidArgumentError } from "commander";
import { discover } from "../../workspace/discover.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";
import type { BenchJob } from "./command.ts";

export interface Shard {
  /** From 1 up. */
  readonly index: number;
  readonly of: number;
}

/** `2/3` */
export function shard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const parsed = { index: Number(index), of: Number(of) };
  if (index === undefined || parsed.of < 1 || parsed.index < 1 || parsed.index > parsed.of)
    throw new InvalidArgumentError("expected is part/parts, as 2/3");
  return parsed;
}

/** The same files in the same order on every machine that has the same files, dealt out in turns. */
export async function targetsOf(written: readonly string[], part: Shard | undefined, cwd: string): Promise<string[]> {
  const targets: string[] = [];
  for (const one of written) targets.push(...(await expanded(one, cwd)));
  const all = [...new Set(targets)];
  return part ? all.filter((_, index) => index % part.of === part.index - 1) : all;
}

/** The worst exit code of them all. */
export async function benchSeveral(
  targets: readonly string[],
  given: BenchArguments,
  jobFor: (target: string) => Promise<BenchJob>,
): Promise<number> {
  let worst = 0;
  for (const target of targets) worst = Math.max(worst, await (await jobFor(target))(target, given));
  return worst;
}

async function expanded(written: string, cwd: string): Promise<readonly string[]> {
  const isPattern = /[*?{[]/.test(written) || path.extname(written) === "";
  if (!isPattern || written.includes(":")) return [written];
  try {
    const files = await discover([written], ["onnx"], cwd);
    const models = files.filter((file) => /\.onnx$/i.test(file));
    if (models.length === 0) throw new Error(`no .onnx file matches ${written}`);
    return models.map((file) => path.relative(cwd, file));
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
