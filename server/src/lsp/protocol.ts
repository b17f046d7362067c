/**
 * Custom messages and command arguments between server and client: types and names only. The client imports this file.
 * Every message is an optional extra: a plain LSP 3.17 client works without them.
 */

import type { Page } from "../report/page.ts";

export type { Page } from "../report/page.ts";
export type { SweepProposal, SweepWish } from "./sweepProtocol.ts";

/** Passed as `initializationOptions`; each may be missing. */
export interface InitializationOptions {
  /** Measuring runs native code on files of the workspace: refused unless true. */
  readonly trusted?: boolean;
  /** Folder for the history database; default: a folder of the user's state directory. */
  readonly storagePath?: string;
  /** The client opens menus and pickers itself: lens clicks go to `inferlens.showMeasurement`. */
  readonly menus?: boolean;
  readonly codeLens?: boolean;
  readonly inlineTimes?: boolean;
  readonly run?: "onType" | "onSave";
  readonly measureSeconds?: number;
  /** The Python that functions are measured with; empty: the editor's choice, or what lies beside the code. */
  readonly pythonPath?: string;
  /** The client checks inferlens.json against its schema itself: only what a schema cannot say is reported there. */
  readonly validatesConfig?: boolean;
}

/** Client → server notification: some of the options changed. */
export const settingsChanged = "inferlens/settingsChanged";
export type SettingsChanged = InitializationOptions;

/** Server → client request of clients with menus: which Python the editor has chosen for a file. */
export const pythonChosen = "inferlens/pythonChosen";
export interface PythonWish {
  readonly uri: string;
}
export interface PythonChoice {
  readonly path: string | null;
}

/** A thing of a document that can be measured. `model:` + model path as written, in document order; `function:` + name as exported. */
export interface MeasureTarget {
  readonly uri: string;
  readonly id: string;
}

/** `workspace/executeCommand` commands of the server, each with one argument. */
export const commands = {
  /** FindingTarget → MeasureAnswer: its fix, tried before it is made */
  compareFix: "inferlens.server.compareFix",
  /** FindingTarget → boolean: whether the editor shows the change that was compared */
  reviewChange: "inferlens.server.reviewChange",
  /** FindingTarget: what came out is no longer shown beside the code */
  dismissComparison: "inferlens.server.dismissComparison",
  /** PlaceInDocument → FindingTarget | null: the finding there whose fix can be tried */
  findingAt: "inferlens.server.findingAt",
  /** MeasureTarget, MeasureFile or PlacedSubject → MeasureAnswer */
  measure: "inferlens.server.measure",
  /** MeasureTarget, MeasureFile or PlacedSubject of a model, with ProfileWish → MeasureAnswer: where its time goes */
  profile: "inferlens.server.profile",
  /** MeasureTarget → LastMeasurement | null: what stands in its lens */
  lastMeasurement: "inferlens.server.lastMeasurement",
  /** none → boolean: whether something was running */
  cancel: "inferlens.server.cancel",
  /** { uri, position } → MeasureTarget | null: what the cursor is on or in */
  targetAt: "inferlens.server.targetAt",
  /** { uri } → WorkspaceEdit with the safe fixes, or null */
  fixAll: "inferlens.server.fixAll",
  /** MeasureTarget → BudgetProposal | null: what its newest figures suggest */
  proposeBudget: "inferlens.server.proposeBudget",
  /** MeasureTarget & BudgetWish → WorkspaceEdit | null */
  setBudget: "inferlens.server.setBudget",
  /** none → readonly BudgetLine[], the tightest first */
  budgets: "inferlens.server.budgets",
  /** MeasureTarget of a function, or PlaceInDocument inside one → BenchFileAnswer: its bench file, made when there is none, is opened */
  createBench: "inferlens.server.createBench",
  /** none → ServerStatus */
  status: "inferlens.server.status",
  /** PlaceInDocument → Explanation | null: of the finding there */
  explain: "inferlens.server.explain",
  /** none → string: all there is to know about the server, as Markdown */
  report: "inferlens.server.report",
  /** PageRequest → PageAnswer: figures with charts and tables */
  page: "inferlens.server.page",
  /** ExportPage → string: a page that was shown, as text of that form */
  exportPage: "inferlens.server.exportPage",
  /** { runs: [id, id] } → MeasureAnswer: both made anew in turns; the run's id is that of the comparison */
  compareInTurns: "inferlens.server.compareInTurns",
  /** MeasureTarget or PlacedSubject of a model → SweepProposal, or a MeasureAnswer that says why not */
  proposeSweep: "inferlens.server.proposeSweep",
  /** the same with SweepWish → MeasureAnswer: its best settings are looked for; the run's id is the sweep's */
  sweep: "inferlens.server.sweep",
  /** none → MeasuredSubject[]: everything that was measured, newest first */
  measuredSubjects: "inferlens.server.measuredSubjects",
  /** PlacedSubject → ListedRun[]: its runs, newest first */
  runs: "inferlens.server.runs",
  /** { file } → string: what was done; all kept runs are written to that file */
  exportRuns: "inferlens.server.exportRuns",
  /** { files } → string: what was done; runs of files of that form, or of `bench --json`, are kept */
  importRuns: "inferlens.server.importRuns",
  /** PruneRuns → PruneAnswer */
  pruneRuns: "inferlens.server.pruneRuns",
} as const;

