/** Parts of a function's measurement, as kept. Absent on purpose: the record they stand in (record.ts). */

export interface PythonUsed {
  readonly version: string;
  /** `CPython` */
  readonly implementation: string;
  readonly executable: string;
  /** Versions of the known packages its file imports, as the interpreter has them. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface StepTimes {
  /** Of each step, the time the loop waited for its data. */
  readonly dataMs: readonly number[];
  /** Of each step; null where nothing says how many. */
  readonly items: readonly number[] | null;
}

export interface LineTimes {
  /** Offsets as of awaits; a value for each call or step that was watched. */
  readonly statements: readonly AwaitTimes[];
  /** Those calls or steps as a whole. */
  readonly wholeMs: readonly number[];
}

export interface DeviceMemory {
  readonly name: string;
  readonly peakBytes: number;
}

export interface AwaitTimes {
  /** Offsets within the function's own text, so that they hold when the file above it changes. */
  readonly start: number;
  readonly end: number;
  readonly samplesMs: readonly number[];
}

export interface StreamTimes {
  /** Call to first item: the time to first token of a model that answers piece by piece. */
  readonly firstItemMs: readonly number[];
  /** Mean time between items, in each call. */
  readonly betweenItemsMs: readonly number[];
  readonly items: readonly number[];
}

export interface RemoteCalls {
  readonly host: string;
  /** As the answers name it; null where they do not. */
  readonly model: string | null;
  /** Mean of a call of the function, as are the tokens. */
  readonly calls: number;
  /** Where the answers carry usage. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}
