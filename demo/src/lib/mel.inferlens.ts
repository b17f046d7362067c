import type * as code from "./mel.ts";

/** One second of a tone of 440 Hz. */
const tone = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / 16_000) / 2);

// What InferLens calls melWindows with when you click Measure above it.
export const melWindows = {
  args: (): Parameters<typeof code.melWindows> => [tone],
  expected: (windows: unknown[]) => windows.length > 0,
};
