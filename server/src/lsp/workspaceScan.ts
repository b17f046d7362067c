/**
 * Findings of all files of the workspace, read one after the other while nobody waits for anything else and no measurement
 * runs. What was found is kept per file until something around it changes, so that asking again costs little. Absent on
 * purpose: words and ranking (workspaceFindings.ts).
 */
import { stat } from "node:fs/promises";
import type { CancellationToken } from "vscode-languageserver/node";
import { sourceExtensions } from "../languages/index.ts";
import { discover } from "../workspace/discover.ts";
import type { Analysed } from "./analyses.ts";
import type { ClosedDocuments } from "./closedDocuments.ts";
import type { ServerContext } from "./serverContext.ts";
import { type OpenDocument, pathOf } from "./session.ts";

export interface WorkspaceScan<Item> {
  /** Undefined when it was cancelled. */
  run(told: (progress: ScanProgress<Item>) => void, token: CancellationToken): Promise<ScanResult<Item> | undefined>;
  readonly state: ScanState;
}

export interface ScanProgress<Item> {
  readonly filesRead: number;
  readonly ofFiles: number;
  /** Since the last one. */
  readonly items: readonly Item[];
}

export interface ScanResult<Item> {
  readonly files: number;
  readonly filesWithModelCode: number;
  readonly items: readonly Item[];
}

/** For the status: what the last scan was about, and how far the running one is. */
export interface ScanState {
  readonly running: { readonly filesRead: number; readonly ofFiles: number } | null;
  readonly last: { readonly files: number; readonly filesWithModelCode: number; readonly tookMs: number } | null;
}

interface Kept<Item> {
  readonly generation: number;
  readonly stamp: string;
  /** Null without model code. */
  readonly items: readonly Item[] | null;
}

/** Work goes on for so long before everything that has arrived meanwhile gets its turn. */
const sliceMs = 8;
const progressEveryMs = 250;

export function createWorkspaceScan<Item>(
  core: ServerContext,
  closed: ClosedDocuments,
  itemsOf: (document: OpenDocument, analysed: Analysed) => readonly Item[],
): WorkspaceScan<Item> {
  const { abilities, analyses, folders, schedule, session } = core;
  const kept = new Map<string, Kept<Item>>();
  let state: ScanState = { running: null, last: null };
  let runs = 0;

  /** Null without model code. */
  const look = async (file: string): Promise<readonly Item[] | null> => {
    const open = session.atPath(file);
    if (open) {
      const found = await core.upToDate(open.uri);
      return found?.analysed.analysis?.usage ? itemsOf(found.document, found.analysed) : null;
    }
    const before = kept.get(file);
    const { generation } = analyses;
    // A client that watches tells of every change, and each makes a new generation.
    const stamp = abilities.watchFiles && before ? before.stamp : await stampOf(file);
    if (before && before.generation === generation && before.stamp === stamp) return before.items;
    const found = await closed.analyse(file);
    const items = found?.analysed.analysis?.usage ? itemsOf(found.document, found.analysed) : null;
    kept.set(file, { generation, stamp, items });
    return items;
  };

  const turn = (): Promise<void> => {
    const key = `findings of the workspace ${++runs}`;
    return new Promise((resolve) => schedule.background(key, resolve));
  };

  return {
    async run(told, token) {
      const startedAt = performance.now();
      const files = await filesOf(folders(), session);
      const present = new Set(files);
      for (const file of kept.keys()) if (!present.has(file)) kept.delete(file);
      const items: Item[] = [];
      let filesWithModelCode = 0;
      let toldItems = 0;
      let toldAt = startedAt;
      let sliceAt = Number.NEGATIVE_INFINITY;
      try {
        for (const [filesRead, file] of files.entries()) {
          if (performance.now() - sliceAt > sliceMs) {
            await turn();
            sliceAt = performance.now();
          }
          if (token.isCancellationRequested) return undefined;
          const found = await look(file);
          if (found) {
            filesWithModelCode++;
            items.push(...found);
          }
          state = { ...state, running: { filesRead: filesRead + 1, ofFiles: files.length } };
          if (performance.now() - toldAt < progressEveryMs) continue;
          told({ filesRead: filesRead + 1, ofFiles: files.length, items: items.slice(toldItems) });
          toldItems = items.length;
          toldAt = performance.now();
        }
      } finally {
        state = { ...state, running: null };
      }
      state = {
        running: null,
        last: { files: files.length, filesWithModelCode, tookMs: performance.now() - startedAt },
      };
      return { files: files.length, filesWithModelCode, items };
    },
    get state() {
      return state;
    },
  };
}

/** Files of the workspace folders, and documents that are open from elsewhere. */
async function filesOf(folders: readonly string[], session: ServerContext["session"]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const uri of folders) {
    const folder = pathOf(uri);
    if (folder === null) continue;
    for (const file of await discover([folder], sourceExtensions, folder)) found.add(file);
  }
  for (const { file } of session.all()) if (file !== null) found.add(file);
  return [...found].sort();
}

async function stampOf(file: string): Promise<string> {
  const info = await stat(file).catch(() => undefined);
  return info ? `${info.size} ${info.mtimeMs}` : "gone";
}
