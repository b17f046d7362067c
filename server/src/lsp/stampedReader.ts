/**
 * A reader of files that remembers which state of each file it has told, so that a client without file watching can be served
 * too. Absent on purpose: looking by itself; somebody asks when there is a reason to.
 */
import { stat } from "node:fs/promises";
import type { FileReader } from "../workspace/reader.ts";

export interface StampedReader extends FileReader {
  /** Whether a file that was read, or looked for, is another now. Forgets what it has told. */
  changed(): Promise<boolean>;
}

/** Of all files looked for, those near settings and packages are few; more than this is a workspace with its own watcher. */
const mostTold = 2_000;

interface Told {
  readonly exists: boolean;
  readonly atMs: number;
  /** Size and time of change when last looked at. Not taken at once: the first diagnostics read dozens of files and need not wait. */
  stamp?: string;
}

export function createStampedReader(reader: FileReader): StampedReader {
  const told = new Map<string, Told>();

  const remember = (file: string, exists: boolean): void => {
    if (!told.has(file) && told.size < mostTold) told.set(file, { exists, atMs: Date.now() });
  };

  return {
    read(file) {
      const text = reader.read(file);
      remember(file, text !== undefined);
      return text;
    },
    isFile(file) {
      const exists = reader.isFile(file);
      remember(file, exists);
      return exists;
    },
    async changed() {
      for (const [file, before] of [...told]) {
        const now = await lookAt(file);
        const same = before.stamp === undefined ? agrees(now, before) : (now?.stamp ?? "none") === before.stamp;
        if (!same) {
          told.clear();
          return true;
        }
        before.stamp = now?.stamp ?? "none";
      }
      return false;
    },
  };
}

interface Look {
  readonly stamp: string;
  readonly changedAtMs: number;
}

/** Nothing has been written since it was told; a write in the same millisecond counts as later. */
const agrees = (now: Look | undefined, { exists, atMs }: Told): boolean =>
  now === undefined ? !exists : exists && now.changedAtMs < atMs;

async function lookAt(file: string): Promise<Look | undefined> {
  try {
    const info = await stat(file);
    return info.isFile() ? { stamp: `${info.size} ${info.mtimeMs}`, changedAtMs: Math.floor(info.mtimeMs) } : undefined;
  } catch {
    return undefined;
  }
}
