/** What all features of the server share. Types only. */
import type { Connection } from "vscode-languageserver/node";
import type { Analysed, Analyses } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import type { Engine } from "./engine.ts";
import type { Log } from "./log.ts";
import type { Options } from "./options.ts";
import type { ServerStatus } from "./protocol.ts";
import type { Schedule } from "./schedule.ts";
import type { OpenDocument, Session } from "./session.ts";
import type { Timings } from "./timings.ts";

export interface ServerContext {
  readonly connection: Connection;
  readonly log: Log;
  readonly abilities: ClientAbilities;
  readonly version: string;
  /** As the client has set them last. */
  options(): Options;
  /** Workspace folders as URIs. */
  folders(): readonly string[];
  /** The workspace folder a file lies in, the innermost when they overlap. */
  folderOf(file: string): string | undefined;
  readonly session: Session;
  readonly schedule: Schedule;
  readonly engine: Engine;
  readonly analyses: Analyses;
  readonly timings: Timings;
  /** An open document with the analysis of its newest text, waiting for what is under way but not for long. */
  upToDate(uri: string): Promise<UpToDate | undefined>;
  /** Some document so far used a known package. */
  isActive(): boolean;
  /** Diagnostics may say something else now, though no text changed. */
  refreshDiagnostics(): void;
  status(): ServerStatus;
  /** The client is told what goes on, if it listens. */
  tellStatus(): void;
}

export interface UpToDate {
  readonly document: OpenDocument;
  readonly analysed: Analysed;
}
