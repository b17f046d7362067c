/**
 * Bench files as doors see them, without running them: where one may lie, and whether it seems to speak of a function. Absent on
 * purpose: their meaning (benchEntry.ts), which only running tells.
 */

/** Names a bench file of a source may have, the likeliest first. */
export function benchFileNames(file: string): readonly string[] {
  const [, stem, extension] = /^(.*)\.([cm]?[jt]sx?)$/.exec(file) ?? [];
  if (stem === undefined || extension === undefined || stem.endsWith(".inferlens")) return [];
  const endings = [extension.replace("x", ""), extension, "ts", "mts", "js", "mjs", "cjs", "cts", "tsx", "jsx"];
  return [...new Set(endings)].map((ending) => `${stem}.inferlens.${ending}`);
}

/** `embed.inferlens.ts`. */
export const isBenchFile = (file: string): boolean => /\.inferlens\.[cm]?[jt]sx?$/.test(file);

/** Whether a bench file seems to speak of a function; the measured process says surely. */
export function mentions(benchText: string, name: string): boolean {
  const parts = name.split(".");
  if (parts[0] === "default")
    return /\bexport\s+default\b|\bas\s+default\b|\bexports\.default\b|\bmodule\.exports\b/.test(benchText);
  return parts.every((part) =>
    new RegExp(`(?<![\\w$.])(?:exports\\.)?${part.replaceAll("$", "\\$")}(?![\\w$])`).test(withoutComments(benchText)),
  );
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, "");
