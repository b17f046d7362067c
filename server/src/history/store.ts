/**
 * What was measured, kept in SQLite: one file, safe with several windows open. Never throws: when the file cannot be used,
 * measuring goes on and `status` says why nothing is kept. A corrupt file is set aside, never deleted.
 * Absent on purpose: judging records (freshness.ts) and any other database module than Node's own.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { ModelRun, RunRecord } from "./record.ts";
import { type Row, recordOf, rowOf } from "./rows.ts";
import { migrations, migrationsTable } from "./schema.ts";

export type HistoryStatus =
  /** `notice`: something the user must hear once, as `history was corrupt and is kept as …`. */
  | { readonly kind: "on"; readonly path: string; readonly notice: string | null }
  | { readonly kind: "off"; readonly reason: string; readonly act: string };

export interface Selection {
  readonly kind?: RunRecord["kind"];
  /** Absolute path of the model, or of the file a function or a finding stands in. */
  readonly path?: string;
  /** Of the model's bytes, or of the code. */
  readonly hash?: string;
  /** A function's name as exported, a finding's fingerprint. */
  readonly name?: string;
  readonly group?: string;
  /** Newest first; default 100. */
  readonly limit?: number;
}

export interface MeasuredSubject {
  readonly kind: "model" | "function";
  /** Absolute path of the model, or of the file the function stands in. */
  readonly path: string;
  readonly name: string;
}

type OfKind<S extends Selection> = S extends { readonly kind: infer K extends RunRecord["kind"] }
  ? Extract<RunRecord, { readonly kind: K }>
  : RunRecord;

export interface History {
  readonly status: HistoryStatus;
  /** Null when kept; else why not, in a sentence. Cancelled runs are no measurements and are not kept. */
  add(record: RunRecord): string | null;
  /** Newest record of the model at that path, else of the same bytes elsewhere; null when there is none. */
  latest(model: { readonly modelPath: string; readonly modelHash?: string }): ModelRun | null;
  list<S extends Selection>(selection?: S): OfKind<S>[];
  get(id: string): RunRecord | null;
  /** What was ever measured: models, and functions by name. */
  subjects(): readonly MeasuredSubject[];
  /** Sizes chosen for a model's dynamic dimensions. */
  dimensions(modelPath: string): Record<string, number>;
  rememberDimensions(modelPath: string, sizes: Readonly<Record<string, number>>): string | null;
  close(): void;
}

/** `path`: of the database file; its folder is made. `:memory:` keeps nothing. */
export function openHistory(path: string): History {
  return new Store(path);
}

/** How long one window waits for another one's write. */
const busyTimeoutMs = 2_000;

class Store implements History {
  status: HistoryStatus;
  private database: DatabaseSync | null = null;
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
    this.status = this.open(null);
  }

  add(record: RunRecord): string | null {
    const { outcome, machine } = record;
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") return null;
    const { record: json, samples, warmUp } = rowOf(record);
    const { path, hash, name } = subjectOf(record);
    return this.write(
      `INSERT OR REPLACE INTO runs (id, started_at, subject_path, subject_hash, subject_name, host, run_kind, run_group, kind, record, samples, warm_up)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        [
          record.id,
          record.startedAt,
          path,
          hash,
          name,
          machine.host,
          record.kind,
          record.group ?? null,
          outcome.kind === "failed" ? "failed" : "measured",
          json,
          samples,
          warmUp,
        ],
      ],
    );
  }

  latest({ modelPath, modelHash }: { readonly modelPath: string; readonly modelHash?: string }): ModelRun | null {
    const kind = "model" as const;
    const here = this.list({ kind, path: modelPath, limit: 1 })[0];
    if (here) return here;
    return modelHash === undefined ? null : (this.list({ kind, hash: modelHash, limit: 1 })[0] ?? null);
  }

  list<S extends Selection>(selection?: S): OfKind<S>[] {
    const { kind, path, hash, name, group, limit = 100 } = selection ?? ({} as Selection);
    const rows = this.read(
      `SELECT record, samples, warm_up AS warmUp FROM runs
       WHERE (?1 IS NULL OR run_kind = ?1) AND (?2 IS NULL OR subject_path = ?2) AND (?3 IS NULL OR subject_hash = ?3)
         AND (?4 IS NULL OR subject_name = ?4) AND (?5 IS NULL OR run_group = ?5)
       ORDER BY started_at DESC, rowid DESC LIMIT ?6`,
      [kind ?? null, path ?? null, hash ?? null, name ?? null, group ?? null, limit],
    );
    const records = rows.map((row) => recordOf(row as unknown as Row)).filter((record) => record !== null);
    return records as OfKind<S>[];
  }

  subjects(): readonly MeasuredSubject[] {
    return this.read(
      `SELECT DISTINCT run_kind AS kind, subject_path AS path, subject_name AS name FROM runs
       WHERE run_kind IN ('model', 'function') ORDER BY path, name`,
      [],
    ) as unknown as MeasuredSubject[];
  }

  get(id: string): RunRecord | null {
    const row = this.read("SELECT record, samples, warm_up AS warmUp FROM runs WHERE id = ?", [id])[0];
    return row ? recordOf(row as unknown as Row) : null;
  }

  dimensions(modelPath: string): Record<string, number> {
    const rows = this.read("SELECT key, size FROM dimensions WHERE model_path = ?", [modelPath]) as {
      key: string;
      size: number;
    }[];
    return Object.fromEntries(rows.map(({ key, size }) => [key, size]));
  }

  rememberDimensions(modelPath: string, sizes: Readonly<Record<string, number>>): string | null {
    const rows = Object.entries(sizes).map(([key, size]) => [modelPath, key, size]);
    return this.write("INSERT OR REPLACE INTO dimensions (model_path, key, size) VALUES (?, ?, ?)", rows);
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

  private write(sql: string, rows: readonly (readonly SQLInputValue[])[]): string | null {
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

  private read(sql: string, values: readonly SQLInputValue[]): Record<string, unknown>[] {
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

interface StoredSubject {
  readonly path: string;
  readonly hash: string;
  readonly name: string;
}

function subjectOf(record: RunRecord): StoredSubject {
  switch (record.kind) {
    case "model":
    case "profile":
      return { path: record.spec.model.path, hash: record.spec.model.hash, name: "" };
    case "function":
      return { path: record.spec.file, hash: record.spec.codeHash, name: record.spec.name };
    case "comparison":
      return { path: record.spec.file, hash: record.spec.codeHash, name: record.spec.finding?.fingerprint ?? "" };
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

type Off = Extract<HistoryStatus, { kind: "off" }>;
const off = (reason: string, act: string): Off => ({ kind: "off", reason, act });
const sentence = ({ reason, act }: Off): string => `Not kept: ${reason}. ${act}`;

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const codes = {
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

function codeOf(error: unknown): number | null {
  const code = (error as { readonly errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : null;
}

function isCorrupt(error: unknown): boolean {
  const code = codeOf(error);
  return code === codes.corrupt || code === codes.notADatabase;
}

function offBecause(error: unknown): Off {
  const words = error instanceof Error ? error.message : String(error);
  switch (codeOf(error)) {
    case codes.busy:
    case codes.locked:
      return off("the history file is locked by another program", "Close that program and measure again.");
    case codes.readonly:
      return off("the history file is read-only", "Make it writable.");
    case codes.full:
      return off("the disk is full", "Free some space.");
    case codes.cannotOpen:
    case codes.ioError:
      return off(`the history file cannot be opened (${words})`, "Check its folder and permissions.");
    default:
      return off(`the history does not work (${words})`, "Check its folder and permissions.");
  }
}
