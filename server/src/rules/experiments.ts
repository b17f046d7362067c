/** What findings let the bench try on the model files they name. Absent on purpose: fixes, which are tried on functions. */
import type { Event } from "../usage/usage.ts";
import { modelFile } from "./naming.ts";
import type { Experiment } from "./rule.ts";

/** The parts of a report that ask for it. */
export interface Tried {
  readonly model: string;
  readonly experiment: Experiment;
}

/** Enough for a batch to show what it gives, few enough for any memory. */
const itemsTried = 8;

/** Single runs, in order or started together, against one batch. */
export const batchTrial = (event: Event, before: "in-order" | "together"): Tried | undefined =>
  onModelOf(event, (model) => ({ kind: "items", model, items: itemsTried, before, after: "batch" }));

/** Runs started together against the same runs in order, where no batch is possible. */
export const orderTrial = (event: Event): Tried | undefined =>
  onModelOf(event, (model) => ({ kind: "items", model, items: itemsTried, before: "together", after: "in-order" }));

export const blockingTrial = (event: Event): Tried | undefined =>
  onModelOf(event, (model) => ({ kind: "blocking", model }));

export const loadTrial = (event: Event): Tried | undefined =>
  onModelOf(event, (model) => ({ kind: "load-against-run", model }));

export const releaseTrial = (event: Event): Tried | undefined =>
  onModelOf(event, (model) => ({ kind: "release", model }));

/** The same model loaded twice, in order or at once, against once. */
export const doubleLoadTrial = (event: Event, order: "in-order" | "together"): Tried | undefined =>
  onModelOf(event, (model) => ({
    kind: "loads",
    before: { models: [model, model], order },
    after: { models: [model], order: "in-order" },
  }));

/** Loads in order against the same loads started together; none where one of the models is no file. */
export function togetherTrial(events: readonly Event[]): Tried | undefined {
  const models = events.flatMap((event) => modelFile(event) ?? []);
  const [first] = models;
  if (first === undefined || models.length < events.length) return undefined;
  return {
    model: first,
    experiment: { kind: "loads", before: { models, order: "in-order" }, after: { models, order: "together" } },
  };
}

/** Options as written against the same without them, or with others. */
export const optionsTrial = (
  event: Event,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Tried | undefined => onModelOf(event, (model) => ({ kind: "options", model, before, after }));

function onModelOf(event: Event, experimentOn: (model: string) => Experiment): Tried | undefined {
  const model = modelFile(event);
  return model === undefined ? undefined : { model, experiment: experimentOn(model) };
}
