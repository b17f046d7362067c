/**
 * `npm run new framework npm/<package>`, or `pypi/<package>` by the name it is imported by: a data file, its page and its line in the register. What it writes is valid but
 * knows nothing yet: the page's test fails until rows and marks agree.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const register = path.join(root, "server/src/knowledge/index.ts");

/** Writes the files and returns their paths below the root. Throws an Error that says what to do when it cannot. */
export function newFramework(where: string | undefined): readonly string[] {
  const npm = /^npm\/((?:@[a-z0-9][\w~.-]*\/)?[a-z0-9][\w~.-]*(?:\/[a-z0-9][\w~.-]*)*|node:[a-z_/]+)$/.exec(
    where ?? "",
  );
  const pypi = /^pypi\/([A-Za-z_]\w*(?:\.\w+)*)$/.exec(where ?? "");
  if (!npm && !pypi)
    throw new Error(
      "say which package: npm run new framework npm/<package>, as in npm/@acme/vectors, or pypi/<module>, as in pypi/torch",
    );
  const packageName = npm ? npm[1]! : `pypi:${pypi![1]!}`;
  const name = npm ? `npm/${packageName.replace(/^node:/, "node/")}` : `pypi/${pypi![1]!}`;
  const stem = path.join(root, "server/src/knowledge", name);
  if (existsSync(`${stem}.json`)) throw new Error(`${packageName} is known already: server/src/knowledge/${name}.json`);
  mkdirSync(path.dirname(stem), { recursive: true });
  writeFileSync(`${stem}.json`, skeleton(packageName));
  writeFileSync(`${stem}.md`, page(packageName));
  writeFileSync(register, withLine(readFileSync(register, "utf8"), name));
  return [`server/src/knowledge/${name}.json`, `server/src/knowledge/${name}.md`, "server/src/knowledge/index.ts"];
}

/** A valid data file that says too little yet. */
export const skeleton = (packageName: string): string =>
  `${JSON.stringify(
    {
      package: packageName,
      versions: "*",
      evidence: "say which version and type file or page the rows were read in",
      rows: [{ at: "load", role: "load", cost: "seconds", model: 0, modelKind: "file" }],
    },
    null,
    2,
  )}\n`;

const page = (packageName: string): string => `# ${packageName.replace("pypi:", "")}

Say in one or two sentences what the library does, what its calls cost and what a reader should know.

Show it in idiomatic use; every path of every row must be reached. Replace this fence.

${packageName.startsWith("pypi:") ? pythonFence(packageName.slice("pypi:".length)) : typescriptFence(packageName)}
`;

const typescriptFence = (packageName: string): string => `\`\`\`ts
import { load } from "${packageName}";

const model = await load("model.bin");
\`\`\``;

const pythonFence = (module: string): string => `\`\`\`py
import ${module} as library

model = library.load("model.bin")
\`\`\``;

/** The register with one import and one entry more. The formatter puts the imports in order; entries stay sorted by path. */
export function withLine(text: string, name: string): string {
  const lines = [...text.matchAll(/^import (\w+) from\s+"\.\/((?:npm|pypi)\/.+)\.json"\s+with\s*\{[^}]*\};$/gm)];
  const entries = [...lines.map((line) => ({ id: line[1]!, name: line[2]! })), { id: identifierOf(name), name }];
  const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const imports = sorted.map((entry) => `import ${entry.id} from "./${entry.name}.json" with { type: "json" };`);
  const before = text.slice(0, lines[0]!.index);
  const last = lines.at(-1)!;
  const after = text.slice(last.index + last[0].length);
  return `${before}${imports.join("\n")}${after.replace(/(frameworks = \[\n)[^\]]*(\n\])/, (_, open, close) => `${open}${sorted.map((entry) => `  ${entry.id},`).join("\n")}${close}`)}`;
}

/** `npm/@huggingface/transformers` → `huggingfaceTransformers`, `pypi/torch` → `pythonTorch`. */
function identifierOf(name: string): string {
  const [first = "", ...rest] = name
    .replace(/^npm\//, "")
    .replace(/^pypi\//, "python-")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  const joined =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
  return /^\d/.test(joined) ? `of${joined}` : joined;
}
