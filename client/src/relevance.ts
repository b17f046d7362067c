/**
 * Tells once that the workspace has something to do with models: a document or a package file names a known package, or there is
 * an inferlens.json. Until then no server process exists. Absent on purpose: any analysis.
 */
import { Disposable, type TextDocument, workspace } from "vscode";
import { languageIds } from "./languages.ts";

/** Names and addresses of the libraries InferLens knows; the build puts them here. */
declare const __knownPackages: readonly string[];

const pauseMs = 500;
const packageFiles = 100;

export function watchRelevance(found: () => void): Disposable {
  const watchers: Disposable[] = [];
  const end = () => Disposable.from(...watchers.splice(0)).dispose();
  const decide = (relevant: boolean) => {
    if (!relevant || watchers.length === 0) return;
    end();
    found();
  };
  const later = new Map<TextDocument, NodeJS.Timeout>();
  watchers.push(
    workspace.onDidOpenTextDocument((document) => decide(isRelevant(document))),
    workspace.onDidChangeTextDocument(({ document }) => {
      clearTimeout(later.get(document));
      later.set(
        document,
        setTimeout(() => decide(isRelevant(document)), pauseMs),
      );
    }),
    workspace.onDidCloseTextDocument((document) => {
      clearTimeout(later.get(document));
      later.delete(document);
    }),
    workspace.onDidChangeWorkspaceFolders(async () => decide(await packagesAreRelevant())),
    { dispose: () => later.forEach((timer) => void clearTimeout(timer)) },
  );
  decide(workspace.textDocuments.some(isRelevant));
  void packagesAreRelevant().then(decide);
  return { dispose: end };
}

/** Comments that ask for a measurement, or say what one may cost. */
const marked = /\binferlens-(?:bench|budget)\b/;

function isRelevant(document: TextDocument): boolean {
  if (document.fileName.endsWith("inferlens.json")) return true;
  if (!languageIds.includes(document.languageId)) return false;
  const text = document.getText();
  return (document.languageId === "python" ? imported : named).test(text) || marked.test(text);
}

async function packagesAreRelevant(): Promise<boolean> {
  const files = await workspace.findFiles(
    "**/{package.json,inferlens.json,pyproject.toml,requirements*.txt}",
    "**/{node_modules,.venv,site-packages}/**",
    packageFiles,
  );
  for (const file of files) {
    if (file.path.endsWith("inferlens.json")) return true;
    const text = await workspace.fs.readFile(file).then(
      (bytes) => new TextDecoder().decode(bytes),
      () => "",
    );
    if (file.path.endsWith(".json") ? named.test(text) : required.test(text)) return true;
  }
  return false;
}

const ecosystem = "pypi:";
const quotable = __knownPackages.filter((name) => !name.startsWith(ecosystem));
const importable = __knownPackages
  .filter((name) => name.startsWith(ecosystem))
  .map((name) => name.slice(ecosystem.length));

/** A name in quotes, alone or followed by a sub-path or version; an address anywhere. */
const named = new RegExp(
  quotable.map((name) => (name.includes("://") ? escaped(name) : `["'\`]${escaped(name)}["'\`/@]`)).join("|"),
);

/** A statement of Python that imports one of them, or something below it. */
const imported = new RegExp(
  `^\\s*(?:from|import)\\s+(?:[\\w., ]+,\\s*)?(?:${importable.map((name) => escaped(name.split(".")[0]!)).join("|")})\\b`,
  "m",
);

/** A line that demands one; dashes and underscores are the same there. */
const required = new RegExp(
  `^[\\s"'-]*(?:${importable.map((name) => escaped(name).replaceAll(/_|\\\./g, "[-_.]")).join("|")})\\b`,
  "im",
);

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
