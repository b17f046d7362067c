/**
 * The quick look that spares most files a parser: does a text name a package that can cost something, and a word without
 * which none of that package's rows can match? Both lists come from the rows, so they cannot lose a finding the rows give.
 * A library a script brought is named by its global: `tf.`. Absent on purpose: what a file gets through its own imports; the host asks that of the modules it imports.
 */
import { type Framework, modelRoles } from "./framework.ts";
import { expandPath, spellOut } from "./paths.ts";
import { firstName, importPattern, isPythonModule } from "./pythonModules.ts";
import { remembered } from "./remembered.ts";

export interface Prefilter {
  /** Names of packages and addresses, at least one of which stands in every text that can use what is known. */
  readonly knownNames: readonly string[];
  /** Words, at least one of which stands in every text that makes a known call. `*` where a word may go on: `AutoModel*`. */
  triggerWords(): readonly string[];
  /** Stage one: the text names a known package as a whole specifier or the start of one. */
  namesKnown(text: string): boolean;
  /** The text uses a name by which a script brings a known package: `tf.tidy`. */
  namesGlobal(text: string): boolean;
  /** Stage two: it also has a trigger word of a package it names. */
  triggers(text: string): boolean;
}

export function compilePrefilter(frameworks: readonly Framework[]): Prefilter {
  const byName = new Map<string, Framework[]>();
  for (const framework of frameworks) {
    for (const name of modulesOf(framework).map(fixedPart)) byName.set(name, [...(byName.get(name) ?? []), framework]);
  }
  const knownNames = [...byName.keys()].sort();
  const quoted = knownNames.filter((name) => !isPythonModule(name));
  const named = new RegExp(`${specifierStart}(${anyOf(longestFirst(quoted))})(?=["'\`/@])`, "g");
  const imported = importPattern(knownNames.filter(isPythonModule));
  const below = remembered((first: string): readonly string[] =>
    knownNames.filter((name) => isPythonModule(name) && firstName(name) === first),
  );
  // Asked for one by one: a file names few packages, and spelling out all their paths takes longer than reading it.
  const triggersOf = remembered((name: string) => new Set(byName.get(name)!.flatMap(triggerWordsOf)));
  const speaksOf = remembered((name: string) => byName.get(name)!.map(speaks));

  const byGlobal = new Map(
    frameworks.flatMap((one) => (one.globals ?? []).map((name) => [name, fixedPart(one.package)])),
  );
  const global = new RegExp(`(?<![\\w$."'\`/-])(${anyOf(longestFirst([...byGlobal.keys()]))})\\.(?=\\w)`, "g");

  const namesIn = function* (text: string): Generator<string> {
    named.lastIndex = 0;
    for (let found = named.exec(text); found; found = named.exec(text)) yield found[1]!;
    global.lastIndex = 0;
    for (let found = global.exec(text); found; found = global.exec(text)) yield byGlobal.get(found[1]!)!;
    imported.lastIndex = 0;
    for (let found = imported.exec(text); found; found = imported.exec(text)) yield* below(found[1]!);
  };
  return {
    knownNames,
    triggerWords() {
      return [...new Set(knownNames.flatMap((name) => [...triggersOf(name)]))].sort();
    },
    namesKnown: (text) => !namesIn(text).next().done,
    namesGlobal(text) {
      global.lastIndex = 0;
      return global.test(text);
    },
    triggers(text) {
      for (const name of new Set(namesIn(text))) if (speaksOf(name).some((can) => can(text))) return true;
      return false;
    },
  };
}

/** Whether rows of a framework can match in a text: it has one of their words, and one of those the framework demands. */
function speaks(framework: Framework): (text: string) => boolean {
  const trigger = anyWord(triggerWordsOf(framework));
  const mention = framework.mentions && anyWord(framework.mentions);
  return (text) => trigger.test(text) && (mention === undefined || mention.test(text));
}

const anyWord = (words: readonly string[]): RegExp => new RegExp(words.map(wordPattern).join("|") || "(?!)");

const modulesOf = (framework: Framework): readonly string[] =>
  [framework.package, ...(framework.also ?? [])].filter((module) => module !== "");

function triggerWordsOf(framework: Framework): readonly string[] {
  return [
    ...(framework.training?.triggers ?? []),
    ...framework.rows
      .filter(({ role }) => modelRoles.has(role) || role === "setting")
      .flatMap((row) => spellOut(row.at))
      // Behind a type's name stands the last word already; only the type itself ends in others.
      .flatMap((path) => (path.includes(".") ? path : expandPath(path, framework.types ?? {})))
      .flatMap((path) => {
        const last = /([\w$*-]+)[()#]*$/.exec(path)?.[1];
        // The module itself is called by whatever name the file gives it, so only the package's own name is sure.
        return last === undefined || /^\*+$/.test(last) ? modulesOf(framework).map(fixedPart) : [last];
      }),
  ];
}

/** The segments of a pattern before its first `*`: they stand whole in every specifier it matches. */
function fixedPart(module: string): string {
  const star = module.indexOf("*");
  return star < 0 ? module : module.slice(0, Math.max(module.lastIndexOf("/", star), module.lastIndexOf("@", star)));
}

/** What stands before a package's name in a specifier: a quote, a scheme, or the address of a host (see modules.ts). */
const specifierStart = "(?:[\"'`:]|(?:node_modules|npm|\\.(?:sh|run|com|dev|io)|/(?:v\\d+|stable|pin|-))/\\*?)";

/** So that of two names at one place the longer is seen: `@langchain/community/embeddings`, not `@langchain/community`. */
const longestFirst = (words: readonly string[]): readonly string[] => [...words].sort((a, b) => b.length - a.length);

const anyOf = (words: readonly string[]): string => words.map(escaped).join("|") || "(?!)";

/** A whole word where it begins and ends in a letter, open where it has a `*`. */
function wordPattern(word: string): string {
  const parts = word.split("*").map(escaped);
  return `${/^\w/.test(word) ? "\\b" : ""}${parts.join("[\\w$-]*")}${/\w$/.test(word) ? "\\b" : ""}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
