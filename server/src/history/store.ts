/**
 * What was measured, as it is asked for: runs whole and as points, sizes chosen, what machines can do. Absent on purpose: the file
 * (database.ts), and judging records (freshness.ts).
 */
import type { SQLInputValue } from "node:sqlite";
import { HistoryFile, type HistoryStatus } from "./database.ts";
import { placeOf, pointOf, type RunPoint, subjectOf } from "./point.ts";
import type { Calibration, Machine, ModelRun, RunRecord } from "./record.ts";
import { calibrationOf, type Row, recordOf, rowOf } from "./rows.ts";

export type { HistoryStatus } from "./database.ts";

export interface Selection {
  readonly kind?: RunRecord["kind"];
  /** Absolute path of the model, or of the file a function or a finding stands in. */
  readonly path?: string;
  /** Of the model's bytes, or of the code. */
  readonly hash?: string;
  /** A function's name as exported, a finding's fingerprint. */
  readonly name?: string;
  readonly group?: string;
  /** Only runs that were not made together with others, as those of a sweep. */
  readonly alone?: true;
  /** Newest first; default 100, negative for all. */
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
  /** Ids that begin so; at most two, which is enough to say that there are several. */
  idsFrom(beginning: string): string[];
  /** The same runs without their samples: thousands at once, newest first. */
  points(selection?: Selection): RunPoint[];
  /**
   * All runs of one thing, oldest first: at that path, of the same bytes elsewhere, and of the same file of the same repository on
   * other machines.
   */
  trend(subject: { readonly path: string; readonly name: string }): RunPoint[];
  /** The newest run of each model and function, and how many there are of it; newest first. */
  newest(): { readonly point: RunPoint; readonly runs: number }[];
  /** Deletes runs by id; how many there were, or why not. */
  remove(ids: readonly string[]): number | string;
  /** What was ever measured: models, and functions by name. */
  subjects(): readonly MeasuredSubject[];
  /** Sizes chosen for a model's dynamic dimensions. */
  dimensions(modelPath: string): Record<string, number>;
  rememberDimensions(modelPath: string, sizes: Readonly<Record<string, number>>): string | null;
  /** What a machine can do at best with a runtime, as measured last. */
  calibration(machine: Machine, runtime: Calibration["runtime"]): Calibration | null;
  keepCalibration(calibration: Calibration): string | null;
  close(): void;
}

/** `path`: of the database file; its folder is made. `:memory:` keeps nothing. */
export function openHistory(path: string): History {
  return new Store(path);
}

class Store implements History {
  private readonly database: HistoryFile;

  constructor(path: string) {
    this.database = new HistoryFile(path);
  }

  get status(): HistoryStatus {
    return this.database.status;
  }

