/** The Pythons that tests of this machine run with. Where one is missing, tests are left out and say why. */
import { spawnSync } from "node:child_process";
import { describe } from "vitest";
import { interpreterOf } from "../../../server/src/bench/python/interpreter.ts";

const found = await interpreterOf("/a.py", () => "");
/** Null where none is installed. */
export const python = "interpreter" in found ? (found.interpreter ?? null) : null;

/** The first that imports torch. */
export const torchPython = [python, "/usr/bin/python3"].find((one) => one !== null && imports(one, "torch")) ?? null;

export const withPython = whereThereIs(python, "no Python 3.8 or newer is installed");
export const withTorch = whereThereIs(torchPython, "no Python here imports torch");

type Suite = (name: string, body: () => void) => void;

function whereThereIs(interpreter: string | null, why: string): Suite {
  if (interpreter !== null) return describe;
  console.warn(`LEFT OUT: tests of measuring Python, since ${why}`);
  return describe.skip;
}

function imports(interpreter: string, name: string): boolean {
  return spawnSync(interpreter, ["-c", `import ${name}`], { timeout: 60_000 }).status === 0;
}
