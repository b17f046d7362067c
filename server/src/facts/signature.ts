/** What a caller must give a function, as plain data. Absent on purpose: types, which only the language itself understands. */

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Of a method: what its class is constructed with. Null for functions and static methods. */
  readonly construct: readonly Parameter[] | null;
}

export interface Parameter {
  readonly name: string;
  /** A caller must give it. */
  readonly required: boolean;
  readonly rest: boolean;
  /** An expression that stands for a value, in the language itself; things of the function's own module are members of `code`. */
  readonly placeholder: string;
}

/** What a bench file is written for. */
export interface BenchSubject {
  /** As exported: `embed`, `default`, `Detector.detect`. */
  readonly name: string;
  /** Where the function stands. */
  readonly span: { readonly start: number; readonly end: number };
}

/** A file that gives a function its arguments, or an addition to one. */
export interface BenchText {
  /** Name of the file beside the source. */
  readonly fileName: string;
  /** Before the entry, in a new file only. */
  readonly header: string;
  readonly entry: string;
  /** The first value to be filled in, within the entry. */
  readonly first: { readonly start: number; readonly end: number };
}
