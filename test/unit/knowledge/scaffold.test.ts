/** What `npm run new framework` writes. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newFramework, skeleton, withLine } from "../../../scripts/new/framework.ts";
import { readFramework } from "../../../server/src/knowledge/validate.ts";

const register = readFileSync(path.resolve(import.meta.dirname, "../../../server/src/knowledge/index.ts"), "utf8");
const entries = (text: string) => [...text.matchAll(/from "\.\/((?:npm|pypi)\/.+)\.json"/g)].map((line) => line[1]!);
const list = (text: string) => /frameworks = \[\n([^\]]*)\]/.exec(text)![1]!.trim().split(/,\s*/).filter(Boolean);

describe("the register", () => {
  it.each([
    ["npm/@acme/vectors", "acmeVectors"],
    ["npm/aardvark", "aardvark"],
    ["npm/zx", "zx"],
    ["npm/node/cluster", "nodeCluster"],
    ["npm/3d-ai", "of3dAi"],
    ["pypi/acme.vectors", "pythonAcmeVectors"],
  ])("gets a line for %s", (name, identifier) => {
    const text = withLine(register, name);
    expect(text).toContain(`import ${identifier} from "./${name}.json" with { type: "json" };`);
    expect(entries(text)).toEqual([...entries(register), name].sort());
    expect(list(text)).toHaveLength(list(register).length + 1);
    expect(list(text).indexOf(identifier)).toBe(entries(text).indexOf(name));
    expect(text.startsWith("/**")).toBe(true);
  });
});

describe("the data file", () => {
  it("is valid from the start", () => expect(readFramework(skeleton("@acme/vectors"))).toHaveProperty("framework"));
});

describe("a wrong name", () => {
  it.each([undefined, "", "acme", "npm/", "npm/../x", "npm/Bad Name", "pypi/a-b"])("%s", (where) => {
    expect(() => newFramework(where)).toThrow("npm run new framework npm/<package>");
  });
  it("of a package that is known", () => expect(() => newFramework("npm/openai")).toThrow("known already"));
});
