/** The native runtime, loaded from the entry point it was resolved to. Absent on purpose: choosing which copy (bench/runtime.ts). */
import { createRequire } from "node:module";
import type { Backend } from "./backend.ts";
import { backendOver, type Runtime } from "./sharedInterface.ts";

export function loadOnnxruntime(entry: string): Backend {
  // No `import()`: bundlers would try to follow it, and the package is CommonJS.
  return backendOver(createRequire(entry)(entry) as Runtime);
}
