/** Makes a failing text as short as it can be while it still fails: lines first, then words. */
import { tokensOf } from "./mutate.ts";

export function minimise(text: string, fails: (text: string) => boolean): string {
  const lines = shorter(text.split("\n"), (parts) => fails(parts.join("\n"))).join("\n");
  return shorter(tokensOf(lines), (parts) => fails(parts.join(""))).join("");
}

/** Leaves out ever smaller runs of parts, as delta debugging does. */
function shorter(parts: readonly string[], fails: (parts: readonly string[]) => boolean): readonly string[] {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = kept.toSpliced(at, size);
      if (fails(without)) kept = without;
      else at += size;
    }
  }
  return kept;
}
