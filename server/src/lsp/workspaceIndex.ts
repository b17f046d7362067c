/**
 * What the files of the workspace do when they are called, worked out in the background: open documents and what they import
 * first, then everything else, and again what changed. Absent on purpose: how (workspace/summaries.ts); and work while nobody
 * has opened anything.
 */
import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import { sourceExtensions } from "../languages/index.ts";
import { indexFiles } from "../workspace/indexing.ts";
import { openSummaryStore, type SummaryStore } from "../workspace/summaryStore.ts";
import type { ClientAbilities } from "./capabilities.ts";
import type { Engine } from "./engine.ts";
import type { Log } from "./log.ts";
import type { Schedule } from "./schedule.ts";
import { isInside, type Session } from "./session.ts";

export interface WorkspaceIndex {
  /** Once there is something to show. Later calls do nothing. */
  start(): void;
  /** Files that changed, came or went; what was concluded from them has been forgotten. */
  look(files: readonly string[]): void;
  close(): void;
}

export interface WorkspaceIndexOptions {
  readonly engine: Engine;
  readonly session: Session;
  readonly schedule: Schedule;
  readonly connection: Connection;
  readonly log: Log;
  readonly abilities: ClientAbilities;
  /** Of the product: another one knows other libraries. */
  readonly version: string;
  /** Paths of the workspace folders. */
  readonly folders: () => readonly string[];
  /** Folder for the index on disk; undefined: none is kept. */
  readonly storage: string | undefined;
  /** Findings may be others now. */
  readonly changed: () => void;
}

/** More files than that are no workspace anybody works on as a whole; open documents are served all the same. */
const mostFiles = 20_000;
/** Shorter work is not worth a progress bar. */
const progressAfterMs = 700;

export function createWorkspaceIndex(options: WorkspaceIndexOptions): WorkspaceIndex {
  const { engine, session, schedule, connection, log, abilities, folders, storage, version, changed } = options;
  const due = new Set<string>();
  let stores: readonly { readonly folder: string; readonly store: SummaryStore }[] = [];
  let started = false;
  let wholeIsDue = true;
  let isRunning = false;
  let stopped = false;
  let turns = 0;

  /** Until everything else is done, and no measurement runs. */
  const pause = (): Promise<void> => {
    const key = `index ${++turns}`;
    return new Promise((resolve) => schedule.background(key, resolve));
  };

  const openFiles = (): readonly string[] => [...session.all()].flatMap(({ file }) => file ?? []);

  const work = async (files: readonly string[], progress?: (done: number) => void): Promise<void> => {
    const { summaries } = engine;
    if (!summaries) return;
    const isStopped = () => stopped;
    const isOther = await indexFiles({ summaries, files, isStopped, pause, ...(progress && { progress }) });
    if (isOther && !stopped) changed();
  };

  /** Folders are read once: later files are told by whoever watches. */
  const whole = async (): Promise<void> => {
    stores = storage === undefined ? [] : folders().map((folder) => ({ folder, store: openStore(storage, folder) }));
    for (const { store } of stores) engine.summaries?.restore(store.read());
    const found: string[] = [];
    const { discover } = await import("../workspace/discover.ts"); // not needed before the first answer
    for (const folder of folders()) found.push(...(await discover([folder], sourceExtensions, folder)));
    const files = found.slice(0, mostFiles);
    if (found.length > mostFiles)
      log.information(`${found.length} source files: the first ${mostFiles} are looked at as a whole`);
    if (!(await anyNamed(files))) return;
    await engine.loadAnalysis();
    await work(openFiles());
    const bar = createBar(connection, abilities, files.length);
    try {
      await work(files, bar.tell);
    } finally {
      bar.done();
    }
    keep();
  };

  const openStore = (kept: string, folder: string): SummaryStore =>
    openSummaryStore(kept, folder, version, (text) => log.warning(text));

  /** A workspace without model code never loads a parser. */
  const anyNamed = async (files: readonly string[]): Promise<boolean> => {
    for (const [index, file] of files.entries()) {
      if (stopped) return false;
      if (engine.namesKnown(file)) return true;
      if (index % 50 === 49) await pause();
    }
    return false;
  };

  const keep = (): void => {
    const records = [...(engine.summaries?.records ?? [])];
    for (const { folder, store } of stores) store.write(new Map(records.filter(([file]) => isInside(folder, file))));
  };

  const run = async (): Promise<void> => {
    while (!stopped && (wholeIsDue || due.size > 0)) {
      const files = [...due];
      due.clear();
      if (wholeIsDue) {
        wholeIsDue = false;
        await whole();
      } else if (files.some((file) => engine.namesKnown(file)) || (engine.summaries?.records.size ?? 0) > 0) {
        await engine.loadAnalysis();
        await work([...openFiles(), ...files]);
      }
    }
  };

  const go = (): void => {
    if (isRunning) return;
    isRunning = true;
    run()
      .catch((error: unknown) => log.failure("cannot look at the files of the workspace", error))
      .finally(() => {
        isRunning = false;
        if (due.size > 0 && !stopped) go();
      });
  };

  return {
    start() {
      if (started) return;
      started = true;
      schedule.background("index", go);
    },
    look(files) {
      for (const file of [...files, ...openFiles()]) due.add(file);
      if (started) go();
    },
    close() {
      stopped = true;
      if (stores.length > 0) keep();
    },
  };
}

/** A progress bar that appears when the work turns out to be long. */
function createBar(connection: Connection, { workDoneProgress }: ClientAbilities, of: number) {
  const startedAt = performance.now();
  let bar: Promise<WorkDoneProgressServerReporter> | undefined;
  let told = -1;
  return {
    tell(done: number): void {
      if (!workDoneProgress || performance.now() - startedAt < progressAfterMs) return;
      const percent = Math.floor((100 * done) / of);
      if (percent === told) return;
      told = percent;
      bar ??= connection.window.createWorkDoneProgress().then((made) => {
        made.begin("InferLens: reading the workspace", percent, undefined, false);
        return made;
      });
      bar.then(
        (made) => made.report(percent, `${done} of ${of} files`),
        () => {}, // the client wants none
      );
    },
    done(): void {
      bar?.then(
        (made) => made.done(),
        () => {},
      );
    },
  };
}
