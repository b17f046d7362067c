/**
 * Which version of a Python package a file's project has: what a lock file or a pinned requirement says, else the lowest that is
 * allowed. Absent on purpose: installed packages, which lie wherever the chosen interpreter keeps them.
 */
import path from "node:path";
import { coerce, minVersion } from "semver";
import type { FileReader } from "./reader.ts";

/** `uv.lock`, `poetry.lock`: tables of packages with their exact versions. */
const lockFiles = ["uv.lock", "poetry.lock", "pdm.lock"];
const requirementFiles = [
  "requirements.txt",
  "requirements/base.txt",
  "requirements/prod.txt",
  "pyproject.toml",
  "setup.cfg",
  "environment.yml",
  "environment.yaml",
];

/** Names of files that say something of versions. */
export const pythonProjectFiles: readonly string[] = [
  ...lockFiles,
  ...requirementFiles.map((file) => path.basename(file)),
];

/** `folders`: the file's own and those above it. `module`: as imported, `sentence_transformers`. */
export function pythonVersionOf(reader: FileReader, folders: readonly string[], module: string): string | undefined {
  const name = distributions[module] ?? module;
  // Case, dots, dashes and underscores are the same in a name (https://packaging.python.org/en/latest/specifications/name-normalization/).
  const pattern = name
    .split(/[-_.]+/)
    .map(escaped)
    .join("[-_.]+");
  for (const folder of folders) {
    for (const file of lockFiles) {
      const locked = lockedIn(reader.read(path.join(folder, file)), pattern);
      if (locked) return locked;
    }
    for (const file of requirementFiles) {
      const required = requiredIn(reader.read(path.join(folder, file)), pattern);
      if (required) return required;
    }
  }
  return undefined;
}

/** Packages that are imported by another name than they are installed by. */
const distributions: Readonly<Record<string, string>> = {
  cv2: "opencv-python",
  sklearn: "scikit-learn",
  PIL: "pillow",
  yaml: "pyyaml",
  "google.genai": "google-genai",
  "google.generativeai": "google-generativeai",
  qdrant_client: "qdrant-client",
  llama_index: "llama-index",
};

function lockedIn(text: string | undefined, pattern: string): string | undefined {
  if (text === undefined) return undefined;
  const table = new RegExp(`^name = "${pattern}"\\r?\\nversion = "([^"]+)"`, "im").exec(text);
  return table ? coerce(table[1])?.version : undefined;
}

/** `torch==2.4.1`, `"torch>=2.1,<3"`, `torch = "^2.1"`, `- pytorch=2.1`. */
function requiredIn(text: string | undefined, pattern: string): string | undefined {
  if (text === undefined) return undefined;
  const line = new RegExp(
    `(?:^|["'\\s-])${pattern}(?:\\[[^\\]]*\\])?\\s*(?:(?:=\\s*(?:\\{[^}\\n]*version\\s*=\\s*)?["'])?)((?:[=~^<>!]+\\s*)?\\d[\\w.*]*)`,
    "im",
  ).exec(text);
  if (!line) return undefined;
  const written = line[1]!.replace(/\s+/g, "");
  if (/^[<!]/.test(written)) return undefined;
  const plain = written.replace(/^[=~^>]+/, "").replaceAll(".*", "");
  return (
    (/^>(?!=)/.test(written) ? minVersion(`>${coerce(plain)?.version ?? plain}`)?.version : coerce(plain)?.version) ??
    undefined
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
