/** Tables of the history database, as migrations that run once each and in order. Absent on purpose: opening and asking. */

/** Position + 1 is the schema version. Never change an entry that was released: append. */
export const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     started_at TEXT NOT NULL,
     model_path TEXT NOT NULL,
     model_hash TEXT NOT NULL,
     host TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('measured', 'failed')),
     -- The record as JSON, without the two series below.
     record TEXT NOT NULL,
     -- Float64, little endian, in order of the runs.
     samples BLOB NOT NULL,
     warm_up BLOB NOT NULL
   ) STRICT;
   CREATE INDEX runs_by_path ON runs (model_path, started_at);
   CREATE INDEX runs_by_hash ON runs (model_hash, started_at);
   CREATE TABLE dimensions (
     model_path TEXT NOT NULL,
     key TEXT NOT NULL,
     size INTEGER NOT NULL,
     PRIMARY KEY (model_path, key)
   ) STRICT;`,
  `ALTER TABLE runs RENAME COLUMN model_path TO subject_path;
   ALTER TABLE runs RENAME COLUMN model_hash TO subject_hash;
   ALTER TABLE runs ADD COLUMN subject_name TEXT NOT NULL DEFAULT '';
   ALTER TABLE runs ADD COLUMN run_kind TEXT NOT NULL DEFAULT 'model';
   ALTER TABLE runs ADD COLUMN run_group TEXT;
   CREATE INDEX runs_by_group ON runs (run_group) WHERE run_group IS NOT NULL;`,
  // Beside the runs, not in them: a column after the samples would be read through all of them. Filled when first asked for.
  `CREATE TABLE points (
     run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
     -- Repository and path in it; empty when unknown. The same thing measured elsewhere has the same.
     place TEXT NOT NULL,
     -- What a trend needs of the run, as JSON (point.ts).
     point TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX points_by_place ON points (place) WHERE place <> '';`,
  // What machines can do at best, newest only: peaks are judged by, not compared over time.
  `CREATE TABLE calibrations (
     -- Host, processor and cores.
     machine TEXT NOT NULL,
     -- Package and version.
     runtime TEXT NOT NULL,
     record TEXT NOT NULL,
     PRIMARY KEY (machine, runtime)
   ) STRICT, WITHOUT ROWID;`,
];

export const migrationsTable =
  "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT";
