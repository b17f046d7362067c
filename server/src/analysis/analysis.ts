/** The contract of the one pure function all doors call. Absent on purpose: files, editors, clocks. */

import type { ExportsOf, Parsed } from "../languages/language.ts";
import type { TextEdit } from "../text/edit.ts";
import type { ModuleSummary, SummaryOf } from "../usage/summary.ts";
import type { Usage } from "../usage/usage.ts";
import type { Finding } from "./finding.ts";
import type { AnalysisSettings } from "./settings.ts";

/** What analysis cannot know from one text; each may be missing. */
export interface AnalysisHost {
  readonly exportsOf?: ExportsOf;
  /** What imported files do when they are called, as far as that is known. Looked up, never worked out. */
  readonly summaryOf?: SummaryOf;
  /** Installed or declared version of a package in the project that owns the file. */
  readonly versionOf?: (packageName: string) => string | undefined;
  /** The workspace folder that holds the file: globs speak of the path below it. */
  readonly folder?: string;
  /** Runs a part of the work that somebody wants to time: `facts`, `usage` or a rule's name. */
  readonly timed?: <T>(part: string, work: () => T) => T;
}

export interface Analysis {
  readonly findings: readonly Finding[];
  /** Null when the file imports nothing known. */
  readonly usage: Usage | null;
  /** Edits of one of a finding's fixes; undefined when this code cannot be changed safely. */
  edits(finding: Finding, fix: number): readonly TextEdit[] | undefined;
  /** All safe fixes that do not overlap; the rest is for a second round. */
  safeEdits(): readonly TextEdit[];
  /** As `safeEdits`, and of findings without a safe fix the first suggestion. */
  suggestedEdits(): readonly TextEdit[];
  /** Edits and snippet text of an ignore comment for a finding. */
  ignore(finding: Finding, scope: "here" | "file"): { readonly edits: readonly TextEdit[]; readonly snippet: string };
  /** Rules that threw: they lost their own findings only. */
  readonly faults: readonly { readonly rule: string; readonly error: unknown }[];
}

export type Analyze = (parsed: Parsed, settings: AnalysisSettings, host?: AnalysisHost) => Analysis;

/** What a file does when other files call it: pure as `analyze`, and with the same host. */
export type Summarise = (parsed: Parsed, settings: AnalysisSettings, host?: AnalysisHost) => ModuleSummary;
