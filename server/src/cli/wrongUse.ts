/** A wrong call or setting: exit code 2 and one sentence that says what to do. Absent on purpose: faults of our own, which are any other error. */
export class WrongUse extends Error {}
