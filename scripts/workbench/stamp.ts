/** Skips a slow step when nothing it reads has changed: a stamp file keeps the hash of its inputs. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cache, inRoot } from "./places.ts";

/** Hash of the contents of files and folders (relative to the repository); a missing one counts as empty. */
export function contentHash(parts: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of parts.flatMap(filesOf)) {
    hash.update(`\0${file}\0`).update(readFileSync(inRoot(file)));
  }
  return hash.digest("hex");
}

export interface Step {
  /** What the work leaves behind; done again when one of them is gone. */
  readonly made: readonly string[];
  skip(): void;
  work(): Promise<void>;
}

/** Does the work unless the stamp of that name carries this hash already. */
export async function once(name: string, hash: string, step: Step): Promise<void> {
  const stamp = path.join(cache, "stamps", name);
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === hash && step.made.every((made) => existsSync(made));
  if (done) return step.skip();
  rmSync(stamp, { force: true });
  await step.work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function filesOf(part: string): string[] {
  const full = inRoot(part);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [part];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => path.relative(inRoot(), path.join(entry.parentPath, entry.name)))
    .sort();
}
