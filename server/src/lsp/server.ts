/**
 * Puts the language server together: one connection, its documents, and the features that answer about them. Absent on
 * purpose: any answer itself. Everything heavier than listening is loaded when it is first needed.
 */
import { homedir } from "node:os";
import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver/node";
import { createAnalyses } from "./analyses.ts";
import { abilitiesOf, foldersOf, offeredTo } from "./capabilities.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { createEngine } from "./engine.ts";
import { createLog, type Log } from "./log.ts";
import { defaultOptions, type Options, withChanges } from "./options.ts";
import { settingsChanged } from "./protocol.ts";
import { createSchedule } from "./schedule.ts";
import { createSession, type OpenDocument, pathOf } from "./session.ts";

export function startServer(connection: Connection): void {
  const log = createLog(connection);
  connection.onInitialize((params) => initialize(connection, log, params));
  connection.listen();
}

/** How long a request waits for an analysis that is already due. */
const patienceMs = 500;

function initialize(connection: Connection, log: Log, params: InitializeParams): InitializeResult {
  const abilities = abilitiesOf(params.capabilities);
  log.setLevel(params.trace === "verbose" ? "debug" : params.trace === "messages" ? "information" : "warning");
  let options: Options = withChanges(defaultOptions(process.env), params.initializationOptions);
  const folders = foldersOf(params);
  const unsaved = new Set<string>();

  const schedule = createSchedule((key, error) => log.failure(`work on ${key} failed`, error));
  const session = createSession(connection, {
    opened: (document) => look(document),
    changed(document) {
      unsaved.add(document.uri);
      if (options.run === "onType") look(document);
    },
    saved(document) {
      unsaved.delete(document.uri);
      look(document);
    },
    closed(document) {
      unsaved.delete(document.uri);
      schedule.drop(document.uri);
      analyses.forget(document);
      diagnostics.clear(document);
    },
  });
  const engine = createEngine({
    session,
    homeFolder: () => pathOf(folders[0] ?? "") ?? homedir(),
    log,
    loaded: () => {
      for (const document of session.all()) look(document);
    },
  });
  const analyses = createAnalyses(session, engine, log);
  const diagnostics = createDiagnostics({
    connection,
    session,
    analyses,
    abilities,
    log,
    measuredCost: () => undefined,
    pageUrl: () => undefined,
    held: (document) => options.run === "onSave" && unsaved.has(document.uri),
  });

  const look = (document: OpenDocument): void => {
    schedule.soon(document.uri, () => {
      if (analyses.current(document)) diagnostics.announce(document);
    });
  };
  const upToDate = async (uri: string): Promise<OpenDocument | undefined> => {
    await schedule.settled(uri, patienceMs);
    await engine.settled();
    return session.get(uri);
  };

  if (abilities.pullDiagnostics) {
    connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
      const document = await upToDate(textDocument.uri);
      return document ? diagnostics.report(document, previousResultId) : { kind: "full", items: [] };
    });
  }
  connection.onNotification(settingsChanged, (changes: unknown) => {
    options = withChanges(options, changes);
  });

  return { capabilities: offeredTo(abilities), serverInfo: { name: "InferLens", version: "0.1.0" } };
}
