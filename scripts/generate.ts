/**
 * `npm run generate`: writes everything that is made from something else: pages of rules and frameworks, schemas, the table
 * of rules in README.md. With `--check` it writes nothing and says what is stale. Absent on purpose: making the texts; each
 * file in generate/ makes its own.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { generateFrameworkDocs } from "./generate/frameworks.ts";
import { generateRuleDocs } from "./generate/rules.ts";
import { generateSchemas } from "./generate/schema.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Folders in which nothing is written by hand. */
const generatedFolders = ["docs/rules", "docs/frameworks", "schemas"];

/** All generated texts by path below the project's root. */
export async function generateAll(): Promise<Map<string, string>> {
  return new Map([...(await generateRuleDocs()), ...generateFrameworkDocs(), ...generateSchemas()]);
}

export interface Stale {
  readonly file: string;
  readonly why: "missing" | "out of date" | "made from nothing any more";
}

/** What differs between the texts and the files below a root. */
export function staleFiles(texts: ReadonlyMap<string, string>, below = root): readonly Stale[] {
  const stale: Stale[] = [];
  for (const [file, text] of texts) {
    const at = path.join(below, file);
    if (!existsSync(at)) stale.push({ file, why: "missing" });
    else if (readFileSync(at, "utf8") !== text) stale.push({ file, why: "out of date" });
  }
  const present = generatedFolders.flatMap((folder) => globSync(`${folder}/**/*.*`, { cwd: below }));
  for (const file of present.map((one) => one.replaceAll("\\", "/")).sort()) {
    if (!texts.has(file)) stale.push({ file, why: "made from nothing any more" });
  }
  return stale;
}

if (import.meta.main) {
  const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const texts = await generateAll();
  const stale = staleFiles(texts);
  for (const { file, why } of stale)
    console.log(`${options.check ? why : why === "made from nothing any more" ? "removed" : "written"}: ${file}`);
  if (options.check) {
    console.log(stale.length > 0 ? "Run npm run generate." : `All ${texts.size} generated files are up to date.`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const { file, why } of stale) write(file, why);
    if (stale.length === 0) console.log(`All ${texts.size} generated files were up to date.`);
  }

  function write(file: string, why: Stale["why"]): void {
    const at = path.join(root, file);
    if (why === "made from nothing any more") {
      rmSync(at);
      return;
    }
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, texts.get(file)!);
  }
}
