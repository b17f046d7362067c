/** Finds a Python for the tests of measuring Python; on Debian it is installed when missing. Absent on purpose: packages for it. */
import { interpreterOf } from "../../server/src/bench/python/interpreter.ts";
import { aptInstall, canAptInstall } from "./apt.ts";
import { step } from "./progress.ts";

/** Without one those tests are left out, and say so. */
export async function findPython(): Promise<void> {
  if ("interpreter" in (await interpreterOf("tests.py", () => ""))) return;
  if (canAptInstall()) await step("Installing Python (apt)", () => aptInstall(["python3"]));
  else console.error("No Python 3.8 or newer found: tests of measuring Python are left out.");
}
