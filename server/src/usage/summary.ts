/**
 * What a module does when others call it: plain data that can be kept on disk, keyed by what was read to make it. Absent on
 * purpose: how it is worked out (summarise.ts), and files; a place names its file as whoever asked for the summary does.
 */
import type { Role } from "../knowledge/framework.ts";
import { withoutDefault } from "../knowledge/paths.ts";
import type { Position, Span } from "../text/span.ts";

export interface ModuleSummary {
  /** By the path of the call below the module: `load`, `default`, `Detector`, `Detector().run`, `service.embed`. */
  readonly functions: Readonly<Record<string, readonly Work[]>>;
}

/** The summary of a module as imported here; undefined for packages, unknown files and those of which nothing is known yet. */
export type SummaryOf = (specifier: string) => ModuleSummary | undefined;

/** A known call that runs when the function is called. */
export interface Work {
  /** The row: package of its framework, place in it and `at`, by which a later version of the data is noticed. */
  readonly framework: string;
  readonly row: number;
  readonly at: string;
  readonly role: Role;
  /** For each call of the function; `once` is once per process, behind a guard or a memo. */
  readonly often: "once" | "per call" | "per iteration";
  /** The last name of the callee as written. */
  readonly callee: string;
  /** The model as written, or the argument that names it. */
  readonly model: string | number | null;
  /** Indices of the arguments it is made from; null when something else that changes goes in as well. */
  readonly given: readonly number[] | "all" | null;
  /** The argument that is its one item; null when it takes none, several, or nobody can tell. */
  readonly item: number | null;
  /** The function lets calls wait for their turn. */
  readonly turns?: true;
  /** The function does nothing else that anybody can see. */
  readonly alone: boolean;
  /** From the function to the call, outermost first; the last is the call itself. */
  readonly chain: readonly Place[];
}

/** Where in another file something stands. */
export interface Place {
  readonly file: string;
  readonly span: Span;
  readonly start: Position;
  readonly end: Position;
  /** A phrase for related information: `loads detector.onnx here`. */
  readonly text: string;
}

export const emptySummary: ModuleSummary = { functions: {} };

/** An instance that was built and one that only a type names are called alike. */
export const calledAt = (steps: string): string => steps.replaceAll("#", "()");

/** Default import and `require` may each stand for the other: which of them a build makes of a file nobody can tell. */
export function worksAt(summary: ModuleSummary | undefined, steps: string): readonly Work[] {
  if (!summary) return [];
  const path = calledAt(steps);
  const other = /^default(?![\w$])/.test(path)
    ? withoutDefault(path)
    : `default${/^(?:$|[.(])/.test(path) ? "" : "."}${path}`;
  const found = [path, other].find((at) => Object.hasOwn(summary.functions, at));
  return found === undefined ? [] : summary.functions[found]!;
}
