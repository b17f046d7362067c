/** Which source files a check looks at. Absent on purpose: what is in them; and settings, whose exclusions come later and per file. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import { glob } from "tinyglobby";
import { listedBy } from "./listedBy.ts";
import { diskReader, type FileReader } from "./reader.ts";

/** Installed, built and vendored code: nobody fixes findings there. */
export const neverRead = [
  "**/node_modules/**",
  "**/.git/**",
  "**/dist/**",
  "**/build/**",
  "**/out/**",
  "**/coverage/**",
  "**/.next/**",
  "**/.nuxt/**",
  "**/.svelte-kit/**",
  "**/{.venv,venv,.tox,site-packages,__pycache__}/**",
  "**/vendor/**",
  "**/*.min.*",
  "**/*.d.ts",
  "**/*.d.mts",
  "**/*.d.cts",
];

/**
 * Absolute paths, sorted. A path that is a file is taken as it is; a folder is searched for the extensions, without what .gitignore
 * files between the folder and its repository's root leave out; anything else is a glob. Throws an Error that names a path that
 * matches nothing.
 */
export async function discover(
  paths: readonly string[],
  extensions: readonly string[],
  cwd: string,
  reader: FileReader = diskReader,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const written of paths) {
    const matches = await matching(written, extensions, cwd, reader);
    if (matches.length === 0 && !isFolder(path.resolve(cwd, written))) throw new Error(`nothing matches ${written}`);
    for (const file of matches) found.add(file);
  }
  return [...found].sort();
}

async function matching(
  written: string,
  extensions: readonly string[],
  cwd: string,
  reader: FileReader,
): Promise<readonly string[]> {
  const absolute = path.resolve(cwd, written);
  if (isFile(absolute)) return [absolute];
  // Braces around a single one would be taken as they are.
  const endings = extensions.length === 1 ? `**/*.${extensions[0]}` : `**/*.{${extensions.join(",")}}`;
  const options = {
    absolute: true,
    dot: false,
    ignore: neverRead,
    followSymbolicLinks: false,
    onlyFiles: true,
    ...listedBy(reader),
  };
  if (!isFolder(absolute))
    return (await glob([written.replaceAll("\\", "/")], { ...options, cwd })).map(path.normalize);
  const isIgnored = ignoredBelow(absolute, reader);
  return (await glob([endings], { ...options, cwd: absolute })).map(path.normalize).filter((file) => !isIgnored(file));
}

/**
 * Nested .gitignore files, each speaking of its own folder, up to the repository's root. One that leaves out the folder itself
 * is not asked: whoever names a folder wants to know what is in it.
 */
function ignoredBelow(folder: string, reader: FileReader): (file: string) => boolean {
  const rules = new Map<string, Ignore | null>();
  const rulesOf = (at: string): Ignore | null => {
    if (!rules.has(at)) {
      const text = reader.read(path.join(at, ".gitignore"));
      const own = text === undefined ? null : ignore().add(text);
      const inner = path.relative(at, folder).replaceAll("\\", "/");
      const leavesOutAll = inner !== "" && !inner.startsWith("..") && own?.ignores(`${inner}/`);
      rules.set(at, leavesOutAll ? null : own);
    }
    return rules.get(at) ?? null;
  };
  const top = repositoryRoot(folder, reader);
  return (file) => {
    for (let at = path.dirname(file); at.startsWith(top); at = path.dirname(at)) {
      if (rulesOf(at)?.ignores(path.relative(at, file).replaceAll("\\", "/"))) return true;
      if (at === path.dirname(at)) break;
    }
    return false;
  };
}

function repositoryRoot(folder: string, reader: FileReader): string {
  for (let at = folder; ; at = path.dirname(at)) {
    reader.isFile(path.join(at, ".git")); // a folder mostly; asked so that the reader knows what was asked
    if (existsSync(path.join(at, ".git"))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
