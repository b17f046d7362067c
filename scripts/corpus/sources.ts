/**
 * The source files of a pinned commit as a folder: cloned, or out of a given checkout (a work tree or a bare git directory),
 * which is only read. Absent on purpose: everything that is neither source nor says something about it, so that weights and pictures stay behind.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  readonly commit: string;
  /** Folders that are checked, below the root. */
  readonly folders: readonly string[];
}

const cache = path.resolve(import.meta.dirname, "../../.cache/corpus");

const wanted =
  /(?:\.(?:[cm]?[jt]s|[jt]sx|py|ipynb)|(?:^|\/)(?:package(?:-lock)?\.json|tsconfig[^/]*\.json|jsconfig\.json|pnpm-workspace\.yaml|pnpm-lock\.yaml|yarn\.lock|(?:uv|poetry|pdm)\.lock|(?:requirements|base|prod)\.txt|pyproject\.toml|setup\.cfg|environment\.ya?ml|\.gitignore))$/;
const largestBytes = 4_000_000;

/** The folder with the sources; made once for each commit. */
export function sourcesOf(repository: Repository, checkout: string | undefined): string {
  const target = path.join(cache, repository.name.replace("/", "+"), repository.commit);
  if (existsSync(target)) return target;
  const gitDir = checkout === undefined ? clone(repository) : gitDirOf(checkout);
  const part = `${target}.part`;
  rmSync(part, { recursive: true, force: true });
  // Marks the root of a repository, so that nobody asks our own .gitignore about these files.
  mkdirSync(path.join(part, ".git"), { recursive: true });
  extract(gitDir, repository, part);
  renameSync(part, target);
  return target;
}

function gitDirOf(checkout: string): string {
  const inside = path.join(checkout, ".git");
  return existsSync(inside) ? inside : checkout;
}

/** Only the one commit, and of it no history. */
function clone({ name, commit }: Repository): string {
  const gitDir = path.join(cache, name.replace("/", "+"), "repository.git");
  if (!existsSync(gitDir)) {
    mkdirSync(gitDir, { recursive: true });
    git(gitDir, "init", "--bare", "--quiet");
  }
  console.log(`fetching ${name} at ${commit.slice(0, 10)}`);
  git(gitDir, "fetch", "--quiet", "--depth", "1", `https://github.com/${name}.git`, commit);
  return gitDir;
}

function extract(gitDir: string, { name, commit }: Repository, target: string): void {
  if (spawnSync("git", ["--git-dir", gitDir, "cat-file", "-e", `${commit}^{commit}`]).status !== 0)
    throw new Error(`${name}: ${gitDir} has no commit ${commit}`);
  const entries = git(gitDir, "ls-tree", "-r", "-z", commit)
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [head = "", file = ""] = line.split("\t");
      const [mode, kind, id] = head.split(" ");
      return kind === "blob" && mode !== "120000" && id && wanted.test(file) ? [{ id, file }] : [];
    });
  const written = contentsOf(gitDir, entries, (file, content) => {
    const place = path.join(target, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  });
  if (written === 0) throw new Error(`${name}: nothing to check at ${commit}`);
}

/** Reads `git cat-file --batch`; a blob the checkout lacks is passed over. */
function contentsOf(
  gitDir: string,
  entries: readonly { readonly id: string; readonly file: string }[],
  each: (file: string, content: Buffer) => void,
): number {
  let count = 0;
  const chunk = 500; // all at once would not fit into one buffer
  for (let from = 0; from < entries.length; from += chunk) {
    const part = entries.slice(from, from + chunk);
    const out = execFileSync("git", ["--git-dir", gitDir, "cat-file", "--batch"], {
      input: part.map(({ id }) => `${id}\n`).join(""),
      maxBuffer: 2 ** 30,
      stdio: ["pipe", "pipe", "ignore"],
    });
    let at = 0;
    for (const { file } of part) {
      const end = out.indexOf(10, at);
      const head = out.subarray(at, end).toString("latin1");
      at = end + 1;
      const size = /^\w+ blob (\d+)$/.exec(head)?.[1];
      if (size === undefined) continue;
      const content = out.subarray(at, at + Number(size));
      at += Number(size) + 1;
      if (content.length > largestBytes) continue;
      each(file, content);
      count++;
    }
  }
  return count;
}

const git = (gitDir: string, ...args: readonly string[]): Buffer =>
  execFileSync("git", ["--git-dir", gitDir, ...args], { maxBuffer: 2 ** 30 });
