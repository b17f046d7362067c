/** Session options as measuring sees them. Absent on purpose: their meaning to a runtime; unknown keys pass through. */
import type { Dimensions } from "./dimensions.ts";

type Options = Readonly<Record<string, unknown>>;

/** Without what writes files or slows the runs by watching them: a measurement leaves nothing beside the model. */
export function measurableOptions(options: Options): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !setAside.has(key)));
}

const setAside = new Set(["enableProfiling", "profileFilePrefix", "optimizedModelFilePath", "preferredOutputLocation"]);

export function freeDimensionOverrides(options: Options): Dimensions {
  const overrides = options.freeDimensionOverrides;
  if (typeof overrides !== "object" || overrides === null) return {};
  return Object.fromEntries(
    Object.entries(overrides).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/** Name of the first execution provider; the runtime's own default is the CPU. */
export function providerOf(options: Options, fallback: string): string {
  const providers = options.executionProviders;
  const first: unknown = Array.isArray(providers) ? providers[0] : undefined;
  if (typeof first === "string") return first;
  const name = typeof first === "object" && first !== null ? (first as { readonly name?: unknown }).name : undefined;
  return typeof name === "string" ? name : fallback;
}

/** Threads within one operator as chosen; null when the runtime chooses. */
export function threadsOf(options: Options): number | null {
  const threads = options.intraOpNumThreads;
  return typeof threads === "number" && threads > 0 ? threads : null;
}

/** The same options in whatever order compare equal. */
export function canonicalOptions(options: Options): string {
  return JSON.stringify(sorted(measurableOptions(options)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Execution providers as people write them. */
export const providerName = (provider: string): string => providerNames[provider] ?? provider;
const providerNames: Readonly<Record<string, string>> = {
  cpu: "CPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  webgpu: "WebGPU",
  wasm: "WebAssembly",
  tensorrt: "TensorRT",
  qnn: "QNN",
  xnnpack: "XNNPACK",
};
