/**
 * Which Python runs the user's code: what the editor or the settings say, else the environment of the project, else what the
 * system finds. What was named and does not work is told, never passed over. Absent on purpose: running the code.
 */
import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import type { Failure } from "../../history/record.ts";

/** What runs a function: Node.js, a Python, or nothing that is there. */
export type Runs = { readonly interpreter?: string } | { readonly failure: Failure };

/** `named`: of the user; absolute, relative to a folder above the file, or on the PATH. Empty: nobody named one. */
export async function interpreterOf(file: string, named: () => string | Promise<string>): Promise<Runs> {
  if (!isPython(file)) return {};
  const found = await interpreterFor(file, await named());
  return "failure" in found ? found : { interpreter: found.path };
}

type Interpreter = Probed | { readonly failure: Failure };

async function interpreterFor(file: string, named: string): Promise<Interpreter> {
  if (named !== "") return await probed(absolute(named, file), named);
  const own = environmentOf(file);
  if (own !== null) return await probed(own, own);
  for (const name of onPath) {
    const found = await probe(name);
    if (found !== null) return judged(found);
  }
  return { failure: none };
}

const isPython = (file: string): boolean => /\.pyw?$/i.test(file);

/** What the harness is written for, and is tested with. */
const oldestPython = "3.8";

const onPath = process.platform === "win32" ? ["python", "python3", "py"] : ["python3", "python"];
const inEnvironment = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];

const none: Failure = {
  kind: "no-runtime",
  reason: "no Python found",
  act: `Install Python ${oldestPython} or newer, or name one in the setting inferlens.pythonPath.`,
};

function absolute(named: string, file: string): string {
  if (path.isAbsolute(named) || !/[\\/]/.test(named)) return named;
  for (const folder of foldersAbove(file)) if (existsSync(path.join(folder, named))) return path.join(folder, named);
  return named;
}

function environmentOf(file: string): string | null {
  for (const folder of foldersAbove(file))
    for (const name of [".venv", "venv"]) {
      const python = path.join(folder, name, ...inEnvironment);
      if (existsSync(python)) return python;
    }
  return null;
}

function* foldersAbove(file: string): Generator<string> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    yield folder;
    if (path.dirname(folder) === folder) return;
  }
}

async function probed(python: string, named: string): Promise<Interpreter> {
  const found = await probe(python);
  if (found !== null) return judged(found);
  const reason = `no Python at ${named}`;
  return {
    failure: { kind: "no-runtime", reason, act: "Choose another interpreter, or correct inferlens.pythonPath." },
  };
}

interface Probed {
  readonly path: string;
  readonly version: string;
}

function judged({ path: python, version }: Probed): Interpreter {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestPython.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return { path: python, version };
  return {
    failure: {
      kind: "no-runtime",
      reason: `Python ${version} is too old`,
      act: `Measuring works with Python ${oldestPython} and newer: choose another interpreter, or set inferlens.pythonPath.`,
      detail: python,
    },
  };
}

/** Also what Python 2 understands. The real path, since a name may stand for a program that looks for the real one each time. */
const question = "import sys; print('\\n'.join(['.'.join(map(str, sys.version_info[:3])), sys.executable or '']))";
const patienceMs = 30_000;

const known = new Map<string, { readonly found: Probed; readonly changedMs: number }>();

/** Null: no Python of that name. */
async function probe(python: string): Promise<Probed | null> {
  const before = known.get(python);
  if (before && before.changedMs === changed(before.found.path)) return before.found;
  const found = await ask(python);
  if (found) known.set(python, { found, changedMs: changed(found.path) });
  return found;
}

function changed(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

const ask = (python: string): Promise<Probed | null> =>
  new Promise((resolve) => {
    execFile(python, ["-c", question], { timeout: patienceMs, windowsHide: true }, (error, stdout) => {
      const [version = "", executable = ""] = stdout.split(/\r?\n/);
      resolve(error || !/^\d+\.\d+/.test(version) ? null : { version, path: executable || python });
    });
  });
