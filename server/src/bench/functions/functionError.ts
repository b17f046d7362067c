/** What is wrong with a function that is to be measured, thrown inside of the child. Absent on purpose: words (faults.ts). */
import type { FunctionFault } from "../messages.ts";
import { KnownError } from "../tasks/channel.ts";

export class FunctionError extends KnownError {
  readonly fault: FunctionFault;
  constructor(fault: FunctionFault) {
    super({ kind: "function", fault });
    this.fault = fault;
  }
}

type During = Extract<FunctionFault, { readonly kind: "thrown" }>["during"];

/** Keeps what is known already; all else was thrown by the user's code. */
export function thrownDuring(during: During, error: unknown): FunctionError {
  if (error instanceof FunctionError) return error;
  if (!(error instanceof Error))
    return new FunctionError({ kind: "thrown", during, name: "Error", message: String(error), stack: "" });
  const { name, message, stack = "" } = error;
  return new FunctionError({ kind: "thrown", during, name, message, stack: stack.slice(0, 4_000) });
}
