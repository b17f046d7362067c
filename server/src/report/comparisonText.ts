/** The verdict on two kept runs, in words that carry their doubt. Absent on purpose: comparing (history/regression.ts). */
import type { StoredComparison } from "../history/regression.ts";
import { change, count, percent } from "./figures.ts";

/** `2.3× faster (2.1-2.5, p < 0.001, 200 + 200 runs)`, `no clear difference (p = 0.31, 200 + 200 runs)`. */
export function comparisonText(comparison: StoredComparison): string {
  const { speedup, interval, verdict, smallestEffect } = comparison;
  const why = `${chance(comparison)}${samples(comparison)}`;
  switch (verdict) {
    case "too-few":
      return `too few runs to compare (${samples(comparison)})`;
    case "same":
      return `no clear difference (${why})`;
    case "below-smallest-effect":
      return `no clear difference (less than the ${percent(smallestEffect)} equal runs differ by, ${samples(comparison)})`;
    case "unsteady":
      return `not judged: other work or a change within the runs moved them (${samples(comparison)})`;
    case "faster":
    case "slower":
      return `${change({ speedup, interval, clear: true }).slice(0, -1)}, ${why})`;
  }
}

function chance({ p }: StoredComparison): string {
  if (p === null) return "";
  return p < 0.001 ? "p < 0.001, " : `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}, `;
}

const samples = ({ counts: [a, b] }: StoredComparison): string => `${count(a)} + ${count(b)} runs`;

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
