/**
 * Bench files as doors see them, without running them: where one may lie, and whether it seems to speak of a function. Absent on
 * purpose: their meaning (benchEntry.ts), which only running tells.
 */

/** Names a bench file of a source may have, the likeliest first. */
export function benchFileNames(file: string): readonly string[] {
  const python = /^(.*)\.pyw?$/.exec(file)?.[1];
  if (python !== undefined) return python.endsWith(pythonEnding) ? [] : [`${python}${pythonEnding}.py`];
  const [, stem, extension] = /^(.*)\.([cm]?[jt]sx?)$/.exec(file) ?? [];
  if (stem === undefined || extension === undefined || stem.endsWith(".inferlens")) return [];
  const endings = [extension.replace("x", ""), extension, "ts", "mts", "js", "mjs", "cjs", "cts", "tsx", "jsx"];
  return [...new Set(endings)].map((ending) => `${stem}.inferlens.${ending}`);
}

/** `embed.inferlens.ts`, `embed_inferlens.py`. */
export const isBenchFile = (file: string): boolean => /\.inferlens\.[cm]?[jt]sx?$|_inferlens\.py$/.test(file);

const pythonEnding = "_inferlens";

/** Whether a bench file seems to speak of a function; the measured process says surely. */
export const speaksOf = (benchFile: string, benchText: string, name: string): boolean =>
  benchFile.endsWith(".py") ? mentionsInPython(benchText, name.split(".")) : mentions(benchText, name);

export function mentions(benchText: string, name: string): boolean {
  const parts = name.split(".");
  if (parts[0] === "default")
    return /\bexport\s+default\b|\bas\s+default\b|\bexports\.default\b|\bmodule\.exports\b/.test(benchText);
  return parts.every((part) =>
    new RegExp(`(?<![\\w$.])(?:exports\\.)?${part.replaceAll("$", "\\$")}(?![\\w$])`).test(withoutComments(benchText)),
  );
}

/** The outer name is a variable or a class of the module, the inner a key or a member of it. */
function mentionsInPython(benchText: string, [outer, ...inner]: readonly string[]): boolean {
  if (!new RegExp(`^(?:${outer}\\s*[:=]|(?:class|def)\\s+${outer}\\b)`, "m").test(benchText)) return false;
  return inner.every((part) => new RegExp(`^[^#\\n]*\\b${part}\\b`, "m").test(benchText));
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, "");
