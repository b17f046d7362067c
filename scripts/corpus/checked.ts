/** Runs the command line on one repository and reads its answer. Absent on purpose: settings of our own, so that users see the same. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Repository } from "./sources.ts";

export interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  /** Below the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly fingerprint: string;
}

export interface Checked extends Repository {
  readonly filesRead: number;
  readonly filesWithModelCode: number;
  readonly seconds: number;
  readonly findings: readonly Found[];
}

const root = path.resolve(import.meta.dirname, "../..");

export function checkRepository(repository: Repository, folder: string, config: string | undefined): Checked {
  const out = path.join(tmpdir(), `inferlens-corpus-${process.pid}.json`);
  const args = ["check", ...repository.folders, "--format", "json", "--fail-on", "never", "--output", out];
  if (config !== undefined) args.push("--config", path.resolve(config));
  const ran = spawnSync(process.execPath, [path.join(root, "server/src/cli/main.ts"), ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "inherit", "pipe"],
  });
  if (ran.status !== 0) throw new Error(`${repository.name}: exit ${ran.status}\n${ran.stderr}`);
  try {
    const answer = JSON.parse(readFileSync(out, "utf8")) as Omit<Checked, keyof Repository>;
    const { filesRead, filesWithModelCode, seconds, findings } = answer;
    return { ...repository, filesRead, filesWithModelCode, seconds, findings };
  } finally {
    rmSync(out, { force: true });
  }
}
