/** Builds the extension and packages it as a .vsix, when something it is made of has changed. */
import { existsSync } from "node:fs";
import { inRoot, vsix } from "./places.ts";
import { output, step, upToDate } from "./progress.ts";
import { contentHash, once } from "./stamp.ts";

const sources = ["client", "server", "package.json", "package-lock.json", "scripts/build.ts", "schemas"];
const packaged = [
  ...sources,
  "scripts/package.ts",
  "snippets",
  "media",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  ".vscodeignore",
  "docs",
];

/** dist/: extension, server, command line, bench worker. */
export function buildExtension(): Promise<void> {
  return once("build", contentHash(sources), {
    made: [inRoot("dist", "extension.cjs"), inRoot("dist", "server.cjs")],
    skip: () => upToDate("Extension"),
    work: () => step("Building the extension", () => script("build.ts")),
  });
}

/** The .vsix of this platform; expects dist/. */
export function packageExtension(): Promise<void> {
  return once("package", contentHash(packaged), {
    made: [vsix],
    skip: () => upToDate("Package (.vsix)"),
    work: () => step("Packaging the extension", () => script("package.ts")),
  });
}

async function script(name: string): Promise<void> {
  const file = inRoot("scripts", name);
  if (!existsSync(file)) throw new Error(`scripts/${name} is missing.`);
  await output(process.execPath, [file], { cwd: inRoot() });
}
