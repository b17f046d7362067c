/** A model opened, given its inputs and run once: what every task about models begins with. Absent on purpose: repeating it. */
import type { Backend, BackendSession, BoundRun } from "../backends/backend.ts";
import { nullBackend } from "../backends/null.ts";
import { loadOnnxruntime } from "../backends/onnxruntime.ts";
import { loadWasm } from "../backends/wasm.ts";
import { defaultIdLimit, type InputTensor, makeInputs, smallestIdLimit } from "../inputs.ts";
import type { BackendName, Variant, VariantResult } from "../messages.ts";
import { freeDimensionOverrides, measurableOptions } from "../options.ts";
import { enter, KnownError } from "./channel.ts";

export interface OpenedModel {
  readonly session: BackendSession;
  readonly tensors: readonly InputTensor[];
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly bound: BoundRun;
  readonly shapes: VariantResult["shapes"];
  readonly outputs: VariantResult["outputs"];
  /** Ids its inputs are drawn below. */
  readonly idLimit: number;
}

export async function openModel(backend: Backend, variant: Variant, index: number, seed: number): Promise<OpenedModel> {
  enter("load", index);
  const loadStart = performance.now();
  const session = await backend.open(variant.modelPath, measurableOptions(variant.sessionOptions));
  const loadMs = performance.now() - loadStart;

  const attempt = async (idLimit: number): Promise<OpenedModel> => {
    enter("inputs");
    const tensors = tensorsFor(session, variant, seed, idLimit);
    const bound = together(session.bind(tensors), variant);
    enter("first-run");
    const start = performance.now();
    const outputs = await bound.run();
    return {
      session,
      tensors,
      loadMs,
      firstRunMs: performance.now() - start,
      bound,
      shapes: tensors.map(({ name, dims }) => ({ name, dims })),
      outputs: bound.sample(outputs),
      idLimit,
    };
  };
  try {
    return await attempt(defaultIdLimit);
  } catch (error) {
    // A table shorter than the ids we drew: the ids were wrong, not the model.
    if (error instanceof Error && /out of (?:data )?bounds/.test(error.message)) return attempt(smallestIdLimit);
    throw error;
  }
}

/** Several runs as one, and busy time behind them, where the variant asks for it. */
function together(bound: BoundRun, { runsAtOnce = 1, addedMs = 0 }: Variant): BoundRun {
  if (runsAtOnce === 1 && addedMs === 0) return bound;
  const atOnce =
    runsAtOnce === 1
      ? bound.run
      : async () => (await Promise.all(Array.from({ length: runsAtOnce }, () => bound.run())))[0];
  if (addedMs === 0) return { ...bound, run: atOnce };
  const run = async () => {
    const outputs = await atOnce();
    const end = performance.now() + addedMs;
    while (performance.now() < end);
    return outputs;
  };
  return { ...bound, run };
}

export function loadBackend({ backend, entry }: { readonly backend: BackendName; readonly entry: string }): Backend {
  if (backend === "null") return nullBackend;
  return backend === "onnxruntime-web" ? loadWasm(entry) : loadOnnxruntime(entry);
}

export function tensorsFor(
  session: BackendSession,
  variant: Variant,
  seed: number,
  idLimit: number,
): readonly InputTensor[] {
  const inputs = variant.inputs ?? session.inputs;
  if (inputs === null) throw new Error("neither the model file nor the runtime tells the inputs of this model");
  const made = makeInputs({
    inputs,
    dimensions: variant.dimensions,
    overrides: freeDimensionOverrides(variant.sessionOptions),
    seed,
    idLimit,
  });
  if ("error" in made) throw new KnownError(made.error);
  return made.tensors;
}
