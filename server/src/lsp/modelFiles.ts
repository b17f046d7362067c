/**
 * Model files on disk as the server knows them: whether they are there, what they say of themselves, which bytes they hold.
 * Answers are kept until the file changes. Absent on purpose: reading a file on a keystroke more than once.
 */
import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { type FileIdentity, identifyModel, readModelCard } from "../bench/modelFile.ts";
import type { CardResult } from "../models/card.ts";

export interface ModelFiles {
  exists(file: string): boolean;
  card(file: string): CardResult;
  /** Undefined until the bytes have been read, which is started in the background. */
  identity(file: string): FileIdentity | undefined;
  /** Somebody has just read the bytes. */
  know(file: string, identity: FileIdentity): void;
  forget(file: string): void;
  /** Looks again at everything known, for clients that do not watch files; answers whether something changed. */
  revalidate(): Promise<boolean>;
}

interface Known {
  /** Size and time of change, or null when the file is not there. */
  readonly stamp: string | null;
  card?: CardResult;
  identity?: FileIdentity;
  identifying?: boolean;
}

export interface ModelFilesOptions {
  /** Runs work nobody waits for when there is time. */
  readonly background: (key: string, work: () => void) => void;
  readonly identified: () => void;
}

export function createModelFiles({ background, identified }: ModelFilesOptions): ModelFiles {
  const known = new Map<string, Known>();

  const of = (file: string): Known => {
    let entry = known.get(file);
    if (!entry) {
      entry = { stamp: stampNow(file) };
      known.set(file, entry);
    }
    return entry;
  };

  const cardOf = (file: string): CardResult => {
    const entry = of(file);
    entry.card ??= readModelCard(file);
    return entry.card;
  };

  const identify = async (file: string): ReturnType<typeof identifyModel> => {
    const entry = of(file);
    const card = cardOf(file);
    const found = await identifyModel(file, "card" in card ? card.card.externalData : []);
    if ("hash" in found) entry.identity = found;
    return found;
  };

  return {
    exists: (file) => of(file).stamp !== null,
    card: cardOf,
    know(file, identity) {
      known.delete(file);
      of(file).identity = identity;
    },
    identity(file) {
      const entry = of(file);
      if (entry.identity || entry.identifying || entry.stamp === null) return entry.identity;
      entry.identifying = true;
      background(`identity ${file}`, () => {
        identify(file).then(identified, identified);
      });
      return undefined;
    },
    forget(file) {
      known.delete(file);
    },
    async revalidate() {
      let changed = false;
      for (const [file, entry] of [...known]) {
        if ((await stampLater(file)) === entry.stamp) continue;
        known.delete(file);
        changed = true;
      }
      return changed;
    },
  };
}

function stampNow(file: string): string | null {
  try {
    const info = statSync(file);
    return info.isFile() ? `${info.size} ${info.mtimeMs}` : null;
  } catch {
    return null;
  }
}

async function stampLater(file: string): Promise<string | null> {
  try {
    const info = await stat(file);
    return info.isFile() ? `${info.size} ${info.mtimeMs}` : null;
  } catch {
    return null;
  }
}
