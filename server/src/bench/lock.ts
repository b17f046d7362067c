/**
 * One measurement at a time on this machine, whichever window or terminal asks: two at once would measure each other. It is the
 * operating system's own lock, held through an empty database: it ends with the process that holds it, however that ends, so that
 * none is ever stale. Where there is no SQLite, or no file can be made, nobody waits. Absent on purpose: order among those who wait.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";

export interface MeasuringLock {
  /** Resolves when it is ours, with what gives it back; also, without it, as soon as `gaveUp` says so. `waits` is called once if it must. */
  take(gaveUp: () => boolean, waits: () => void): Promise<() => void>;
}

const lookEveryMs = 100;

/** `file`: beside the history; made when it is not there. */
export function createLock(file: string): MeasuringLock {
  return {
    async take(gaveUp, waits) {
      const database = open(file);
      if (!database) return () => {};
      let told = false;
      while (!gaveUp()) {
        const answer = attempt(database);
        if (answer === "taken") return () => close(database);
        if (answer === "broken") break;
        if (!told) waits();
        told = true;
        await setTimeout(lookEveryMs);
      }
      close(database);
      return () => {};
    },
  };
}

function open(file: string): DatabaseSync | null {
  // Not an import: a runtime without the module must still load this file.
  const sqlite = process.getBuiltinModule?.("node:sqlite");
  if (!sqlite) return null;
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new sqlite.DatabaseSync(file, { timeout: 0 });
  } catch {
    return null;
  }
}

/** SQLITE_BUSY, SQLITE_LOCKED */
const heldCodes = [5, 6];

function attempt(database: DatabaseSync): "taken" | "held" | "broken" {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return "taken";
  } catch (error) {
    const { errcode } = error as { readonly errcode?: number };
    return errcode !== undefined && heldCodes.includes(errcode & 0xff) ? "held" : "broken";
  }
}

function close(database: DatabaseSync): void {
  try {
    database.close();
  } catch {
    // Gone with its file: then there is nothing to give back.
  }
}
