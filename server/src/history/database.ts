/**
 * The file measurements are kept in: SQLite, safe with several windows open. Never throws: when it cannot be used, `status` says why,
 * writing answers why not, and reading finds nothing. A corrupt file is set aside, never deleted. Absent on purpose: what is kept,
 * and any other database module than Node's own.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { migrations, migrationsTable } from "./schema.ts";
import { isCorrupt, type Off, off, offBecause, sentence } from "./sqliteFailure.ts";

export type HistoryStatus =
  /** `notice`: something the user must hear once, as `history was corrupt and is kept as …`. */
  { readonly kind: "on"; readonly path: string; readonly notice: string | null } | Off;

/** How long one window waits for another one's write. */
const busyTimeoutMs = 2_000;

export class HistoryFile {
  status: HistoryStatus;
  private database: DatabaseSync | null = null;
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
    this.status = this.open(null);
  }

  close(): void {
    try {
      this.database?.close();
    } catch {
      // Already closed, or gone with its file: nothing is left to lose.
    }
    this.database = null;
  }

  private open(notice: string | null): HistoryStatus {
    // Not an import: a runtime without the module must still load this file.
    const sqlite = process.getBuiltinModule?.("node:sqlite");
    if (!sqlite) return off("this Node.js has no SQLite", "Use Node.js 22.13 or newer to keep measurements.");
    try {
      if (this.path !== ":memory:") mkdirSync(dirname(this.path), { recursive: true });
      const database = new sqlite.DatabaseSync(this.path, { timeout: busyTimeoutMs });
      this.database = database;
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
      const newer = migrate(database);
      if (newer !== null) {
        this.close();
        return off(`it was written by a newer version (schema ${newer})`, "Update InferLens.");
      }
      return { kind: "on", path: this.path, notice };
    } catch (error) {
      this.close();
      if (isCorrupt(error) && notice === null) return this.startAgain();
      return offBecause(error);
    }
  }

  /** The file, with what belongs to it, under another name; then a new one. */
  private startAgain(): HistoryStatus {
    this.close();
    try {
      const aside = freeName(`${this.path}.corrupt-${new Date().toISOString().slice(0, 10)}`);
      for (const suffix of ["", "-wal", "-shm"]) {
        if (existsSync(this.path + suffix)) renameSync(this.path + suffix, aside + suffix);
      }
      return this.open(`Measurements could not be read and are kept as ${aside}. A new history was begun.`);
    } catch (error) {
      return offBecause(error);
    }
  }

  write(sql: string, rows: readonly (readonly SQLInputValue[])[]): string | null {
    return this.attempt(
      (database) => {
        const statement = database.prepare(sql);
        inTransaction(database, () => {
          for (const row of rows) statement.run(...row);
        });
        return null;
      },
      (problem) => problem,
    );
  }

  read(sql: string, values: readonly SQLInputValue[]): Record<string, unknown>[] {
    return this.attempt<Record<string, unknown>[]>(
      (database) => database.prepare(sql).all(...values),
      () => [],
    );
  }

  /** A corrupt file is set aside and the work tried once more on the new one; all else is told. */
  private attempt<T>(work: (database: DatabaseSync) => T, failed: (problem: string) => T): T {
    for (let round = 0; ; round++) {
      const { database, status } = this;
      if (!database) return failed(status.kind === "off" ? sentence(status) : "The history is closed.");
      try {
        return work(database);
      } catch (error) {
        if (!isCorrupt(error) || round > 0) return failed(sentence(offBecause(error)));
        this.status = this.startAgain();
      }
    }
  }
}

/** The version found when it is newer than ours; then nothing is touched. */
function migrate(database: DatabaseSync): number | null {
  database.exec(migrationsTable);
  const versionOf = () =>
    Number(
      (database.prepare("SELECT coalesce(max(version), 0) AS version FROM migrations").get() as { version: number })
        .version,
    );
  if (versionOf() > migrations.length) return versionOf();
  if (versionOf() === migrations.length) return null;
  // Another window may be doing the same: look again under the lock.
  inTransaction(database, () => {
    for (let version = versionOf(); version < migrations.length; version++) {
      database.exec(migrations[version]!);
      database
        .prepare("INSERT INTO migrations (version, applied_at) VALUES (?, ?)")
        .run(version + 1, new Date().toISOString());
    }
  });
  return null;
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // On a full disk SQLite has rolled back by itself.
    }
    throw error;
  }
}

function freeName(wanted: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!existsSync(name)) return name;
  }
}