export interface ProfileWish {
  /** Also when there is a profile of the same bytes, made in the same way. */
  readonly again?: boolean;
}

/** A page to be made; what a kind does not need is left out. */
export interface PageRequest {
  readonly kind: Page["kind"];
  /** A thing of a document, as in a lens. */
  readonly target?: MeasureTarget;
  readonly subject?: PlacedSubject;
  /** Ids of two runs to compare, or of one comparison that ran both in turns. */
  readonly runs?: readonly string[];
  /** Of runs made together, as one sweep. */
  readonly group?: string;
  /** What that sweep varied. */
  readonly vary?: readonly string[];
  /** Values of the page's filters that differ from their first ones. */
  readonly filters?: Readonly<Record<string, string>>;
}

export type PageAnswer = { readonly page: Page } | { readonly reason: string };

export interface ExportPage {
  readonly page: Page;
  readonly form: "csv" | "json" | "markdown" | "svg";
}

/** A thing that was measured. */
export interface PlacedSubject {
  /** Absolute path of the model, or of the file a function stands in. */
  readonly path: string;
  /** Empty for a model. */
  readonly name: string;
}

/** A model or function in the list of what was measured. */
export interface MeasuredSubject extends PlacedSubject {
  readonly kind: "model" | "function";
  /** As in a lens: `p50 4.2 ms · p95 5.1 ms · 231/s · CPU`. */
  readonly figures: string;
  /** Why the figure is of the past: `model changed`; null while it is fresh. */
  readonly outdated: string | null;
  readonly when: string;
  readonly runs: number;
  /** The last run gave no figure. */
  readonly failed: boolean;
}

/** A run to choose. */
export interface ListedRun {
  readonly id: string;
  readonly figures: string;
  /** When, where, from which commit. */
  readonly details: string;
}

export interface PruneRuns {
  readonly olderThanDays: number;
  /** Of each thing that was measured so many of the newest runs stay, however old. */
  readonly keep: number;
  /** Only counts. */
  readonly dryRun: boolean;
}

export interface PruneAnswer {
  readonly runs: number;
  readonly problem: string | null;
}

/** Commands a client with `menus` provides. */
export const clientCommands = {
  /** MeasureTarget: menu over a finished measurement */
  showMeasurement: "inferlens.showMeasurement",
  /** MeasureTarget: run now */
  measure: "inferlens.measure",
  cancel: "inferlens.cancel",
  /** MeasureTarget or PlacedSubject of a model: profiles it once more and shows where its time goes */
  profile: "inferlens.profile",
  /** MeasureTarget or PlacedSubject of a model, or none for a choice; with SweepWish nothing more is asked: finds its best settings */
  sweep: "inferlens.sweepModel",
  /** FindingTarget, or none for the finding at the cursor: tries its fix */
  compareFix: "inferlens.compareFix",
  /** PlaceInDocument: the whole story of the finding there */
  explain: "inferlens.explain",
  /** none: all budgets that are judged */
  showBudgets: "inferlens.showBudgets",
  /** MeasureTarget of a function; without one, of the function at the cursor: its bench file */
  createBench: "inferlens.createBench",
  /** { title, text }: how to fix a failure */
  showHowToFix: "inferlens.showHowToFix",
  /** PageRequest: shows it beside the editor */
  showPage: "inferlens.showPage",
  /** PlacedSubject: measures once more what was measured before */
  measureSubject: "inferlens.measureSubject",
  /** Ids of two runs of models: runs both in turns and shows how they compare */
  compareInTurns: "inferlens.compareInTurns",
} as const;

/** A finding of a document. */
export interface FindingTarget {
  readonly uri: string;
  readonly fingerprint: string;
}

/** What a measurement of a finding is about, as the id of a MeasureTarget. */
export const findingTarget = (fingerprint: string): string => `finding:${fingerprint}`;

export interface PlaceInDocument {
  readonly uri: string;
  readonly position: ProtocolPosition;
}

