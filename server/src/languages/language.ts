/** The contract of a language front end: text in, facts and fix verbs out. Absent on purpose: libraries and rules. */
import type { CodeFacts } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import type { BenchSubject, BenchText, Signature } from "../facts/signature.ts";
import type { Surface } from "../facts/surface.ts";
import type { Vocabulary } from "../facts/vocabulary.ts";
import type { Span } from "../text/span.ts";

/** A change of a text: the code units from `start` to `end` became `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What the modules a file imports export, as far as the host can tell; undefined for packages and unknown files. */
export type ExportsOf = (specifier: string) => ModuleExports | undefined;

/** Access paths behind a module's exports: of values it re-exports or computes from a package. */
export interface ModuleExports {
  readonly names: ReadonlyMap<string, readonly AccessPath[]>;
  /** Paths of what an exported function returns, by export name. */
  readonly returns: ReadonlyMap<string, readonly AccessPath[]>;
  /** Modules re-exported whole, as specifiers of packages: `export * from "onnxruntime-node"`. */
  readonly stars: readonly string[];
}

export interface FrontEnd {
  readonly id: string;
  /** Without the dot, sorted. */
  readonly extensions: readonly string[];
  /** LSP language ids, sorted. */
  readonly languageIds: readonly string[];
  /**
   * Parses a text. `previous` is the last result for the same document and `changes` what happened since, in order;
   * both may be missing. Never throws for any text. Disposes of nothing: `previous` stays usable.
   */
  parse(input: ParseInput): Parsed;
}

export interface ParseInput {
  readonly fileName: string;
  readonly text: string;
  readonly previous?: Parsed | undefined;
  readonly changes?: readonly TextChange[] | undefined;
}

export interface Parsed {
  readonly fileName: string;
  readonly text: string;
  /** Specifiers of the file's imports, cheap to get: no facts are built. */
  readonly specifiers: readonly string[];
  facts(exportsOf?: ExportsOf): CodeFacts;
  /** What this file's own exports lead to. */
  exports(exportsOf?: ExportsOf): ModuleExports;
  /** What other files can call here; scopes are those of `facts` with the same `exportsOf`. */
  surface(exportsOf?: ExportsOf): Surface;
  /** What a caller must give the function with that span; left out by languages whose functions are not measured. */
  signatureOf?(span: Span): Signature | undefined;
  /** A file that gives that function its arguments, with placeholders. */
  benchText?(subject: BenchSubject): BenchText | undefined;
  /** Verbs bound to this text. Loaded on first use: the structural editor is never needed to find, only to fix. */
  say(facts: CodeFacts): Vocabulary;
}
