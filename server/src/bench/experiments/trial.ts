/**
 * What an experiment asks of the bench: which models with which options, and what each side does with them. Absent on purpose:
 * finding the models' files, running, judging.
 */
import type { ComparisonSpec } from "../../history/record.ts";
import type { Experiment, Loads } from "../../rules/rule.ts";
import type { Procedure } from "../messages.ts";

export interface Trial {
  /** Each with its place in the job's list; the same file may stand there with several options. */
  readonly models: readonly TrialModel[];
  readonly sides: readonly [Procedure, Procedure];
  /** In a few words, for pages and tooltips. */
  readonly before: string;
  readonly after: string;
  readonly judged: ComparisonSpec["judged"];
  /** Items one sample serves. */
  readonly items: number;
  /** Differences of outputs mean something: both sides compute the same. */
  readonly sameOutputs: boolean;
}

export interface TrialModel {
  /** As written in the code. */
  readonly model: string;
  /** Keys this side sets itself, over those of the code. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Keys of the code that this side leaves out. */
  readonly without: readonly string[];
}

/** An experiment that models alone can show. */
export type ModelExperiment = Exclude<Experiment, { readonly kind: "fix" }>;

export function trialOf(experiment: ModelExperiment): Trial {
  switch (experiment.kind) {
    case "load-against-run":
      return {
        ...onOne(experiment.model),
        sides: [
          { kind: "load-and-run", model: 0, releases: true },
          { kind: "run", model: 0 },
        ],
        before: "load and run each time",
        after: "run, loaded once",
      };
    case "items": {
      const { model, items, before, after } = experiment;
      const runs = (order: "in-order" | "together"): Procedure => ({
        kind: "runs",
        model: 0,
        items,
        together: order === "together",
      });
      return {
        ...onOne(model),
        sides: [runs(before), after === "batch" ? { kind: "batch", model: 0, items } : runs(after)],
        before: `${items} runs ${orderWords[before]}`,
        after: after === "batch" ? `one run of ${items}` : `${items} runs ${orderWords[after]}`,
        items,
      };
    }
    case "options": {
      const { model, before, after } = experiment;
      const side = (own: Options, other: Options): TrialModel => ({
        model,
        set: own,
        without: Object.keys(other).filter((key) => !(key in own)),
      });
      return {
        ...onOne(model),
        models: [side(before, after), side(after, before)],
        sides: [
          { kind: "run", model: 0 },
          { kind: "run", model: 1 },
        ],
        before: optionWords(before),
        after: optionWords(after),
      };
    }
    case "blocking":
      return {
        ...onOne(experiment.model),
        sides: [
          { kind: "run", model: 0 },
          { kind: "run-elsewhere", model: 0 },
        ],
        before: "run on this thread",
        after: "run in another thread",
        judged: "pause",
      };
    case "loads": {
      const models = [...new Set([...experiment.before.models, ...experiment.after.models])];
      const side = ({ models: named, order }: Loads): Procedure => ({
        kind: "loads",
        models: named.map((model) => models.indexOf(model)),
        together: order === "together",
      });
      return {
        ...onOne(models[0]!),
        models: models.map((model) => ({ model, set: {}, without: [] })),
        sides: [side(experiment.before), side(experiment.after)],
        before: loadWords(experiment.before),
        after: loadWords(experiment.after),
        sameOutputs: false,
      };
    }
    case "release":
      return {
        ...onOne(experiment.model),
        sides: [
          { kind: "load-and-run", model: 0, releases: false },
          { kind: "load-and-run", model: 0, releases: true },
        ],
        before: "load, run, keep",
        after: "load, run, release",
        judged: "growth",
      };
  }
}

type Options = Readonly<Record<string, unknown>>;

const onOne = (model: string) => ({
  models: [{ model, set: {}, without: [] }] as readonly TrialModel[],
  judged: "time" as const,
  items: 1,
  sameOutputs: true,
});

const orderWords = { "in-order": "one after the other", together: "started together" } as const;

const optionWords = (options: Options): string =>
  Object.entries(options)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ") || "defaults";

function loadWords({ models, order }: Loads): string {
  if (models.length === 1) return "one load";
  return `${models.length} loads ${order === "together" ? "started together" : "one after the other"}`;
}
