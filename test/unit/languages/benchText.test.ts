/** Bench files made from signatures: they type-check against the function they are for, and what cannot be known is said. */
import { Project, ts } from "ts-morph";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/languages/typescript/parse.ts";
import { exportedFunctions } from "../../../server/src/usage/exportedFunctions.ts";

function written(text: string, fileName = "/p/embed.ts", name?: string) {
  const parsed = parse({ fileName, text });
  const found = exportedFunctions(parsed.facts()).find((one) => name === undefined || one.name === name);
  if (!found) throw new Error("no exported function");
  const made = parsed.benchText!({ name: found.name, span: found.scope.span });
  if (!made) throw new Error("no bench text");
  return { ...made, text: `${made.header}${made.header === "" ? "" : "\n"}${made.entry}` };
}

/** Sources of one exported function, and what its arguments become. */
const standIns: readonly (readonly [string, string])[] = [
  ["export const f = async (a: string, b?: number, c = 1, ...d: string[]) => [a, b, c, d];", '["text"]'],
  [
    "export function f(a: Float32Array, b: readonly number[], c: [number, string]) {}",
    '[new Float32Array(16), [1], [1, "text"]]',
  ],
  [
    "export function f(a: 'x' | 'y', b: null | string, c: boolean | undefined, d: bigint) {}",
    `['x', "text", true, 1n]`,
  ],
  [
    "interface Box { x: number; label: string; note?: string }\nexport function f(box: Box, all: Box[], by: Record<string, Box>) {}",
    '[{ x: 1, label: "text" }, [{ x: 1, label: "text" }], { key: { x: 1, label: "text" } }]',
  ],
  [
    "type A = { a: number };\ntype B = A & { b: string };\nexport function f(b: B, p: Partial<B>) {}",
    '[{ a: 1, b: "text" }, {}]',
  ],
  ["export enum Kind { One = 'one', Two = 'two' }\nexport function f(kind: Kind) {}", "[code.Kind.One]"],
  ["export class Box { constructor(readonly n: number) {} }\nexport function f(box: Box) {}", "[new code.Box(1)]"],
  [
    "export function f(done: (n: number) => boolean, later: Promise<string>) {}",
    '[() => true, Promise.resolve("text")]',
  ],
  [
    "export async function POST(request: Request) {}",
    '[new Request("http://localhost/", { method: "POST", body: JSON.stringify({}) })]',
  ],
  [
    "export function f(items: AsyncIterable<string>, url: URL, blob: Blob) {}",
    '[(async function* () { yield "text"; })(), new URL("http://localhost/"), new Blob(["text"])]',
  ],
  ["export default function (text: string) {}", '["text"]'],
];

const boxed =
  "export class Detector { constructor(readonly path: string) {} detect(image: Uint8Array) { return image.length; } static all(n: number) { return n; } }\n";
const imported = 'import type { Image } from "./image";\nexport function f(image: Image) {}\n';

/** What a type checker says of each bench file beside its source, by folder: one program for all. */
let found: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    },
  });
  const folders = { ...Object.fromEntries(standIns.map(([source]) => [source, `${source}\n`])), boxed, imported };
  const files = Object.entries(folders).map(([key, source], index) => {
    project.createSourceFile(`/${index}/embed.ts`, source);
    project.createSourceFile(`/${index}/image.ts`, "export interface Image { width: number }\n");
    const bench = `/${index}/embed.inferlens.ts`;
    project.createSourceFile(bench, written(source).text);
    return [key, bench] as const;
  });
  const program = project.getProgram().compilerObject;
  found = new Map(
    files.map(([key, bench]) => {
      const file = program.getSourceFile(bench)!;
      const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [key, all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }),
  );
});

describe("a bench file in TypeScript", () => {
  it("is typed by the function it is for", () => {
    const { text, fileName } = written("export async function embed(text: string, n: number) { return [n, text]; }\n");
    expect(fileName).toBe("embed.inferlens.ts");
    expect(text).toBe(`import * as code from "./embed";

// What InferLens calls the functions of embed.ts with. Each may also have
// setup (once, before), expected (the first result, or a function that checks it), teardown (once, after).

export const embed = {
  args: (): Parameters<typeof code.embed> => ["text", 1],
};
`);
  });

  it.each(standIns)("stands in for %s", (source, args) => {
    expect(written(`${source}\n`).text).toContain(` => ${args},`);
    expect(found.get(source)).toEqual([]);
  });

  it("leaves to the user what only another file tells, where a type checker points to it", () => {
    expect(written(imported).text).toContain("[undefined /* Image */]");
    expect(found.get("imported")).toEqual(["Type 'undefined' is not assignable to type 'Image'."]);
  });

  it("makes the object whose method is measured", () => {
    const method = written(boxed, "/p/embed.ts", "Detector.detect");
    expect(method.entry).toBe(`export const Detector = {
  detect: {
    self: () => new code.Detector("text"),
    args: (): Parameters<code.Detector["detect"]> => [new Uint8Array(16)],
  },
};
`);
    expect(found.get("boxed")).toEqual([]);
    const own = written(boxed, "/p/embed.ts", "Detector.all");
    expect(own.entry).toContain("args: (): Parameters<typeof code.Detector.all> => [1],");
    expect(own.entry).not.toContain("self");
  });

  it("imports as the file itself imports", () => {
    expect(written('import "./a.ts";\nexport function f(n: number) {}\n').header).toContain('"./embed.ts"');
    expect(written('import "./a.js";\nexport function f(n: number) {}\n').header).toContain('"./embed.js"');
    expect(written("export function f(n: number) {}\n", "/p/embed.mts").header).toContain('"./embed.mjs"');
  });

  it("selects the first value to be filled in", () => {
    const { entry, first } = written("export function f(a: string, b: number) {}\n");
    expect(entry.slice(first.start, first.end)).toBe('"text", 1');
  });
});

describe("a bench file in JavaScript", () => {
  it("is an ES module where the source is one", () => {
    const { text, fileName } = written("export function embed(texts, options) {}\n", "/p/embed.js");
    expect(fileName).toBe("embed.inferlens.js");
    expect(text).toMatch(/^\/\/ What/);
    expect(text).toContain('export const embed = {\n  args: () => [["text"], {}],\n};');
  });

  it("is CommonJS where the source is", () => {
    const { text } = written("exports.embed = function (text) { return text; };\n", "/p/embed.js");
    expect(text).toContain('exports.embed = {\n  args: () => ["text"],\n};');
  });
});
