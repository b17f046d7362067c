/**
 * Asks Python itself whether texts are programs, many in one process. Where there is no python3 nobody is asked, and whoever calls
 * has to say so. Absent on purpose: running anything.
 */
import { spawnSync } from "node:child_process";

const ask = `
import json, sys, warnings
warnings.simplefilter("ignore")
def fault(text):
    try:
        compile(text, "text.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
json.dump([fault(text) for text in json.load(sys.stdin)], sys.stdout)
`;

let version: string | null | undefined;

/** `Python 3.11.7`, or null where there is none. */
export function pythonVersion(): string | null {
  if (version === undefined) {
    const { status, stdout } = spawnSync("python3", ["--version"], { encoding: "utf8" });
    version = status === 0 ? stdout.trim() : null;
  }
  return version;
}

/** What Python says against each text, null for nothing; undefined where there is no Python. */
export function pythonFaults(texts: readonly string[]): readonly (string | null)[] | undefined {
  if (pythonVersion() === null) return undefined;
  const { status, stdout, stderr } = spawnSync("python3", ["-I", "-c", ask], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as readonly (string | null)[];
}
