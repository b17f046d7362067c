/** A command whose failure is told and logged, not swallowed. Nothing else. */
import { commands, type Disposable, type LogOutputChannel, window } from "vscode";

export function guardedCommand<A extends readonly unknown[]>(
  log: LogOutputChannel,
  name: string,
  run: (...args: A) => Promise<void>,
): Disposable {
  return commands.registerCommand(name, async (...args: unknown[]) => {
    try {
      await run(...(args as unknown as A));
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage(`InferLens: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
