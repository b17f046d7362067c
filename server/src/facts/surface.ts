/** What code of other files can call in a file, as plain data. Absent on purpose: what happens then (usage/summary.ts). */
import type { ScopeId } from "./facts.ts";
import type { AccessPath } from "./path.ts";

/** By the path below the module that a call is made with (path.ts). */
export interface Surface {
  /** The scopes that run: `load`, `Detector` (fields and constructor), `Detector().run`, `service.embed`. */
  readonly functions: ReadonlyMap<string, readonly ScopeId[]>;
  /** Paths that lead on into other modules, with all that lies below them: `embed` to `./embedding:embedText`. */
  readonly aliases: ReadonlyMap<string, readonly AccessPath[]>;
  /** Modules re-exported whole, files of the program included. */
  readonly stars: readonly string[];
}
