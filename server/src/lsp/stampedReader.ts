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
const mostStamps = 2_000;
const stampAfterMs = 500;

export function createStampedReader(reader: FileReader): StampedReader {
  /** Not until it is first asked do stamps cost anything. */
  const told = new Map<string, Promise<string>>();
  const unstamped = new Set<string>();
  let stamping = false;

  /** Looked at later: the first diagnostics of a document read dozens of files, and need not wait for what only a change needs. */
  const remember = (file: string): void => {
    if (!stamping || told.has(file) || told.size + unstamped.size >= mostStamps) return;
    if (unstamped.size === 0) setTimeout(stampAll, stampAfterMs).unref();
    unstamped.add(file);
  };
  const stampAll = (): void => {
    for (const file of unstamped) told.set(file, stampOf(file));
    unstamped.clear();
  };

  return {
    read(file) {
      remember(file);
      return reader.read(file);
    },
    isFile(file) {
      remember(file);
      return reader.isFile(file);
    },
    async changed() {
      stamping = true;
      stampAll();
      for (const [file, stamp] of [...told]) {
        if ((await stampOf(file)) === (await stamp)) continue;
        told.clear();
        return true;
      }
      return false;
    },
  };
}

async function stampOf(file: string): Promise<string> {
  try {
    const info = await stat(file);
    return `${info.size} ${info.mtimeMs}`;
  } catch {
    return "none";
  }
}
