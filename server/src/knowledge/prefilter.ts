/**
 * The quick look that spares most files a parser: does a text name a package that can cost something, and a word without
 * which none of its rows can match? Both lists come from the rows, so they cannot lose a finding the rows would give.
 * Absent on purpose: what a file gets through its own imports; the host asks that of the modules it imports.
 */
import { type Framework, modelRoles } from "./framework.ts";
import { expandPath } from "./paths.ts";

export interface Prefilter {
  /** Names of packages and addresses, at least one of which stands in every text that can use what is known. */
  readonly knownNames: readonly string[];
  /** Names of members, at least one of which stands in every text that makes a known call. */
  readonly triggerWords: readonly string[];
  /** Stage one. */
  namesKnown(text: string): boolean;
  /** Stage two, for texts that passed stage one. */
  triggers(text: string): boolean;
}

export function compilePrefilter(frameworks: readonly Framework[]): Prefilter {
  const names = new Set<string>();
  const words = new Set<string>();
  for (const framework of frameworks) {
    const modules = [framework.package, ...(framework.also ?? [])].filter((module) => module !== "");
    for (const module of modules) names.add(fixedPart(module));
    for (const row of framework.rows) {
      if (!modelRoles.has(row.role)) continue;
      for (const path of expandPath(row.at, framework.types ?? {})) {
        const word = lastName(path);
        // The module itself is called by whatever name the file gives it, so only the package's own name is sure.
        for (const trigger of word === undefined ? modules.map(fixedPart) : [word]) words.add(trigger);
      }
    }
  }
  const knownNames = [...names].sort();
  const triggerWords = [...words].sort();
  const name = new RegExp(`["'\`/:]${anyOf(knownNames)}["'\`/@]`);
  const trigger = new RegExp(anyOf(triggerWords));
  return {
    knownNames,
    triggerWords,
    namesKnown: (text) => name.test(text),
    triggers: (text) => trigger.test(text),
  };
}

/** The segments of a pattern before its first `*`: they stand whole in every specifier it matches. */
function fixedPart(module: string): string {
  const star = module.indexOf("*");
  return star < 0 ? module : module.slice(0, Math.max(module.lastIndexOf("/", star), module.lastIndexOf("@", star)));
}

/** The last member name of a path; undefined when it has none or any will do. */
function lastName(path: string): string | undefined {
  const name = /([\w$-]+|\*)[()#]*$/.exec(path)?.[1];
  return name === undefined || name === "*" ? undefined : name;
}

const anyOf = (words: readonly string[]): string =>
  words.length === 0 ? "(?!)" : `(?:${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`;
