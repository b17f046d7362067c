/**
 * Part of the shape of the data files in npm/ and pypi/: how one call serves many items, and what vectors may look like. Absent on
 * purpose: everything else a row says (framework.ts).
 */
import type { ArgumentRef, Literal } from "./framework.ts";

/** How many items one request of a library carries, and what is usual. */
export interface BatchOption {
  readonly option: string;
  /** Values below this one are small. */
  readonly smallBelow: number;
  readonly usual: number;
  /** The value where the option is absent, if that is small too. */
  readonly default?: number;
  /** Where the usual value is stated. */
  readonly source: string;
}

/** Which models can give shorter vectors, and by which option. */
export interface DimensionsOption {
  readonly option: string;
  /** Vectors of these models are long where the option is absent: the number of their dimensions by model. */
  readonly unbounded: Readonly<Record<string, number>>;
}

/** How a query asks for stored vectors, and how code would read them. */
export interface VectorsOption {
  readonly option: string;
  /** The option's value is one of these literals, or a list that has one of them. */
  readonly is: readonly Literal[];
  /** Members of a result that hold the vector. */
  readonly members: readonly string[];
  /** Where the list of results stands in the answer: `matches`; empty when the answer is the list; absent when it has columns. */
  readonly list?: string;
  /** The value that asks for none, as source text; absent where the option is a list. */
  readonly without?: string;
}

export interface Batch {
  /**
   * - array: pass a list where a single item stood · sibling: call another function (`callee`)
   * - tensor: stack along dimension 0, only if that axis is dynamic · statement: more of them in the text of the call
   * - none: no form for many items exists
   */
  readonly kind: "array" | "sibling" | "tensor" | "statement" | "none";
  readonly item?: ArgumentRef;
  readonly callee?: string;
  readonly batchField?: string;
  /** Access of one result: after a single call (empty: the result itself), and in the batch result at index `i`. */
  readonly single?: string;
  readonly many?: string;
  /** Most items per call, and where that is stated. */
  readonly limit?: number;
  readonly limitSource?: string;
  /** Option of the client with which another service answers, whose limit is another. */
  readonly limitUnless?: string;
  /** Items per call that are advised, where the limit is no good size. */
  readonly advised?: number;
  /** The item stands in a list already, so one item is a list of one: `upsert([record])`. */
  readonly listed?: true;
  /** Keys of the record that each hold a list with one entry per item: `add({ ids: [id], documents: [text] })`. */
  readonly columns?: readonly string[];
  /** The library cuts long lists into requests by itself. */
  readonly chunks?: boolean;
  /**
   * What one item per call wastes: `set-up`: each call prepares a pipeline of data · `queue`: only items of one call share
   * the device · `checks`: a call checks its input for longer than it computes
   */
  readonly wastes?: "set-up" | "queue" | "checks";
  /** Source text that shows that the argument holds one item, as an expression. */
  readonly onePattern?: string;
  /** Source text that shows that the model changes between items, as an expression. */
  readonly learnsPattern?: string;
}
