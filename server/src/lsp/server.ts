/**
 * Puts the language server together: one connection, its documents, and what happens when one of them or a file changes.
 * Absent on purpose: answers to requests (requests.ts). Everything heavier than listening is loaded when it is first needed.
 */
import { homedir } from "node:os";
import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver/node";
import type { Parsed } from "../languages/language.ts";
import { createAnalyses } from "./analyses.ts";
import { abilitiesOf, foldersOf, offeredTo } from "./capabilities.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { createEngine } from "./engine.ts";
import type { Features } from "./features.ts";
import { createLog, type Log, levelOf } from "./log.ts";
import { defaultOptions, type Options, withChanges } from "./options.ts";
import { type InitializationOptions, settingsChanged, statusChanged } from "./protocol.ts";
import { answerRequests } from "./requests.ts";
import { createSchedule } from "./schedule.ts";
import type { ServerContext } from "./serverContext.ts";
import { createSession, isConfigFile, isInside, type OpenDocument, pathOf } from "./session.ts";
import { statusOf } from "./status.ts";
import { createTimings } from "./timings.ts";
import { productVersion } from "./version.ts";
import { registerWatchers, sorted } from "./watch.ts";
import { createWorkspaceIndex } from "./workspaceIndex.ts";

export function startServer(connection: Connection): void {
  const log = createLog(connection);
  connection.onInitialize((params) => initialize(connection, log, params));
  connection.listen();
}

/** How long a request waits for an analysis that is already due. */
const patienceMs = 500;
/** A quick look, the reader of settings, parser and rules. */
const loadingSteps = 3;
/** Other documents are looked at again when the one they import has been quiet for this long. */
const importersAfterMs = 400;
/** Without watchers: how often at most the files around a document are looked at while it is typed in. */
const lookAroundMs = 2_000;