  add(record: RunRecord): string | null {
    const { outcome, machine } = record;
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") return null;
    const { record: json, samples, warmUp } = rowOf(record);
    const { path, hash, name } = subjectOf(record);
    const problem = this.database.write(
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
    // A run without its point is whole: the point is made when it is asked for.
    if (problem === null) this.database.write(insertPoint, [pointRow(record)]);
    return problem;
  }

  latest({ modelPath, modelHash }: { readonly modelPath: string; readonly modelHash?: string }): ModelRun | null {
    const kind = "model" as const;
    const here = this.list({ kind, path: modelPath, limit: 1 })[0];
    if (here) return here;
    return modelHash === undefined ? null : (this.list({ kind, hash: modelHash, limit: 1 })[0] ?? null);
  }

  list<S extends Selection>(selection?: S): OfKind<S>[] {
    const { where, values } = chosen(selection ?? {});
    const rows = this.database.read(`SELECT record, samples, warm_up AS warmUp FROM runs ${where}`, values);
    const records = rows.map((row) => recordOf(row as unknown as Row)).filter((record) => record !== null);
    return records as OfKind<S>[];
  }

  subjects(): readonly MeasuredSubject[] {
    return this.database.read(
      `SELECT DISTINCT run_kind AS kind, subject_path AS path, subject_name AS name FROM runs
       WHERE run_kind IN ('model', 'function') ORDER BY path, name`,
      [],
    ) as unknown as MeasuredSubject[];
  }

  get(id: string): RunRecord | null {
    const row = this.database.read("SELECT record, samples, warm_up AS warmUp FROM runs WHERE id = ?", [id])[0];
    return row ? recordOf(row as unknown as Row) : null;
  }

  idsFrom(beginning: string): string[] {
    const rows = this.database
      .read("SELECT id FROM runs WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id = ?1 DESC LIMIT 2", [beginning])
      .map(({ id }) => String(id));
    return rows[0] === beginning ? [beginning] : rows;
  }

  points(selection: Selection = {}): RunPoint[] {
    this.makeMissingPoints();
    const { where, values } = chosen(selection);
    return this.pointsFrom(
      this.database.read(`SELECT id, point FROM runs LEFT JOIN points ON run_id = id ${where}`, values),
    );
  }

  trend({ path, name }: { readonly path: string; readonly name: string }): RunPoint[] {
    this.makeMissingPoints();
    const rows = this.database.read(
      `WITH here AS (
         SELECT id, subject_hash AS hash, place FROM runs LEFT JOIN points ON run_id = id
         WHERE subject_path = ?1 AND subject_name = ?2 AND run_kind IN ('model', 'function')
       ), same AS (
         SELECT id FROM here
         UNION SELECT id FROM runs WHERE subject_hash IN (SELECT hash FROM here) AND subject_name = ?2
         UNION SELECT run_id FROM points WHERE place <> '' AND place IN (SELECT place FROM here)
       )
       SELECT runs.id AS id, point FROM same JOIN runs ON runs.id = same.id LEFT JOIN points ON run_id = runs.id
       WHERE run_kind IN ('model', 'function') ORDER BY started_at, runs.rowid`,
      [path, name],
    );
    return this.pointsFrom(rows);
  }

  newest(): { readonly point: RunPoint; readonly runs: number }[] {
    this.makeMissingPoints();
    // Of a group SQLite answers the row its maximum stands in: a run of its own before one setting of a sweep.
    const rows = this.database.read(
      `SELECT id, point, count(*) AS runs, max((run_group IS NULL) || started_at) AS newest FROM runs LEFT JOIN points ON run_id = id
       WHERE run_kind IN ('model', 'function') GROUP BY run_kind, subject_path, subject_name`,
      [],
    );
    const counts = new Map(rows.map(({ id, runs }) => [id, Number(runs)]));
    return this.pointsFrom(rows)
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
      .map((point) => ({ point, runs: counts.get(point.id) ?? 1 }));
  }

  /** Runs kept before there were points, or by an older version beside us. */
  private makeMissingPoints(): void {
    const rows = this.database.read(
      "SELECT id FROM runs WHERE NOT EXISTS (SELECT 1 FROM points WHERE run_id = id)",
      [],
    );
    const made = rows.flatMap(({ id }) => {
      const record = this.get(String(id));
      return record ? [pointRow(record)] : [];
    });
    // When they cannot be kept, they are made again next time.
    if (made.length > 0) this.database.write(insertPoint, made);
  }

  private pointsFrom(rows: readonly Record<string, unknown>[]): RunPoint[] {
    return rows.flatMap(({ id, point }): RunPoint[] => {
      if (typeof point === "string") return [JSON.parse(point) as RunPoint];
      const record = this.get(String(id));
      return record ? [pointOf(record)] : [];
    });
  }

  remove(ids: readonly string[]): number | string {
    const known = ids.filter((id) => this.database.read("SELECT 1 FROM runs WHERE id = ?", [id]).length > 0);
    return (
      this.database.write(
        "DELETE FROM runs WHERE id = ?",
        known.map((id) => [id]),
      ) ?? known.length
    );
  }

  dimensions(modelPath: string): Record<string, number> {
    const rows = this.database.read("SELECT key, size FROM dimensions WHERE model_path = ?", [modelPath]) as {
      key: string;
      size: number;
    }[];
    return Object.fromEntries(rows.map(({ key, size }) => [key, size]));
  }

  rememberDimensions(modelPath: string, sizes: Readonly<Record<string, number>>): string | null {
    const rows = Object.entries(sizes).map(([key, size]) => [modelPath, key, size]);
    return this.database.write("INSERT OR REPLACE INTO dimensions (model_path, key, size) VALUES (?, ?, ?)", rows);
  }

  calibration(machine: Machine, runtime: Calibration["runtime"]): Calibration | null {
    const row = this.database.read("SELECT record FROM calibrations WHERE machine = ? AND runtime = ?", [
      machineKey(machine),
      runtimeKey(runtime),
    ])[0];
    return row ? calibrationOf(row as { readonly record: string }) : null;
  }

  keepCalibration(calibration: Calibration): string | null {
    const { machine, runtime } = calibration;
    return this.database.write("INSERT OR REPLACE INTO calibrations (machine, runtime, record) VALUES (?, ?, ?)", [
      [machineKey(machine), runtimeKey(runtime), JSON.stringify(calibration)],
    ]);
  }

  close(): void {
    this.database.close();
  }
}

const insertPoint = "INSERT OR REPLACE INTO points (run_id, place, point) VALUES (?, ?, ?)";

function pointRow(record: RunRecord): [string, string, string] {
  const point = pointOf(record);
  return [point.id, placeOf(point), JSON.stringify(point)];
}

/** Only conditions that were asked for: an index is used for no others. */
function chosen({ kind, path, hash, name, group, alone, limit = 100 }: Selection): {
  where: string;
  values: SQLInputValue[];
} {
  const wanted = { run_kind: kind, subject_path: path, subject_hash: hash, subject_name: name, run_group: group };
  const given = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const conditions = [...given.map(([column]) => `${column} = ?`), ...(alone ? ["run_group IS NULL"] : [])];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const order = "ORDER BY started_at DESC, runs.rowid DESC LIMIT ?";
  return { where: `${where} ${order}`, values: [...given.map(([, value]) => value), limit] };
}

const machineKey = ({ host, cpu, cores }: Machine): string => [host, cpu, cores].join("\n");
const runtimeKey = ({ packageName, version }: Calibration["runtime"]): string => `${packageName} ${version}`;
