/**
 * Part of the shape of the data files in npm/ and pypi/: options of loads and of data that decide precision, device, threads and
 * where results lie. Absent on purpose: everything else a row says (framework.ts).
 */
import type { Condition, Literal } from "./framework.ts";

export interface Recorded {
  /** What to write around it, as source text. */
  readonly guard: string;
  /** Code that shows that gradients are asked for, as an expression. */
  readonly unless: string;
  /** What takes a result out of the recording, as an expression. */
  readonly ends: string;
  /** Names of decorators that keep it from being recorded, a project's own among them, as an expression. */
  readonly decorator: string;
}

/** What replaces an older name from a version on, and the device to put first, as source text. */
export interface Replaced {
  readonly since: string;
  readonly by: string;
  readonly device: string;
}

/** An option that, when it is off, keeps memory and fills it anew; it may be given by place. */
export interface KeptOption {
  readonly option: string;
  readonly position: number;
  /** Code that reads what is kept, as an expression. */
  readonly unless: string;
}

/** Which option has samples prepared by other processes, and what shows that there is work to prepare. */
export interface DataWorkers {
  readonly option: string;
  /** What to write, as source text. */
  readonly value: string;
  /** Options that show that somebody has thought of it. */
  readonly beside: readonly string[];
  /** The option that keeps those processes from one time through to the next, and its value, as source text. */
  readonly keeps: { readonly option: string; readonly value: string };
  /** Options that raise an error where there are no such processes. */
  readonly needed: readonly string[];
  /** The option for a function that puts each batch together. */
  readonly collate: string;
  /** Paths of data sets that decode files, and of those that lie in memory, as expressions. */
  readonly decodes: string;
  readonly inMemory: string;
}

/** How many samples a step gets. */
export interface BatchSize {
  readonly option: string;
  /** Where it stands when it is given by place. */
  readonly position: number;
  /** Options that put batches together in another way. */
  readonly beside: readonly string[];
  /** What to write, as source text. */
  readonly value: string;
}

export interface Precision {
  /** `dtype`, `quantized`. */
  readonly option: string;
  /** Values that load the weights in full precision. */
  readonly full: readonly Literal[];
  /** The option that names the device. */
  readonly device?: string;
  /**
   * Devices on which small weights are the default; on any other the default is full precision. Absent: small everywhere.
   * Where the code names no device it is `wasm` in a browser and `cpu` in Node.
   */
  readonly smallByDefaultOn?: readonly string[];
  /** The value for small weights by device, as source text; `*` for any other: `{ "webgpu": "\"q4f16\"", "*": "\"q8\"" }`. */
  readonly small: Readonly<Record<string, string>>;
  /** Models whose name this expression matches have so few weights that their precision hardly matters. */
  readonly lightModels?: string;
}

/** An option names the processor; where it is absent the slow one computes, in a browser or wherever the row says. */
export interface Accelerator {
  /** May lead into a record: `baseOptions.delegate`. Its value is a name, or a list of names or of records with a `name`. */
  readonly option: string;
  /** Values that take the work off the processor the page runs on. */
  readonly fast: readonly string[];
  /** What to write, as source text. */
  readonly value: string;
  /** Only worth it for these: a condition on the call's own arguments. Absent: for any. */
  readonly worth?: Condition;
}

export interface IdleOption {
  readonly option: string;
  /** Only where it was imported from one of these modules. */
  readonly modules?: readonly string[];
  /** It works beside another option that has one of these values. */
  readonly unless?: { readonly option: string; readonly is: readonly Literal[] };
  /** Why it does nothing, as the end of a sentence about it: `counts only in parallel mode`. */
  readonly because: string;
}

/** Results stay on the device, for the next run to take, when an option asks for it; else each run copies them to the CPU. */
export interface ResultPlace {
  readonly option: string;
  /** The option that names devices, the value or a list of values or of records with a `name`. */
  readonly devices: string;
  /** The value that keeps results where they are, by device, as source text. */
  readonly kept: Readonly<Record<string, string>>;
  /** Members of a result that give its numbers: for them it has to come back. */
  readonly numbers: readonly string[];
  /** The member that says how the numbers are laid out, which is known without them. */
  readonly shape: string;
}
