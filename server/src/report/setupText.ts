/** What a run was made with, as a key and in words: provider, options and sizes, not machine nor version. Nothing else. */
import { providerName } from "../bench/options.ts";
import type { RunPoint } from "../history/point.ts";
import { joiner } from "./figures.ts";
import { sizesText } from "./measurement.ts";

export const setupOf = ({ provider, options, dimensions, scenario }: RunPoint): string =>
  JSON.stringify([provider, options, sizesText(dimensions), scenario]);

/** `CPU · intraOpNumThreads 1 · images.0 = 4`; empty for a function. */
export function setupText(point: RunPoint): string {
  if (point.provider === null) return "";
  return [providerName(point.provider), optionsText(point)].join(joiner);
}

/** Without the provider. */
export function optionsText({ provider, options, dimensions, scenario }: RunPoint): string {
  if (provider === null) return "";
  const chosen = Object.entries(JSON.parse(options) as Record<string, unknown>)
    .filter(([key]) => key !== "executionProviders")
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const words = chosen.length === 0 ? "default options" : chosen.join(", ");
  return [words, sizesText(dimensions), scenario?.kind ?? ""].filter((text) => text !== "").join(joiner);
}