function initialize(connection: Connection, log: Log, params: InitializeParams): InitializeResult {
  const abilities = abilitiesOf(params.capabilities);
  log.setLevel(levelOf(params.trace));
  let options: Options = withChanges(defaultOptions(process.env), params.initializationOptions);
  let folders = foldersOf(params);
  let active = false;
  let features: Features | undefined;
  let loadingFeatures: Promise<Features> | undefined;
  let importersTimer: NodeJS.Timeout | undefined;
  let lookedAroundAt = 0;
  /** Documents edited since their importers were looked at, as they were then. */
  const beforeEdits = new Map<string, Parsed | null>();
  const unsaved = new Set<string>();
  const folderOf = (file: string): string | undefined =>
    folders
      .map(pathOf)
      .filter((folder) => folder !== null && isInside(folder, file))
      .sort((a, b) => b!.length - a!.length)[0] ?? undefined;

  const timings = createTimings();
  const schedule = createSchedule((key, error) => log.failure(`work on ${key} failed`, error));
  const session = createSession(connection, {
    opened(document) {
      if (isConfigFile(document.file)) settingsMayDiffer();
      else look(document);
      if (!abilities.watchFiles) lookAround();
    },
    changed(document, changes) {
      unsaved.add(document.uri);
      features?.lenses.changed(document, changes);
      if (document.cells) diagnostics.cellsChanged(document);
      if (isConfigFile(document.file)) return settingsMayDiffer();
      if (options.run === "onType") look(document);
      lookAtImporters(document);
      if (!abilities.watchFiles && performance.now() - lookedAroundAt > lookAroundMs) lookAround();
    },
    saved(document) {
      unsaved.delete(document.uri);
      if (isConfigFile(document.file)) settingsMayDiffer();
      else look(document);
      if (!abilities.watchFiles) lookAround();
    },
    closed(document) {
      const wasUnsaved = unsaved.delete(document.uri);
      schedule.drop(document.uri);
      analyses.forget(document);
      features?.lenses.closed(document);
      features?.hints.closed(document);
      if (isConfigFile(document.file)) settingsMayDiffer();
      else diagnostics.clear(document);
      if (wasUnsaved && document.file !== null) worldChanged([document.file]); // what is on disk counts again
      features?.configFiles.show();
    },
  });
  const engine = createEngine({
    session,
    folderOf,
    homeFolder: () => pathOf(folders[0] ?? "") ?? homedir(),
    log,
    loaded: () => lookAtAll(),
  });
  const analyses = createAnalyses(session, engine, log);
  const diagnostics = createDiagnostics({
    connection,
    session,
    analyses,
    abilities,
    log,
    measured: (document, analysed, finding) => features?.trials.measuredOf(document, analysed, finding) ?? {},
    overBudget: (document, analysed) => features?.budgets.diagnosticsOf(document, analysed) ?? [],
    pageUrl: (rule) => engine.pageUrl(rule),
    dimensionsOf: (rule) => engine.dimensionsOf(rule),
    held: (document) => options.run === "onSave" && unsaved.has(document.uri),
  });

  const look = (document: OpenDocument): void => {
    schedule.soon(document.uri, () => {
      const before = analyses.last(document);
      const startedAt = performance.now();
      const analysed = analyses.current(document);
      if (analysed?.parsed && analysed !== before) timings.record("analysis", performance.now() - startedAt);
      if (!analysed) return; // looked at again when all is loaded
      diagnostics.announce(document);
      index.start();
      features?.findings.mayDiffer();
      if (analysed.analysis?.usage && !active) {
        active = true;
        core.tellStatus();
      }
      const shownWithout = features === undefined;
      schedule.background("features", () => {
        loadFeatures().then(
          (loaded) => {
            loaded.configFiles.show();
            if (shownWithout && loaded.budgets.concern(analysed)) diagnostics.refresh();
          },
          () => {}, // told in the log
        );
      });
    });
  };
  const lookAtAll = (): void => {
    for (const document of session.all()) if (!isConfigFile(document.file)) look(document);
  };
  /** What others get from the document counts once typing pauses, and only when it is another than before. */
  const lookAtImporters = (changed: OpenDocument): void => {
    const { file } = changed;
    if (file === null || changed.cells) return;
    const before = beforeEdits.get(file) ?? analyses.last(changed)?.parsed ?? null;
    beforeEdits.set(file, before);
    clearTimeout(importersTimer);
    importersTimer = setTimeout(() => schedule.background("importers", lookAtChangedExports), importersAfterMs);
  };
  const lookAtChangedExports = (): void => {
    const different = [...beforeEdits].filter(([file, before]) => {
      const document = session.atPath(file);
      const now = document && analyses.current(document)?.parsed;
      return exportsText(before) !== exportsText(now ?? null);
    });
    const edited = [...beforeEdits.keys()];
    beforeEdits.clear();
    for (const file of edited) engine.forgetModule(file);
    if (different.length > 0) answersChanged();
    index.look(edited); // what it does when it is called may differ all the same
  };

  /** Sources outside a document say something else: what was concluded from them is void. */
  const worldChanged = (sources: readonly string[]): void => {
    for (const file of sources) engine.forgetModule(file);
    answersChanged();
    index.look(sources);
  };
  const answersChanged = (): void => {
    analyses.invalidate();
    features?.findings.mayDiffer();
    if (abilities.pullDiagnostics) diagnostics.refresh();
    lookAtAll();
  };
  const settingsMayDiffer = (): void => {
    schedule.soon("settings", () => {
      engine.forgetSettings();
      features?.models.forget();
      features?.measurements.forgetRuntimes();
      worldChanged([]);
      features?.configFiles.show();
      features?.refresh();
    });
  };
  const modelsChanged = (files: readonly string[]): void => {
    for (const file of files) {
      features?.files.forget(file);
      features?.measurements.forgetFile(file);
    }
    features?.models.forget();
    features?.refresh();
    features?.findings.mayDiffer();
    diagnostics.refresh();
  };
  const index = createWorkspaceIndex({
    engine,
    session,
    schedule,
    connection,
    log,
    abilities,
    version: productVersion(),
    folders: () => folders.flatMap((uri) => pathOf(uri) ?? []),
    storage: storageOf(params),
    changed: answersChanged,
  });
  const lookAround = (): void => {
    lookedAroundAt = performance.now();
    engine
      .changedOnDisk()
      .then(async (changed) => {
        if (changed) settingsMayDiffer();
        if (await features?.files.revalidate()) modelsChanged([]);
      })
      .catch((error: unknown) => log.failure("cannot look for changed files", error));
  };

  const loadFeatures = (): Promise<Features> => {
    loadingFeatures ??= import("./features.ts").then(({ createFeatures }) => {
      features = createFeatures(core);
      // What was shown so far knew nothing of what was measured in earlier sessions.
      if (features.wasUsedBefore()) diagnostics.refresh();
      return features;
    });
    loadingFeatures.catch((error: unknown) => log.failure("cannot load quick fixes, lenses and measuring", error));
    return loadingFeatures;
  };

  const core: ServerContext = {
    connection,
    log,
    abilities,
    version: productVersion(),
    options: () => options,
    folders: () => folders,
    folderOf,
    session,
    schedule,
    engine,
    analyses,
    timings,
    isActive: () => active,
    async upToDate(uri) {
      await Promise.all([schedule.settled("settings", patienceMs), schedule.settled(uri, patienceMs)]);
      const document = session.get(uri);
      if (!document || isConfigFile(document.file)) return undefined;
      let analysed = analyses.current(document);
      // Each step of loading asks for the next one.
      for (let step = 0; !analysed && step < loadingSteps; step++) {
        await engine.settled();
        analysed = analyses.current(document);
      }
      return analysed && { document, analysed };
    },
    refreshDiagnostics: () => diagnostics.refresh(),
    status: () => statusOf(core, features),
    tellStatus() {
      connection
        .sendNotification(statusChanged, core.status())
        .catch((error: unknown) => log.failure("cannot tell the status", error));
    },
  };

  answerRequests(core, diagnostics, loadFeatures);
  connection.onNotification("$/setTrace", ({ value }: { readonly value: unknown }) => log.setLevel(levelOf(value)));
  connection.onNotification(settingsChanged, (changes: unknown) => {
    options = withChanges(options, changes);
    features?.refresh();
    diagnostics.refresh();
    lookAtAll();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const { settings, models, sources } = sorted(changes);
    const closed = sources.filter((file) => !session.atPath(file));
    if (models.length > 0) modelsChanged(models);
    if (closed.length > 0) worldChanged(closed);
    if (settings) settingsMayDiffer();
  });
  connection.onInitialized(() => {
    if (abilities.watchFiles)
      registerWatchers(connection).catch((error: unknown) => log.failure("cannot watch files", error));
    if (!abilities.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map((folder) => folder.uri.replace(/\/+$/, "")));
      folders = [
        ...new Set([
          ...folders.filter((uri) => !gone.has(uri)),
          ...added.map((folder) => folder.uri.replace(/\/+$/, "")),
        ]),
      ];
      settingsMayDiffer();
    });
  });
  connection.onShutdown(() => {
    clearTimeout(importersTimer);
    index.close();
    features?.close();
  });

  return { capabilities: offeredTo(abilities), serverInfo: { name: "InferLens", version: core.version } };
}

/** Only where the client names one: an index in a folder of ours would outlive every workspace. */
function storageOf({ initializationOptions }: InitializeParams): string | undefined {
  const given = (initializationOptions as InitializationOptions | null | undefined)?.storagePath;
  return typeof given === "string" && given !== "" ? given : undefined;
}

/** Everything a module gives to others, comparable; its own imports count as unknown. */
function exportsText(parsed: Parsed | null): string {
  if (!parsed) return "";
  const { names, returns, stars } = parsed.exports();
  return JSON.stringify([[...names], [...returns], stars]);
}
