/** Names that imports take, and every form in which that cannot be told. */
import { describe, expect, it } from "vitest";
import { importsIn } from "../../../server/src/workspace/imports.ts";

describe("names an import takes", () => {
  it.each([
    ['import { a, b as c } from "./m";', ["a", "b"]],
    ["import {\n  a,\n  type B,\n} from './m';", ["a", "B"]],
    ['import type { A } from "./m";', ["A"]],
    ['export { a, b } from "./m";', ["a", "b"]],
    ['const { a, b: c } = require("./m");', ["a", "b"]],
    ['const { a } = await import("./m");', ["a"]],
    ['import { a } from "./m";\nimport { b } from "./m";', ["a", "b"]],
  ])("%s", (text, names) => {
    expect(importsIn(text, "/a.ts")).toEqual([{ specifier: "./m", names }]);
  });

  it.each([
    'import "./m";',
    'import m from "./m";',
    'import * as m from "./m";',
    'import m, { a } from "./m";',
    'import { default as m } from "./m";',
    'import { a, // why\n b } from "./m";',
    'export * from "./m";',
    'export * as m from "./m";',
    'const m = require("./m");',
    'const { a = 1 } = require("./m");',
    'const { a, ...rest } = require("./m");',
    'const { a: { b } } = require("./m");',
    '({ a } = require("./m"));',
    'if (x === {} || require("./m")) {}',
    'const m = { ...require("./m") };',
    'const m = { a } \n require("./m");',
    'import("./m").then(({ a }) => a());',
    'import { a } from "./m";\nconst m = require("./m");',
    'use({ a } from "./m")',
  ])("any: %s", (text) => {
    expect(importsIn(text, "/a.ts")).toEqual([{ specifier: "./m", names: null }]);
  });
});