export interface Explanation {
  readonly rule: string;
  /** What the rule finds. */
  readonly summary: string;
  readonly message: string;
  readonly severity: string;
  /** Lines count from zero. */
  readonly place: { readonly uri: string; readonly line: number };
  /** How it is reached, outermost first. */
  readonly reasons: readonly { readonly text: string; readonly uri: string; readonly line: number }[];
  readonly strategy: string;
  readonly dimensions: readonly string[];
  /** Lines about the last measurement here; empty when there is none. */
  readonly measured: readonly string[];
  readonly canBeMeasured: boolean;
  /** What it cost others. */
  readonly evidence: readonly { readonly claim: string; readonly source: string }[];
  readonly fixes: readonly {
    readonly title: string;
    readonly class: "safe" | "suggestion" | "refactor";
    readonly changes?: string;
  }[];
  readonly pageUrl: string | null;
}

export type BenchFileAnswer =
  | { readonly kind: "opened"; readonly uri: string; readonly range: ProtocolRange }
  | { readonly kind: "failed"; readonly reason: string };

export interface MeasureFile {
  /** URI of a model file. */
  readonly modelUri: string;
}

export type MeasureAnswer =
  | { readonly kind: "measured"; readonly title: string; readonly runId: string; readonly details: string }
  | { readonly kind: "failed"; readonly reason: string; readonly act: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "refused"; readonly reason: string };

export interface LastMeasurement {
  readonly model: string;
  /** As in the lens. */
  readonly title: string;
  /** Line by line, as in a hover. */
  readonly details: string;
}

/** What may be written down as a budget of something that was measured. */
export interface BudgetProposal {
  readonly subject: string;
  /** Where it was measured. */
  readonly machine: string;
  /** Absolute path of the inferlens.json it would stand in. */
  readonly configFile: string;
  readonly limits: readonly {
    readonly figure: string;
    readonly description: string;
    readonly measured: string;
    readonly proposed: string;
  }[];
}

export interface BudgetWish {
  readonly figure: string;
  /** `20 ms`, `500 MB`, `200/s`. */
  readonly limit: string;
}

/** One limit that is judged, for a list to choose from. */
export interface BudgetLine {
  /** `detector.onnx: 2 ms below budget`. */
  readonly label: string;
  readonly detail: string;
  readonly over: boolean;
  /** Of the inferlens.json that states it. */
  readonly uri: string;
}

/** Server → client request: sizes for dynamic dimensions nobody has chosen yet. Null: the user gave up. */
export const pickDimensions = "inferlens/pickDimensions";
export interface PickDimensions {
  readonly model: string;
  readonly dimensions: readonly {
    readonly key: string;
    readonly input: string;
    readonly index: number;
    readonly symbol: string;
    readonly suggestion: number;
  }[];
}
export type PickedDimensions = Readonly<Record<string, number>> | null;

/** Server → client notification: what goes on, at most once a second while measuring. */
export const statusChanged = "inferlens/statusChanged";
export interface ServerStatus {
  readonly version: string;
  /** Something of the workspace imports a known package. */
  readonly active: boolean;
  readonly measuring: { readonly model: string; readonly text: string } | null;
  /** `onnxruntime-node 1.30.0 (yours)`, or why there is none. */
  readonly runtime: string;
  readonly config: string | null;
  /** How many limits are exceeded, and the tightest in words; null where no budget is judged. */
  readonly budget: { readonly over: number; readonly text: string } | null;
  /** Why history is off, if it is. */
  readonly history: string | null;
}

/** What a finding's diagnostic carries as `data`. */
export interface DiagnosticData {
  readonly fingerprint: string;
  /** `latency`, `memory`: what fixing it serves. */
  readonly dimensions?: readonly string[];
}

/**
 * Client → server request: the findings of all files of the workspace, open or not. Files are read in the background, after
 * everything somebody waits for; parts arrive as progress under `partialResultToken`. Can be cancelled.
 */
export const workspaceFindings = "inferlens/workspaceFindings";
export interface WorkspaceFindingsParams {
  readonly partialResultToken?: string | number;
}

/** What came since the last part, and how far reading is. */
export interface WorkspaceFindingsPart {
  readonly filesRead: number;
  readonly ofFiles: number;
  readonly findings: readonly WorkspaceFinding[];
}

export interface WorkspaceFindings {
  readonly files: number;
  readonly filesWithModelCode: number;
  /** Measured ones first, dearest first; then by severity and rule. */
  readonly findings: readonly WorkspaceFinding[];
}

export interface WorkspaceFinding {
  readonly uri: string;
  readonly range: ProtocolRange;
  readonly rule: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  /** The message's first sentence, without its period. */
  readonly head: string;
  readonly message: string;
  readonly dimensions: readonly string[];
  /** What it was measured to cost here; null when it was not, however much others say. */
  readonly measured: {
    readonly costMs: number;
    /** `412 ms per request`. */
    readonly text: string;
  } | null;
  /** What can be measured about it. */
  readonly target: MeasureTarget | null;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

/** Server → client notification, only after findings of the workspace were asked for: they may be others now. */
export const findingsChanged = "inferlens/findingsChanged";
