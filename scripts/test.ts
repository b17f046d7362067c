/**
 * `npm test`: lint, types, pages and unit tests, build, then end to end in a real VS Code; one closing line sums everything up.
 * Started by test.mjs, which installs dependencies. `--no-e2e` leaves the workbench out.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { findChromium } from "./workbench/chromium.ts";
import { fetchModels } from "./workbench/demo.ts";
import { buildExtension, packageExtension } from "./workbench/extension.ts";
import { inRoot, root } from "./workbench/places.ts";
import { exitCode } from "./workbench/progress.ts";
import { findPython } from "./workbench/python.ts";
import { installVscode } from "./workbench/vscode.ts";

const { values: options } = parseArgs({ options: { "no-e2e": { type: "boolean", default: false } } });
const total = { passed: 0, failed: 0, skipped: 0 };

await part("Lint", () => command("biome", ["check", "."]));
await part("Types", () => command("tsc", ["-b"]));
await part("Types of the demo", () => command("tsc", ["-p", "demo"]));
await part("Build", async () => {
  await fetchModels();
  await buildExtension();
});
await part("Python", findPython);
// Protocol and command-line tests start what users start: the bundles.
process.env.INFERLENS_TEST_DIST = "1";
await vitest("Pages, units, protocol, command line, measuring", []);
if (!options["no-e2e"]) {
  const ready = await part("Workbench for the end-to-end tests", prepareWorkbench);
  if (ready) await vitest("End to end", ["--config", "test/e2e/vitest.config.ts"]);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Counts as one test. */
async function part(title: string, work: () => Promise<void>): Promise<boolean> {
  const startedAt = performance.now();
  console.log(`\n${title}`);
  try {
    await work();
    total.passed += 1;
    console.log(`${title}: passed, ${seconds(startedAt)}`);
    return true;
  } catch (error) {
    total.failed += 1;
    console.error(error instanceof Error ? error.message : error);
    console.log(`${title}: FAILED, ${seconds(startedAt)}`);
    return false;
  }
}

async function command(name: string, args: readonly string[]): Promise<void> {
  const shell = process.platform === "win32";
  const code = await exitCode(name, args, { cwd: root, shell });
  if (code !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${code}`);
}

/** Counts as many tests as it ran; one failure when it could not run at all. */
async function vitest(title: string, args: readonly string[]): Promise<void> {
  console.log(`\n${title}`);
  const report = inRoot("out", `${title.split(",")[0]?.toLowerCase().replaceAll(" ", "-")}.json`);
  mkdirSync(inRoot("out"), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await exitCode(
    process.execPath,
    [inRoot("node_modules/vitest/vitest.mjs"), "run", ...reporters, ...args],
    { cwd: root },
  );
  const result = readReport(report);
  total.passed += result.numPassedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  const failed = result.numFailedTests;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

function readReport(file: string): Report {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Report;
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
}

async function prepareWorkbench(): Promise<void> {
  if ((await findChromium()) === undefined) throw new Error("The end-to-end tests need Chromium.");
  await installVscode();
  await packageExtension();
}

function seconds(startedAt: number): string {
  return `${Math.round((performance.now() - startedAt) / 1000)} s`;
}
