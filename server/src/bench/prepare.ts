/**
 * From "measure this file" to a complete specification: card, hash, runtime, sizes. The way every door takes.
 * Absent on purpose: running, remembering, asking. Never throws.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { codeStateOf } from "../history/codeState.ts";
import type { CodeState, Failure } from "../history/record.ts";
import type { ModelCard, TensorInfo } from "../models/card.ts";
import {
  completeDimensions,
  type MissingDimension,
  mergeDimensions,
  missingDimensions,
  unknownDimensions,
} from "./dimensions.ts";
import { failureOfFault, failureOfMissingWeights } from "./failures.ts";
import { identifyModel, readModelCard } from "./modelFile.ts";
import { freeDimensionOverrides } from "./options.ts";
import { resolveRuntime } from "./runtime.ts";
import { type BenchSpec, defaultStopRule, inputSeed, type RuntimeChoice, type StopRule } from "./spec.ts";

export interface Wish {
  /** Absolute. */
  readonly modelPath: string;
  /** Absolute path of the code that loads it, if there is any: its runtime is preferred. */
  readonly sourcePath?: string;
  /** Absolute path of the running program, beside which our own runtime is installed. */
  readonly ownPath: string;
  readonly sessionOptions?: Readonly<Record<string, unknown>>;
  /** Sizes chosen now; a key the model does not have is a failure. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /** Sizes chosen before; the others are suggested. */
  readonly remembered?: Readonly<Record<string, number>>;
  readonly stop?: Partial<StopRule>;
}

export interface Preparation {
  readonly spec: BenchSpec;
  readonly runtime: RuntimeChoice;
  /** Null when only the runtime can read the file. */
  readonly card: ModelCard | null;
  readonly inputs: readonly TensorInfo[] | null;
  /** The git state of the folder the model lies in. */
  readonly code: CodeState | null;
  /** Sizes nobody chose; the specification holds the suggestions, so that it can run at once. */
  readonly missing: readonly MissingDimension[];
}

export async function prepareMeasurement(wish: Wish): Promise<Preparation | { readonly failure: Failure }> {
  const { modelPath, sourcePath, ownPath, sessionOptions = {}, dimensions: chosen = {}, remembered = {} } = wish;
  const read = readModelCard(modelPath);
  const fault = "fault" in read ? failureOfFault(read.fault) : null;
  if (fault) return { failure: fault };
  const card = "card" in read ? read.card : null;

  const absent = card?.externalData.find((name) => !existsSync(path.join(path.dirname(modelPath), name)));
  if (absent !== undefined) return { failure: failureOfMissingWeights(absent) };
  const identity = await identifyModel(modelPath, card?.externalData);
  if ("failure" in identity) return identity;
  const runtime = resolveRuntime({
    near: sourcePath === undefined ? [modelPath] : [sourcePath, modelPath],
    own: ownPath,
  });
  if ("failure" in runtime) return runtime;

  const code = await codeStateOf(modelPath);
  const unknown = card ? unknownDimensions(card.inputs, chosen) : [];
  if (card && unknown.length > 0) return { failure: failureOfUnknownDimension(unknown[0]!, card) };
  const dimensions = card ? mergeDimensions(card.inputs, remembered, chosen) : chosen;
  const overrides = freeDimensionOverrides(sessionOptions);
  const sizes = card ? completeDimensions(card.inputs, dimensions, overrides) : dimensions;
  const spec = {
    model: { path: modelPath, ...identity },
    sessionOptions,
    dimensions: sizes,
    seed: inputSeed,
    stop: { ...defaultStopRule, ...wish.stop },
  };
  const missing = card ? missingDimensions(card, dimensions, overrides) : [];
  return { spec, runtime, card, inputs: card?.inputs ?? null, code, missing };
}

function failureOfUnknownDimension(key: string, card: ModelCard): Failure {
  const keys = Object.keys(completeDimensions(card.inputs));
  const act =
    keys.length === 0
      ? "Leave it out: every size of this model is fixed."
      : `Dynamic dimensions are ${keys.join(", ")}.`;
  return { kind: "input-needs-size", reason: `the model has no dynamic dimension ${key}`, act };
}
