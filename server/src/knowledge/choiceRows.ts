/**
 * Part of the shape of the data files in npm/ and pypi/: ways a library offers of which one is slower, and calls that wrap, compile or
 * put together models. Absent on purpose: everything else a row says (framework.ts).
 */
import type { ArgumentRef, Literal } from "./framework.ts";

/**
 * What is decided, by the rule that speaks of it: parallel: how a model is spread over devices · padding · weights: their
 * precision · removed: options a version no longer knows · unused: parameters searched in every step · tokenizer · attention ·
 * size: weights that fill a device · offload · shapes: what a compiled model is compiled for · cache: of downloaded files ·
 * items, examples: how many a call, or the function it is handed, takes at once ·
 * counts: numbers that are a part of what is compiled · graphs: kernels recorded once and replayed
 */
export type ChoiceKind = (typeof choiceKinds)[number];

export const choiceKinds = [
  "parallel",
  "padding",
  "weights",
  "removed",
  "unused",
  "tokenizer",
  "attention",
  "size",
  "offload",
  "shapes",
  "cache",
  "items",
  "examples",
  "counts",
  "graphs",
] as const;

export interface Choice {
  readonly of: ChoiceKind;
  /** The option that chooses; absent: the call itself does. */
  readonly option?: string;
  /** Values, or source texts of values, that choose it; absent: the option is not given. */
  readonly is?: readonly Literal[];
  /** What it does, as a sentence without its full stop that begins with the option or the call. */
  readonly says: string;
  /** What to do, as a sentence. */
  readonly advice: string;
  /** How it is changed; absent: by hand. */
  readonly change?: Change;
  /** Options that show, when they may be there, that somebody has thought of it. */
  readonly unlessOptions?: readonly string[];
  /** Paths of calls it is said of, as an expression; absent: all of the row. */
  readonly onlyPath?: string;
  /** What the load behind the call chose: one of these options is given, with none of these values. */
  readonly source?: { readonly options: readonly string[]; readonly isNot: readonly Literal[] };
  /** Names of models it is worth it for, and for which it is meant, as expressions. */
  readonly onlyModel?: string;
  readonly unlessModel?: string;
  /** What has to stand in the file, and what shows that it is meant, as expressions. */
  readonly onlyText?: string;
  readonly unlessText?: string;
  /** What has to stand in the function the call is handed, as an expression. */
  readonly onlyCallback?: string;
  /** What the item of the call has to be, and what the loop around a call of what it gives goes over, as expressions. */
  readonly onlyItem?: string;
  readonly onlyLoop?: string;
  /** Values of `bound.option` below this are too small to matter. */
  readonly bound?: { readonly option: string; readonly below: number };
  /** First version of the library it is true of, and the first of which it is no longer. */
  readonly since?: string;
  readonly until?: string;
}

export interface Change {
  /** Imperative. */
  readonly title: string;
  /** The option to write and its value as source text. Without a value the option is taken out. */
  readonly option?: string;
  readonly value?: string;
  /** The member to call in its place. */
  readonly rename?: string;
  /** What to write in place of the option with its value, in the words of the vocabulary's `CodeForm`. */
  readonly form?: string;
  /** What it may change. */
  readonly changes: string;
  /** Not where this stands in the file, and only where that does: `import torch` for a value that names it. */
  readonly unlessText?: string;
  readonly onlyText?: string;
}

/** A model runs on several devices, each of which works gradients out for its part of a batch. */
export interface Spread {
  /** One process drives all devices; or each has one of its own, which exchanges gradients with the others in every step. */
  readonly by: "threads" | "processes";
  /** The method of a model that runs it. */
  readonly method?: string;
  /** The argument that lists the devices. */
  readonly devices?: ArgumentRef;
  /** The context that keeps a step from exchanging them. */
  readonly unsynced?: string;
  /** What shows that something else sees to it, as an expression. */
  readonly managed?: string;
  /** What shows that steps are exchanged over a network between machines, as an expression. */
  readonly network?: string;
  /** How what is exchanged is made smaller: a form (`CodeForm`) with `$model` for the wrapper; and what shows that it is already. */
  readonly compress?: { readonly form: string; readonly title: string; readonly already: string };
  /** How each process gets its part of the data: a form of the loader's argument with `$dataset` for its data. */
  readonly sampler?: string;
  /** What shows that each has its part already, as an expression. */
  readonly sampled?: string;
}

/** data: how a loader picks samples. */
export interface Sampling {
  readonly dataset: ArgumentRef;
  readonly shuffle: string;
  /** Options that pick samples instead. */
  readonly options: readonly string[];
  /** The one to write. */
  readonly write: string;
}

/** A part of a network as it is put together: what it is, and the argument that gives it a bias. */
export interface Layer {
  readonly kind: "convolution" | "normalisation" | "sequence";
  readonly bias?: ArgumentRef;
}
