/** Where a file's code runs, guessed from what it imports and names. Absent on purpose: settings, which come before the guess. */
import picomatch from "picomatch";
import type { CodeFacts } from "../facts/facts.ts";
import type { Knowledge } from "../knowledge/match.ts";
import type { Target } from "./usage.ts";

/** Conventions of test and benchmark runners. Examples and demos are no tests: people copy them. */
export const testFiles = [
  "**/*.{test,spec,bench}.*",
  "**/test_*.py",
  "**/*_test.py",
  "**/{__tests__,__mocks__,tests,test,bench,benches,benchmark,benchmarks}/**",
];

export interface TargetInput {
  readonly facts: CodeFacts;
  readonly fileName: string;
  readonly knowledge: Knowledge;
  readonly tests: readonly string[] | undefined;
}

export function guessTarget({ facts, fileName, knowledge, tests }: TargetInput): Target {
  if (isTestFile(fileName, tests)) return "test";
  const { globals } = facts;
  if (globals.has("document") || globals.has("window")) return "browser";
  if (
    globals.has("self") ||
    globals.has("importScripts") ||
    globals.has("DedicatedWorkerGlobalScope") ||
    assignsMessage(facts)
  )
    return "worker";
  if (listensAsWorker(facts)) return "worker";
  if (globals.has("navigator")) return "browser";
  const per = new Set<string | undefined>();
  for (const { module, typeOnly } of facts.imports) {
    if (!typeOnly)
      for (const { rows } of knowledge.frameworksOf(module))
        for (const row of rows) if (row.role === "handler") per.add(row.per);
  }
  if (per.has("request") || per.has("message")) return "server";
  if (per.has("invocation")) return "serverless";
  if (facts.hasJsx) return "browser";
  const usesNode =
    globals.has("process") ||
    globals.has("__dirname") ||
    globals.has("Buffer") ||
    facts.imports.some(({ module }) => /^node:/.test(module));
  return usesNode ? "batch" : "unknown";
}

const matchers = new Map<string, (file: string) => boolean>();

/** Test and benchmark files, by the conventions of runners or the globs the settings name. */
export function isTestFile(fileName: string, tests: readonly string[] | undefined): boolean {
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
  facts.scopes.some(
    (scope) =>
      scope.kind === "function" &&
      scope.assignedTo.some(({ module, steps }) => module === "" && /^(self\.|globalThis\.)?onmessage$/.test(steps)),
  );
