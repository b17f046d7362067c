/** The contract of a rule: metadata and one question to usage. Absent on purpose: languages, libraries, editors. */
import type { CallId } from "../facts/facts.ts";
import type { Vocabulary } from "../facts/vocabulary.ts";
import type { Framework, Row } from "../knowledge/framework.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Reason, Usage } from "../usage/usage.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/**
 * - safe: same behaviour, in fix-all · suggestion: may change `changes` (order, memory, concurrency, outputs), never in
 *   fix-all · refactor: a template the user completes
 */
export type FixClass = "safe" | "suggestion" | "refactor";

export interface Rule {
  /** The pattern that is wrong, in kebab case, readable after "ignore". */
  readonly name: string;
  /** One line for tables: what it finds. */
  readonly summary: string;
  readonly since: string;
  readonly stage: "stable" | "preview";
  readonly severity: Severity;
  readonly group:
    | "caching"
    | "batching"
    | "parallelism"
    | "weights"
    | "precision"
    | "memory"
    | "edge"
    | "resilience"
    | "monitoring";
  readonly dimensions: readonly ("speed" | "throughput" | "efficiency" | "scalability")[];
  readonly fix: FixClass | "none";
  /** What the pattern cost elsewhere, each with its source. Shown as documented, never as a promise. */
  readonly evidence: readonly { readonly claim: string; readonly source: string }[];
  /** Rules that say nothing about a call this rule has already reported. */
  readonly silences?: readonly string[];
  /**
   * Also asked about what functions of other files do when this file calls them: events that have `via`. Their options are
   * unknown; what they are made from is `event.given`, the one item `event.item`.
   */
  readonly acrossFiles?: true;
  /** Whether a row of knowledge is of the kind the rule looks at; the rule's page lists the libraries that have one. */
  concerns(row: Row, framework: Framework): boolean;
  /** Not asked of tests. Reports that touch code the parser could not read are dropped. */
  check(context: RuleContext): void;
}

export interface RuleContext {
  readonly usage: Usage;
  report(report: Report): void;
}

export interface Report {
  /** The callee or key to underline; never a block. */
  readonly at: Span;
  /** The call it is about; two rules never speak about one call. Null: a place that is none, such as a setting. */
  readonly about: CallId | null;
  readonly severity?: Severity;
  /** `{Subject does what, how often}. {Do this}.` One line, at most 120 characters. `{cost}` is replaced by ` (412 ms measured)` or nothing. */
  readonly message: string;
  readonly reasons?: readonly Reason[];
  readonly fixes?: readonly Fix[];
  /** Model file as written in the code, so that a measured cost can be found. */
  readonly model?: string;
  readonly experiment?: Experiment;
}

export interface Fix {
  /** Imperative, at most 60 characters, without what it changes. */
  readonly title: string;
  readonly class: FixClass;
  /** What a suggestion may change: `outputs`, `memory`, `order of errors`. */
  readonly changes?: string;
  /** Asked only when the user wants it; undefined means this code cannot be changed safely. */
  make(say: Vocabulary): readonly TextEdit[] | undefined;
}

/**
 * A before and an after the bench can run on the user's models, named as written in the code: plain data. What a fix does to the
 * function around it can be tried whatever stands here.
 */
export type Experiment =
  /** Loaded for each run, or once. */
  | { readonly kind: "load-against-run"; readonly model: string }
  /** Several items: a run for each, in order or started together, against one batch or one after the other. */
  | {
      readonly kind: "items";
      readonly model: string;
      readonly items: number;
      readonly before: "in-order" | "together";
      readonly after: "batch" | "in-order";
    }
  /** The same model with other session options; keys only one side has are left out on the other. */
  | {
      readonly kind: "options";
      readonly model: string;
      readonly before: Readonly<Record<string, unknown>>;
      readonly after: Readonly<Record<string, unknown>>;
    }
  /** How long a run holds the event loop, against the same run in another thread. */
  | { readonly kind: "blocking"; readonly model: string }
  /** Loads alone; one model may stand there twice. */
  | { readonly kind: "loads"; readonly before: Loads; readonly after: Loads }
  /** What each load leaves behind, against letting go of it after its run. */
  | { readonly kind: "release"; readonly model: string }
  /** No model alone shows it, only the fix does. */
  | FixExperiment;

export interface FixExperiment {
  readonly kind: "fix";
  /** By less time, by memory that no longer grows, or by shorter pauses of the event loop. */
  readonly judged: "time" | "growth" | "pause";
  /** What it saves is waiting for a device that computes by itself: without one nothing is to be seen. */
  readonly gainsOn?: "device";
}

export interface Loads {
  readonly models: readonly string[];
  readonly order: "in-order" | "together";
}

export const defineRule = (rule: Rule): Rule => rule;
