/** What the server tells its log, by level. Absent on purpose: anything the user must act on; that stands in the editor. */
import type { Connection } from "vscode-languageserver/node";

export type LogLevel = "warning" | "information" | "debug";

export interface Log {
  /** Something broke and one answer is missing for it. */
  failure(what: string, error: unknown): void;
  warning(text: string): void;
  information(text: string): void;
  /** The text is made only when somebody reads it. */
  debug(text: () => string): void;
  setLevel(level: LogLevel): void;
}

export function createLog(connection: Connection): Log {
  let level: LogLevel = "warning";
  return {
    failure: (what, error) => connection.console.error(`${what}: ${describe(error)}`),
    warning: (text) => connection.console.warn(text),
    information(text) {
      if (level !== "warning") connection.console.info(text);
    },
    debug(text) {
      if (level === "debug") connection.console.log(text());
    },
    setLevel(next) {
      level = next;
    },
  };
}

/** What `trace` of the protocol asks for. */
export const levelOf = (trace: unknown): LogLevel =>
  trace === "verbose" ? "debug" : trace === "messages" ? "information" : "warning";

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
