/** Installs the packaged extension once, for all scenarios; they share it and nothing else. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fetchModels } from "../../../scripts/workbench/demo.ts";
import { vsix } from "../../../scripts/workbench/places.ts";
import { installExtension } from "../../../scripts/workbench/server.ts";
import { vscodeServer } from "../../../scripts/workbench/vscode.ts";
import { extensions, out, screenshots } from "./places.ts";

export default async function setup(): Promise<void> {
  for (const needed of [vsix, vscodeServer]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run npm test, or npm start once.`);
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  await fetchModels();
  await installExtension({ data: path.join(out, "install"), extensions }, vsix);
}
