/** What files say about each other: exports that lead to packages, re-exports, circles. */
import { expect, test } from "vitest";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import type { ExportsOf, ModuleExports } from "../../../server/src/languages/language.ts";

const frontEnd = await loadFrontEnd("typescript");

/** A program of files in one folder: `./a` is the file `a`. */
function program(files: Readonly<Record<string, string>>) {
  const parsed = new Map(
    Object.entries(files).map(([name, text]) => [name, frontEnd.parse({ fileName: `${name}.ts`, text })]),
  );
  const exportsOf: ExportsOf = (specifier) =>
    specifier.startsWith("./") ? parsed.get(specifier.slice(2))?.exports(exportsOf) : undefined;
  return {
    exports: (name: string): ModuleExports => parsed.get(name)!.exports(exportsOf),
    paths: (name: string, callee: string): readonly string[] => {
      const { text } = parsed.get(name)!;
      const call = parsed
        .get(name)!
        .facts(exportsOf)
        .calls.find(({ callee: at }) => text.slice(at.start, at.end) === callee)!;
      return call.paths.map(({ module, steps }) => `${module}:${steps}`);
    },
  };
}

const shown = (list: ReadonlyMap<string, readonly { module: string; steps: string }[]>): Record<string, string[]> =>
  Object.fromEntries([...list].map(([name, paths]) => [name, paths.map(({ module, steps }) => `${module}:${steps}`)]));

test("a function of another file that returns a package's object", () => {
  const { paths, exports } = program({
    model:
      'import { load } from "models";\nlet m;\nexport async function get() {\n  m ??= await load();\n  return m;\n}\n',
    app: 'import { get } from "./model";\nconst m = await get();\nm.run();\n',
  });
  expect(shown(exports("model").returns)).toEqual({ get: ["models:load()"] });
  expect(paths("app", "get")).toEqual(["./model:get"]);
  expect(paths("app", "m.run")).toEqual(["./model:get().run", "models:load().run"]);
});

test("values, defaults, classes of CommonJS, renamed and whole re-exports", () => {
  const { exports, paths } = program({
    base: 'import { load, Client } from "models";\nexport const ready = load();\nexport default new Client();\nexport const make = () => new Client();\nconst local = load();\nexport { local as renamed };\n',
    index:
      'export { ready as model, default } from "./base";\nexport * from "./base";\nexport * from "models";\nexport * as all from "models";\nexport { load as open } from "models";\n',
    common: 'const { load } = require("models");\nmodule.exports = { load, ready: load() };\nexports.extra = load;\n',
    app: 'import client, { model, renamed, make, all, open, other } from "./index";\nclient.a(); model.b(); renamed.c(); make().d(); all.e(); open().f(); other.g();\n',
  });
  expect(shown(exports("base").names)).toEqual({
    ready: ["models:load()"],
    default: ["models:Client()"],
    renamed: ["models:load()"],
  });
  expect(shown(exports("base").returns)).toEqual({ make: ["models:Client()"] });
  expect(exports("index").stars).toEqual(["models"]);
  expect(shown(exports("common").names)).toEqual({
    load: ["models:load"],
    ready: ["models:load()"],
    extra: ["models:load"],
  });
  expect(paths("app", "client.a")).toContain("models:Client().a");
  expect(paths("app", "model.b")).toContain("models:load().b");
  expect(paths("app", "renamed.c")).toContain("models:load().c");
  expect(paths("app", "make().d")).toContain("models:Client().d");
  expect(paths("app", "all.e")).toContain("models:e");
  expect(paths("app", "open().f")).toContain("models:load().f");
  expect(paths("app", "other.g")).toContain("models:other.g");
});

test("a file's neighbours and the global object are nothing another file can use", () => {
  const { exports } = program({
    a: 'import { x } from "./unknown";\nexport const y = x();\nexport const z = fetch("a");\n',
  });
  expect(shown(exports("a").names)).toEqual({});
  expect(shown(exports("a").returns)).toEqual({});
});

test("files that re-export each other", () => {
  const { exports, paths } = program({
    a: 'export * from "./b";\nexport { b } from "./b";\nimport { load } from "models";\nexport const a = load();\n',
    b: 'export * from "./a";\nexport { a } from "./a";\nimport { load } from "models";\nexport const b = load();\n',
    self: 'export * from "./self";\nexport { self } from "./self";\n',
    app: 'import { a, b } from "./a";\na.run();\nb.go();\n',
  });
  expect(shown(exports("self").names)).toEqual({});
  expect(shown(exports("a").names)).toMatchObject({ a: ["models:load()"], b: ["models:load()"] });
  expect(paths("app", "a.run")).toContain("models:load().run");
  expect(paths("app", "b.go")).toContain("models:load().go");
});

test("specifiers without building facts", () => {
  const text =
    'import a from "a";\nexport * from "./b";\nimport c = require("c");\nconst d = await import("d");\nconst { e } = require(`e`);\nimport "f";\n';
  expect([...frontEnd.parse({ fileName: "a.ts", text }).specifiers].sort()).toEqual(["./b", "a", "c", "d", "e", "f"]);
});
