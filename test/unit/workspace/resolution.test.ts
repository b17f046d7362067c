/** Which file an import means: on a real disk, because the readers of tsconfig and workspaces look there. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diskReader } from "../../../server/src/workspace/reader.ts";
import { createResolution } from "../../../server/src/workspace/resolution.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function on(files: Readonly<Record<string, string | object>>) {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "inferlens-resolution-")));
  made.push(root);
  const write = (file: string, content: string | object): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), typeof content === "string" ? content : JSON.stringify(content));
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  const resolution = createResolution(diskReader);
  return {
    write,
    resolution,
    /** Below the root, with `/`. */
    resolve(importer: string, specifier: string): string | undefined {
      const found = resolution.resolve(path.join(root, importer), specifier);
      return found && path.relative(root, found).split(path.sep).join("/");
    },
  };
}

describe("relative", () => {
  const { resolve } = on({
    "src/a.ts": "",
    "src/b.tsx": "",
    "src/c/index.js": "",
    "src/d.mts": "",
    "src/e.json": "{}",
    "src/f.service.ts": "",
  });
  it.each([
    ["./a", "src/a.ts"],
    ["./a.js", "src/a.ts"],
    ["./b.jsx", "src/b.tsx"],
    ["./c", "src/c/index.js"],
    ["./d.mjs", "src/d.mts"],
    ["./f.service", "src/f.service.ts"],
    ["../src/a.ts", "src/a.ts"],
    ["./e.json", undefined],
    ["./missing", undefined],
  ])("%s", (specifier, expected) => expect(resolve("src/main.ts", specifier)).toBe(expected));
});

describe("tsconfig", () => {
  it("paths, through extends and project references, and baseUrl", () => {
    const { resolve } = on({
      "tsconfig.base.json":
        '{ /* shared */ "compilerOptions": { "paths": { "@/*": ["./app/*"], "~lib": ["./lib/index.ts"] } } }',
      "tsconfig.json": { extends: "./tsconfig.base.json" },
      "app/model.ts": "",
      "lib/index.ts": "",
      "web/tsconfig.json": { files: [], references: [{ path: "./tsconfig.app.json" }] },
      "web/tsconfig.app.json": {
        compilerOptions: { paths: { "#web/*": ["./src/*"], "$/*": ["./src/*"], "@/*": ["./src/*"] } },
      },
      "web/src/view.ts": "",
      "js/jsconfig.json": { compilerOptions: { baseUrl: "." } },
      "js/services/embed.js": "",
    });
    expect(resolve("app/route.ts", "@/model")).toBe("app/model.ts");
    expect(resolve("app/deep/route.ts", "~lib")).toBe("lib/index.ts");
    expect(resolve("web/src/main.ts", "@/view")).toBe("web/src/view.ts");
    expect(resolve("js/main.js", "services/embed")).toBe("js/services/embed.js");
    expect(resolve("app/route.ts", "express")).toBeUndefined();
    expect(resolve("app/route.ts", "node:path")).toBeUndefined();
  });

  it("a broken one leaves everything else working", () => {
    const { resolve } = on({ "tsconfig.json": '{ "extends": "./none.json"', "a.ts": "" });
    expect(resolve("b.ts", "./a")).toBe("a.ts");
    expect(resolve("b.ts", "@/a")).toBeUndefined();
  });
});

describe("packages of the workspace", () => {
  const packages = {
    "packages/ai/package.json": {
      name: "@acme/ai",
      exports: {
        ".": { types: "./dist/index.d.ts", import: "./dist/index.js" },
        "./embed": "./dist/embed/index.mjs",
        "./src/*": "./src/*.ts",
      },
    },
    "packages/ai/src/index.ts": "",
    "packages/ai/src/embed/index.mts": "",
    "packages/ai/src/deep/one.ts": "",
    "packages/old/package.json": { name: "old", main: "./lib/main.js" },
    "packages/old/lib/main.js": "",
    "packages/old/extra.js": "",
    "packages/bare/package.json": { name: "bare" },
    "packages/bare/index.ts": "",
    "apps/web/package.json": {
      name: "web",
      imports: { "#model": "./src/model.js", "#lib/*": { default: "./dist/lib/*.js" } },
    },
    "apps/web/src/model.ts": "",
    "apps/web/src/lib/one.ts": "",
  };
  it.each([
    ["npm and yarn", { "package.json": { workspaces: ["packages/*", "apps/*"] } }],
    ["yarn, as a record", { "package.json": { workspaces: { packages: ["./packages/*/", "apps/*"] } } }],
    [
      "pnpm",
      {
        "package.json": { name: "root" },
        "pnpm-workspace.yaml": 'packages:\n  - "packages/*" # ours\n  - apps/*\n  - "!apps/none"\n',
      },
    ],
  ])("%s", (_, root) => {
    const { resolve } = on({ ...root, ...packages });
    const from = "apps/web/src/main.ts";
    expect(resolve(from, "@acme/ai")).toBe("packages/ai/src/index.ts");
    expect(resolve(from, "@acme/ai/embed")).toBe("packages/ai/src/embed/index.mts");
    expect(resolve(from, "@acme/ai/src/deep/one")).toBe("packages/ai/src/deep/one.ts");
    expect(resolve(from, "old")).toBe("packages/old/lib/main.js");
    expect(resolve(from, "old/extra")).toBe("packages/old/extra.js");
    expect(resolve(from, "bare")).toBe("packages/bare/index.ts");
    expect(resolve(from, "#model")).toBe("apps/web/src/model.ts");
    expect(resolve(from, "#lib/one")).toBe("apps/web/src/lib/one.ts");
    expect(resolve(from, "#none")).toBeUndefined();
    expect(resolve(from, "@acme/none")).toBeUndefined();
    expect(resolve("packages/ai/src/deep/one.ts", "@acme/ai")).toBe("packages/ai/src/index.ts");
  });
});

it("files that appear answer once they are told of", () => {
  const { resolve, resolution, write } = on({ "a.ts": "" });
  expect(resolve("a.ts", "./b")).toBeUndefined();
  write("b.ts", "");
  resolution.forget();
  expect(resolve("a.ts", "./b")).toBe("b.ts");
});
