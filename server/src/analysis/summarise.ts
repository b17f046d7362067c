/** The other pure function the doors call: what a file does when other files call it. Absent on purpose: keeping the answer. */
import { summarise as summariseJoined } from "../usage/summarise.ts";
import { emptySummary } from "../usage/summary.ts";
import type { Summarise } from "./analysis.ts";
import { joined } from "./joined.ts";

/** Empty for a file in which nothing known happens, and for one that cannot be read. */
export const summarise: Summarise = (parsed, settings, host = {}) => {
  const file = joined(parsed, settings, host);
  // What tests do when they are called nobody waits for.
  if (!file || file.usage.target === "test") return emptySummary;
  return summariseJoined({
    joined: file,
    surface: parsed.surface(host.exportsOf),
    file: parsed.fileName,
    text: parsed.text,
    summaryOf: host.summaryOf ?? (() => undefined),
  });
};
