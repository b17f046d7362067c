/**
 * Python on the pages of rules, libraries and languages is Python, and so is what fixes make of it: asked of Python itself. Absent on
 * purpose: machines without python3, where our own parser has read the same fences in the tests beside this one.
 */
import { globSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { pythonFaults, pythonVersion } from "../unit/languages/pythonCompiler.ts";
import { readPage } from "./page.ts";

const root = path.resolve(import.meta.dirname, "../../server/src");
const fences = globSync(["rules/*/rule.md", "knowledge/pypi/*.md"], { cwd: root })
  .sort()
  .flatMap((page) => readPage(path.join(root, page)).fences.map((fence) => ({ ...fence, page })))
  .filter(({ language }) => language === "py");

const compiler = pythonVersion();

it.skipIf(compiler === null)(
  `${fences.length} examples compile with ${compiler ?? "python3, which is not here"}`,
  () => {
    expect(fences.length).toBeGreaterThan(100);
    const faults = pythonFaults(fences.map(({ code }) => code))!;
    expect(
      faults.flatMap((fault, index) => (fault ? [`${fences[index]!.page} ${fences[index]!.title}: ${fault}`] : [])),
    ).toEqual([]);
  },
);
