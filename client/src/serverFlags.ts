/** Flags of the runtime the server is started with, by the extension and by whoever measures it. Absent on purpose: flags of the server itself. */

/**
 * What a keystroke makes is dropped by the next one. A small young generation and an old one that grows by a fifth of what
 * lives, and not by what a busy minute leaves behind, keep the process small at no cost in speed.
 */
export const serverFlags: readonly string[] = ["--max-semi-space-size=8", "--heap-growing-percent=20"];
