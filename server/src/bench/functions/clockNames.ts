/**
 * The globals that timed awaits call: begin gives the time; end takes slot, begin and the awaited value and gives the value on.
 * Absent on purpose: everything else; the measured process and the compiler's share these two names and no code.
 */
export const clockNames = { begin: "__inferlensAwaitBegins", end: "__inferlensAwaitEnds" } as const;
