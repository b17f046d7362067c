/**
 * Modules of Python, `pypi:torch.utils.data`: where a package's name ends and its members begin is not written in the code, so a
 * path is read against the names that are known. Absent on purpose: other ecosystems.
 */
import type { AccessPath } from "../facts/path.ts";

export const ecosystem = "pypi:";

export const isPythonModule = (module: string): boolean => module.startsWith(ecosystem);

/**
 * The same path below the longest known package: `pypi:torch.utils.data` and `DataLoader` become `pypi:torch` and
 * `utils.data.DataLoader`; `pypi:google` and `genai.Client` become `pypi:google.genai` and `Client`.
 */
export function belowKnown({ module, steps }: AccessPath, isKnown: (module: string) => boolean): AccessPath {
  const whole = steps === "" ? module : `${module}.${steps}`;
  const names = whole.slice(ecosystem.length).split(".");
  const plain = names.findIndex((name) => !/^\w+$/.test(name));
  for (let count = plain < 0 ? names.length : plain; count > 0; count--) {
    const candidate = ecosystem + names.slice(0, count).join(".");
    if (isKnown(candidate)) return { module: candidate, steps: names.slice(count).join(".") };
  }
  return { module, steps };
}

/** The known package a module belongs to: `pypi:torch` for `pypi:torch.nn`. */
export function knownAbove(module: string, isKnown: (module: string) => boolean): string | undefined {
  for (let end = module.length; end > 0; end = module.lastIndexOf(".", end - 1)) {
    if (isKnown(module.slice(0, end))) return module.slice(0, end);
  }
  return undefined;
}

/** Statements that import one of these packages or something below it. The group is the first name: `google` of `google.genai`. */
export function importPattern(modules: readonly string[]): RegExp {
  const first = [...new Set(modules.map(firstName))].sort((a, b) => b.length - a.length);
  const others = "(?:[\\w.]+(?:[ \\t]+as[ \\t]+\\w+)?[ \\t]*,[ \\t]*)*";
  return new RegExp(`(?:^|[\\n;])[ \\t]*(?:from|import)[ \\t]+${others}(${first.join("|") || "(?!)"})(?![\\w])`, "g");
}

export const firstName = (module: string): string => module.slice(ecosystem.length).split(".")[0]!;
