/** Which files git says have changed. Absent on purpose: which lines; a finding's cause may stand on another line than its change. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { WrongUse } from "./wrongUse.ts";

/**
 * Absolute paths of files that differ from the common ancestor of `ref` and HEAD, uncommitted and untracked ones included. Throws
 * WrongUse outside a repository and for a ref git does not know.
 */
export function changedSince(ref: string, cwd: string): ReadonlySet<string> {
  const git = (...args: readonly string[]): string => {
    try {
      return execFileSync("git", args, {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 28,
      });
    } catch (error) {
      const { code, stderr } = error as { code?: string; stderr?: string };
      if (code === "ENOENT") throw new WrongUse("--changed-since needs git, which is not installed");
      const [said = "git failed"] = (stderr ?? "").split("\n");
      throw new WrongUse(`--changed-since ${ref}: ${said.replace(/^(fatal|error): /, "")}`);
    }
  };
  if (ref.startsWith("-")) throw new WrongUse(`--changed-since ${ref}: not the name of a commit`);
  const root = git("rev-parse", "--show-toplevel").trimEnd();
  const base = ancestor(git, ref);
  const listed = [
    git("-C", root, "diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", base),
    git("-C", root, "ls-files", "--others", "--exclude-standard", "-z"),
  ];
  return new Set(
    listed
      .join("")
      .split("\0")
      .filter(Boolean)
      .map((name) => path.resolve(root, name)),
  );
}

/** Of a shallow clone the ancestor may be missing; then the ref itself is the next best. */
function ancestor(git: (...args: readonly string[]) => string, ref: string): string {
  const commit = git("rev-parse", "--verify", `${ref}^{commit}`).trimEnd();
  try {
    return git("merge-base", commit, "HEAD").trimEnd();
  } catch {
    return commit;
  }
}
