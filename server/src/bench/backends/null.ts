/** A backend that does nothing: what is measured with it is the harness. Absent on purpose: everything else. */
import type { Backend } from "./backend.ts";

export const nullBackend: Backend = {
  open: async () => ({
    inputs: [],
    bind: () => ({ run: async () => undefined, sample: () => [] }),
    endProfiling() {},
    release: async () => {},
  }),
};
