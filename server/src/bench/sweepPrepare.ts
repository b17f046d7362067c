/**
 * From "find the best settings for this file" to a plan: the model and its variants in other data types beside it, sizes, runtime,
 * axes. Absent on purpose: running, remembering, asking. Never throws.
 */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { Failure } from "../history/record.ts";
import type { ModelCard } from "../models/card.ts";
import type { MissingDimension } from "./dimensions.ts";
import { variantName, variantsOf } from "./modelVariants.ts";
import { type Preparation, prepareMeasurement, type Wish } from "./prepare.ts";
import type { StopRule } from "./spec.ts";
import { planSweep, type SweepAxes, type SweepModel, type SweepPlan, usualAxes } from "./sweep.ts";

export interface SweepRequest extends Omit<Wish, "stop"> {
  /** Of the model asked for, once it is read. Left out: the usual ones. */
  readonly axes?: (model: Preparation) => SweepAxes;
  /** Also the files beside it that hold the same model in another data type. */
  readonly variants: "beside" | "none";
  readonly stop: StopRule;
}

export interface PreparedSweep {
  readonly plan: SweepPlan;
  /** Sizes nobody chose; those of the batch are the sweep's own. */
  readonly missing: readonly MissingDimension[];
  /** Files beside the model that cannot be measured. */
  readonly leftOut: readonly { readonly file: string; readonly failure: Failure }[];
}

export async function prepareSweep(request: SweepRequest): Promise<PreparedSweep | { readonly failure: Failure }> {
  const { axes, variants, stop, ...wish } = request;
  const first = await prepareMeasurement({ ...wish, stop });
  if ("failure" in first) return first;
  const models: SweepModel[] = [modelOf(first)];
  const leftOut: { file: string; failure: Failure }[] = [];
  for (const file of variants === "beside" ? filesBeside(wish.modelPath) : []) {
    const other = await prepareMeasurement({ ...wish, modelPath: file, dimensions: {}, stop });
    if ("failure" in other) leftOut.push({ file, failure: other.failure });
    // The same inputs at the same sizes, or they are not one model.
    else if (sameInputs(first, other))
      models.push(modelOf({ ...other, spec: { ...other.spec, dimensions: first.spec.dimensions } }));
  }
  const chosen = axes?.(first) ?? usualAxes(first.inputs, availableParallelism());
  const batchSize = first.inputs?.[0] && `${first.inputs[0].name}.0`;
  const missing = first.missing.filter(({ key }) => chosen.batch === undefined || key !== batchSize);
  return { plan: planSweep({ models, runtime: first.runtime, axes: chosen, stop }), missing, leftOut };
}

function filesBeside(modelPath: string): string[] {
  const folder = path.dirname(modelPath);
  try {
    return variantsOf(path.basename(modelPath), readdirSync(folder)).map((name) => path.join(folder, name));
  } catch {
    return []; // a folder that cannot be listed has no variants for us
  }
}

function sameInputs(a: Preparation, b: Preparation): boolean {
  const shape = ({ inputs }: Preparation) =>
    JSON.stringify(inputs?.map(({ name, dims }) => [name, dims.map((dim) => (typeof dim === "number" ? dim : "?"))]));
  return a.inputs !== null && shape(a) === shape(b);
}

const modelOf = ({ spec, inputs, card }: Preparation): SweepModel => ({
  dtype: dtypeOf(path.basename(spec.model.path), card),
  spec,
  inputs,
});

/** By the name where it says so, else by what most weights are. */
function dtypeOf(fileName: string, card: ModelCard | null): string {
  const named = variantName(fileName);
  if (named !== null) return named;
  const [most] = [...(card?.weights ?? [])].sort((a, b) => b.bytes - a.bytes);
  return most ? most.dtype.replace("float", "fp") : "as it is";
}
