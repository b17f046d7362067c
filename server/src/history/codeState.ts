/**
 * The git state of the folder a file lies in, asked of git itself in a child with a time limit. Absent on purpose: any library, and
 * complaints: without git, a repository or an answer in time, nothing is known.
 */
import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { CodeState } from "./record.ts";

const patienceMs = 3_000;

export async function codeStateOf(file: string): Promise<CodeState | null> {
  const folder = path.dirname(file);
  const [head, status, remote] = await Promise.all([
    git(folder, "rev-parse", "HEAD", "--show-prefix"),
    git(folder, "status", "--porcelain", "--untracked-files=no"),
    git(folder, "config", "--get", "remote.origin.url"),
  ]);
  const [commit, prefix = ""] = head?.split("\n") ?? [];
  if (commit === undefined || status === null || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  return {
    commit,
    dirty: status.trim() !== "",
    repository: repositoryOf(remote?.trim() ?? ""),
    path: prefix + path.basename(file),
  };
}

/** Full hash of the commit a reference names; null when it names none. */
export async function commitOf(folder: string, reference: string): Promise<string | null> {
  const answer = await git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`);
  return answer === null || answer.trim() === "" ? null : answer.trim();
}

/** Writes a file as it was at a commit; false when it was not there. */
export async function fileAt(file: string, commit: string, to: string): Promise<boolean> {
  const child = spawn("git", ["-c", "core.fsmonitor=false", "show", `${commit}:./${path.basename(file)}`], {
    cwd: path.dirname(file),
    stdio: ["ignore", "pipe", "ignore"],
    windowsHide: true,
  });
  const ended = new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
  try {
    await pipeline(child.stdout, createWriteStream(to));
  } catch {
    child.kill();
    return false;
  }
  return await ended;
}

/** `github.com/owner/name`: the same however it was cloned, without what may be secret in an address. */
export function repositoryOf(url: string): string {
  const match = /^(?:\w[\w+.-]*:\/\/)?(?:[^@/]*@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/?$/.exec(url);
  return match ? `${match[1]}/${match[2]}` : "";
}

function git(folder: string, ...given: readonly string[]): Promise<string | null> {
  // Settings of the repository may name programs that git would run; locks could get in the way of the user's own git.
  const args = ["-c", "core.fsmonitor=false", ...given];
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  return new Promise((resolve) => {
    execFile("git", args, { cwd: folder, timeout: patienceMs, env, windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}
