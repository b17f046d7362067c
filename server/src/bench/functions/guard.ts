/**
 * Keeps the user's code from ending its process unheard: exits and errors nobody catches become failures with their reason.
 * Absent on purpose: aborts of native code, which only the parent sees.
 */
import { fail } from "../tasks/channel.ts";
import { FunctionError, thrownDuring } from "./functionError.ts";

export function guardProcess(): void {
  // Programs that tell a process manager they are ready would tell our parent.
  delete (process as { send?: unknown }).send;
  const outside = (error: unknown): void => fail(thrownDuring("outside", error));
  process.on("uncaughtException", outside);
  process.on("unhandledRejection", outside);
  process.exit = (code): never => {
    const exited = new FunctionError({ kind: "exited", code: `exit code ${code ?? process.exitCode ?? 0}` });
    fail(exited);
    throw exited; // the parent ends the process as soon as it has heard
  };
}
