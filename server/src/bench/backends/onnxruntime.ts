/** The native runtime, loaded from the entry point it was resolved to. Absent on purpose: choosing which copy (bench/runtime.ts). */
import { createRequire } from "node:module";
import type { Backend } from "./backend.ts";
import { backendOver, type Runtime } from "./sharedInterface.ts";

export function loadOnnxruntime(entry: string): Backend {
  // The JavaScript half stores float16 in a Float16Array where there is one, which the native half (1.30) reads as empty.
  // Without it, before the runtime is loaded, it uses the Uint16Array both halves know.
  Reflect.deleteProperty(globalThis, "Float16Array");
  // No `import()`: bundlers would try to follow it, and the package is CommonJS.
  return backendOver(createRequire(entry)(entry) as Runtime);
}
