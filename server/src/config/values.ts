/** The keys of inferlens.json, as they stand in a file and as they hold for a document. Absent on purpose: reading and checking. */
import type { AnalysisSettings, Profile } from "../analysis/settings.ts";
import type { Severity } from "../rules/rule.ts";
import type { Target } from "../usage/usage.ts";
import type { BudgetSubject, PlacedBudget } from "./budgets.ts";

export const configFileName = "inferlens.json";

export const severities: readonly ("off" | Severity)[] = ["off", "hint", "information", "warning", "error"];
export const profiles: readonly Profile[] = ["recommended", "strict", "all"];
export const targets: readonly Target[] = [
  "server",
  "serverless",
  "browser",
  "worker",
  "batch",
  "edge",
  "test",
  "unknown",
];

/** What may hold for some files only. */
export interface RuleValues {
  readonly profile?: Profile;
  readonly rules?: Readonly<Record<string, "off" | Severity>>;
}

export interface Override extends RuleValues {
  /** Globs, relative to the file. */
  readonly files: readonly string[];
}

/** One file's keys. Whatever was wrong in the file is not here. */
export interface ConfigValues extends RuleValues {
  /** For the documents their globs match; a later one stands above an earlier one, all of them above the keys beside them. */
  readonly overrides?: readonly Override[];
  readonly target?: Target;
  /** Globs, relative to the file. */
  readonly tests?: readonly string[];
  readonly exclude?: readonly string[];
  /** Paths of framework files, relative to the file. */
  readonly frameworks?: readonly string[];
  /** By model path, function (`src/embed.ts:embed`) or glob, relative to the file; then by figure, and `machine`. */
  readonly budgets?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly measure?: {
    readonly seconds?: number;
    /** By model path relative to the file, then by `input name.index`. */
    readonly dimensions?: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** Address of a local server that stands in for services of language models. */
    readonly replay?: string;
    /** By model as its service names it: dollars for a million tokens. */
    readonly prices?: Readonly<Record<string, TokenPrice>>;
  };
}

export interface TokenPrice {
  readonly input?: number;
  readonly output?: number;
}

/** What holds for one document: every key from the nearest file that has it. */
export interface Config {
  readonly settings: AnalysisSettings;
  /** The files in force, nearest first. */
  readonly files: readonly string[];
  /** The document is not to be looked at. */
  readonly excluded: boolean;
  readonly measureSeconds: number | undefined;
  readonly replay: string | undefined;
  readonly prices: Readonly<Record<string, TokenPrice>>;
  /** Sizes chosen for a model's dynamic dimensions; the model by its absolute path. */
  dimensionsOf(modelFile: string): Readonly<Record<string, number>>;
  readonly hasBudgets: boolean;
  /** What a model or function may cost. */
  budgetsOf(subject: BudgetSubject): readonly PlacedBudget[];
}
