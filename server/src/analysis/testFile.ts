/** Whether a file is a test, before anything of it is parsed: rules are silent there, and nobody waits for what it does. Absent on purpose: the conventions. */
import { isTestFile } from "../usage/target.ts";
import type { AnalysisSettings } from "./settings.ts";

/** `folder` is the workspace folder that holds the file. */
export function isTest({ target, tests }: AnalysisSettings, fileName: string, folder: string | undefined): boolean {
  return target === undefined ? isTestFile(below(folder, fileName), tests) : target === "test";
}

/** The path below the folder, with `/`. */
export function below(folder: string | undefined, fileName: string): string {
  const file = fileName.replaceAll("\\", "/");
  const root = folder?.replaceAll("\\", "/").replace(/\/?$/, "/");
  return root && file.startsWith(root) ? file.slice(root.length) : file;
}
