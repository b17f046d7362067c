/** The scaffold of a rule, made in a copy of the rules: it compiles, is registered in order, and its page fails until written. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRule, withRule } from "../../../scripts/new/rule.ts";
import type { Rule } from "../../../server/src/rules/rule.ts";

const source = path.resolve(import.meta.dirname, "../../..");
const root = mkdtempSync(path.join(tmpdir(), "inferlens-new-rule-"));
const register = path.join(root, "server/src/rules/index.ts");

beforeAll(() => {
  for (const room of ["rules", "usage", "facts", "text", "knowledge"]) {
    mkdirSync(path.join(root, "server/src"), { recursive: true });
    cpSync(path.join(source, "server/src", room), path.join(root, "server/src", room), { recursive: true });
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("npm run new rule", () => {
  it("writes a rule, its page and its line in the register", async () => {
    const written = newRule("outputs-copied-twice", root);
    expect(written).toEqual([
      "server/src/rules/outputs-copied-twice/rule.ts",
      "server/src/rules/outputs-copied-twice/rule.md",
      "server/src/rules/index.ts",
    ]);
    expect(written.every((file) => existsSync(path.join(root, file)))).toBe(true);
    const { default: rule } = (await import(
      pathToFileURL(path.join(root, "server/src/rules/outputs-copied-twice/rule.ts")).href
    )) as { default: Rule };
    expect(rule.name).toBe("outputs-copied-twice");
    expect(rule.stage).toBe("preview");
  });

  it("keeps imports and entries sorted and loses none", () => {
    const before = readFileSync(path.join(source, "server/src/rules/index.ts"), "utf8");
    const after = withRule(before, "aaa-first");
    const lines = (text: string): readonly string[] => text.split("\n");
    expect(lines(after).filter((line) => !lines(before).includes(line))).toEqual([
      'import aaaFirst from "./aaa-first/rule.ts";',
      "  aaaFirst,",
    ]);
    const entries = lines(readFileSync(register, "utf8")).filter((line) => /^ {2}\w+,$/.test(line));
    expect(entries).toEqual([...entries].sort());
    expect(entries).toContain("  outputsCopiedTwice,");
  });

  it("refuses a name that is taken or says nothing, and writes nothing", () => {
    const before = readFileSync(register, "utf8");
    expect(() => newRule("web-fp32-model", root)).toThrow("there is a rule of that name");
    for (const name of [undefined, "", "NoCaps", "one", "../escape-me", "trailing-"]) {
      expect(() => newRule(name, root), String(name)).toThrow("in kebab case");
    }
    expect(readFileSync(register, "utf8")).toBe(before);
  });

  it("leaves a page that the page test does not accept yet", () => {
    const text = readFileSync(path.join(root, "server/src/rules/outputs-copied-twice/rule.md"), "utf8");
    for (const heading of ["Why it costs", "When it is fine", "Found", "Not found"])
      expect(text).toContain(`## ${heading}\n`);
    expect(text).not.toContain("```ts");
  });
});
