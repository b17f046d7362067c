/** What a run was made with, as a key and in words: provider, options and sizes, not machine nor version. Nothing else. */
import { providerName } from "../bench/options.ts";
import type { RunPoint } from "../history/point.ts";
import { sizesText } from "./measurement.ts";

export const setupOf = ({ provider, options, dimensions }: RunPoint): string =>
  JSON.stringify([provider, options, sizesText(dimensions)]);

/** `CPU · intraOpNumThreads 1 · images.0 = 4`; empty for a function. */
export function setupText({ provider, options, dimensions }: RunPoint): string {
  if (provider === null) return "";
  const chosen = Object.entries(JSON.parse(options) as Record<string, unknown>)
    .filter(([key]) => key !== "executionProviders")
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const words = chosen.length === 0 ? "default options" : chosen.join(", ");
  return [providerName(provider), words, sizesText(dimensions)].filter((text) => text !== "").join(" \u00b7 ");
}
