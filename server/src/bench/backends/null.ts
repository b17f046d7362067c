/**
 * A backend without a model: what is measured with it is the harness, or a time that is known. Absent on purpose: everything else.
 */
import type { Backend } from "./backend.ts";

export const nullBackend: Backend = {
  /** `busyMs`: how long a run keeps the processor, in milliseconds; left out, it does nothing. */
  open: async (_path, { busyMs }) => ({
    inputs: [],
    bind: () => ({
      run: typeof busyMs === "number" ? async () => keepBusy(busyMs) : async () => undefined,
      sample: () => [],
    }),
    endProfiling() {},
    release: async () => {},
  }),
};

function keepBusy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}
