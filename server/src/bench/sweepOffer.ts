/**
 * What may be varied about a model, for a list to choose from: each axis with the values that would be tried. Absent on purpose:
 * words, and values somebody writes himself, which are the command line's.
 */
import type { Preparation } from "./prepare.ts";
import { optimizationLevels, type SweepAxes, usualAxes } from "./sweep.ts";

export type OfferedName = keyof SweepAxes | "dtype";

export interface OfferedAxis {
  readonly name: OfferedName;
  readonly values: readonly (string | number)[];
  /** Part of the usual sweep. */
  readonly usual: boolean;
}

/** Runs begun together. */
const concurrency = [1, 2, 4];

/** What else may compute a model there, as far as the runtime's builds go; one that is not installed is a failure of its cells. */
const providers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: ["cpu", "dml"],
  darwin: ["cpu", "coreml"],
  linux: ["cpu", "cuda"],
};

/** Where it would be measured. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly cores: number;
}

export type OfferedModel = Pick<Preparation, "inputs" | "runtime">;

/** Axes with one value are left out. `dtypes`: those of the model and of the files beside it. */
export function offeredAxes(
  { inputs, runtime }: OfferedModel,
  dtypes: readonly string[],
  { platform, cores }: Place,
): OfferedAxis[] {
  const { batch = [], threads = [] } = usualAxes(inputs, cores);
  const offered: OfferedAxis[] = [
    { name: "batch", values: batch, usual: true },
    { name: "threads", values: threads, usual: true },
    { name: "dtype", values: dtypes, usual: true },
    { name: "optimization", values: optimizationLevels.filter((level) => level !== "layout"), usual: false },
    { name: "concurrency", values: concurrency, usual: false },
    { name: "provider", values: runtime.origin === "wasm" ? [] : (providers[platform] ?? []), usual: false },
  ];
  return offered.filter(({ values }) => values.length > 1);
}

/** Unknown names are passed over. */
export const chosenAxes = (offered: readonly OfferedAxis[], names: readonly string[]): SweepAxes =>
  Object.fromEntries(
    offered.filter(({ name }) => name !== "dtype" && names.includes(name)).map(({ name, values }) => [name, values]),
  );
