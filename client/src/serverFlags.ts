/** Flags of the runtime the server is started with, by the extension and by whoever measures it. Absent on purpose: flags of the server itself. */

/** What a keystroke makes is dropped by the next one: a small young generation keeps the process small at no cost in speed. */
export const serverFlags: readonly string[] = ["--max-semi-space-size=4"];
