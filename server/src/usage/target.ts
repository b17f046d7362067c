/** Where a file's code runs, guessed from what it imports and names. Absent on purpose: settings, which come before the guess. */
import picomatch from "picomatch";
import type { Binding, CodeFacts } from "../facts/facts.ts";
import type { Row } from "../knowledge/framework.ts";
import type { Knowledge } from "../knowledge/match.ts";
import { exportRowsOf } from "./exportRows.ts";
import type { Target } from "./usage.ts";

/** Conventions of test and benchmark runners. Examples and demos are no tests: people copy them. */
const testFiles = [
  "**/*{.,_,-}{test,spec,bench,benchmark,e2e}.*",
  "**/test_*.py",
  "**/*_test.{py,ts,tsx,js,jsx,mjs,cjs}",
  "**/{test_util,test_utils,test-util,test-utils,testUtil,testUtils}.*",
  "**/{__tests__,__mocks__,tests,test,e2e,bench,benches,benchmark,benchmarks}/**",
];

/** In every name the conventions match. Most files are told apart by it, and nobody has to compile the globs. */
const mayBeTest = /test|spec|bench|mock|e2e/;

export interface TargetInput {
  readonly facts: CodeFacts;
  readonly fileName: string;
  readonly knowledge: Knowledge;
  readonly tests: readonly string[] | undefined;
}

export function guessTarget(input: TargetInput): Target {
  const { facts, fileName, tests } = input;
  const { globals, hasJsx, imports } = facts;
  if (isTestFile(fileName, tests)) return "test";
  if (isWorker(facts, fileName)) return "worker";
  if (facts.bindings.some(saysEdge)) return "edge";
  const usesNode = imports.some(({ module }) => module.startsWith("node:"));
  if (hasJsx && !usesNode) return "browser";
  const runs = runsPer(input);
  if (runs.has("request") || runs.has("message")) return "server";
  if (runs.has("invocation")) return "serverless";
  if (["document", "window", "navigator", "localStorage"].some((name) => globals.has(name))) return "browser";
  if (
    hasJsx ||
    usesNode ||
    startsItself(facts) ||
    ["process", "__dirname", "__filename", "Buffer", "require"].some((name) => globals.has(name))
  )
    return "batch";
  return "unknown";
}

/** `if __name__ == "__main__":` around a call, or a command line that is read: a program somebody starts. */
const startsItself = ({ globals, calls, scopes, imports }: CodeFacts): boolean =>
  imports.some(({ module }) => module === "pypi:argparse") ||
  (globals.has("__name__") &&
    calls.some(({ scope }) => {
      const branch = scopes[scope]!;
      return branch.kind === "branch" && branch.parent === 0 && branch.uses.length === 0;
    }));

/** What one run is in the frameworks a file imports or is a part of by its place. */
function runsPer({ facts, fileName, knowledge }: TargetInput): ReadonlySet<Row["per"]> {
  const specifiers = facts.imports.map(({ module }) => module);
  const imported = specifiers.flatMap((module) => knowledge.frameworksOf(module)).flatMap(({ rows }) => rows);
  const placed = exportRowsOf(knowledge, fileName, specifiers).filter((row) =>
    row.names?.some((name) => isExported(facts, name)),
  );
  return new Set(
    [...imported.filter(({ as }) => as !== "export"), ...placed]
      .filter(({ role }) => role === "handler")
      .map(({ per }) => per),
  );
}

const isExported = ({ scopes, bindings }: CodeFacts, name: string): boolean =>
  scopes.some((scope) => scope.kind === "function" && scope.exportedAs.includes(name)) ||
  bindings.some(({ exportedAs }) => exportedAs.includes(name));

/** `export const runtime = "edge"`. */
const saysEdge = ({ exportedAs, writes }: Binding): boolean =>
  exportedAs.includes("runtime") &&
  writes.some(({ value }) => value?.kind === "literal" && /^edge$|^experimental-edge$/.test(String(value.value)));

/** By its name, by what a worker takes from its parent, or by listening on `self` where there is no document. */
function isWorker(facts: CodeFacts, fileName: string): boolean {
  const { bindings, globals, scopes } = facts;
  const fetches = scopes.some((scope) => scope.kind === "function" && scope.exportedAs.includes("default.fetch"));
  if (/[-._/\\]worker\.[cm]?[jt]sx?$/.test(fileName) && !fetches) return true;
  if (bindings.some(({ origin, name }) => origin === "import" && (name === "parentPort" || name === "workerData")))
    return true;
  if (globals.has("document") || globals.has("window")) return false;
  return (
    globals.has("importScripts") ||
    globals.has("DedicatedWorkerGlobalScope") ||
    assignsMessage(facts) ||
    listensAsWorker(facts)
  );
}

const matchers = new Map<string, (file: string) => boolean>();

/** Test and benchmark files, by the conventions of runners or the globs the settings name. */
export function isTestFile(fileName: string, tests: readonly string[] | undefined): boolean {
  if (!tests && !mayBeTest.test(fileName)) return false;
  const globs = tests ?? testFiles;
  const key = globs.join("\n");
  let matches = matchers.get(key);
  if (!matches) {
    matches = picomatch([...globs], { dot: true });
    matchers.set(key, matches);
  }
  return matches(fileName.replaceAll("\\", "/"));
}

/** `self.addEventListener("message", …)`: without a document only a worker does that. */
const listensAsWorker = (facts: CodeFacts): boolean =>
  facts.globals.has("self") &&
  facts.calls.some(({ paths }) =>
    paths.some(({ module, steps }) => module === "" && /^self\.(addEventListener|postMessage)$/.test(steps)),
  );

const assignsMessage = (facts: CodeFacts): boolean =>
  ["onmessage", "self", "globalThis"].some((name) => facts.globals.has(name)) &&
  facts.scopes.some(
    (scope) =>
      scope.kind === "function" &&
      scope.assignedTo.some(({ module, steps }) => module === "" && /^(self\.|globalThis\.)?onmessage$/.test(steps)),
  );
