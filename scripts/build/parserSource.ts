/**
 * The part of the TypeScript compiler that the keystroke path needs: scanner, parser and node tests, cut out of ts-morph's
 * bundle along its own section marks, so that a start reads and compiles a quarter of it. Absent on purpose: binder, checker,
 * emitter and language service; fixes load the whole compiler for those.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** Sections of the bundle are headed `// src/compiler/parser.ts`. The services section makes nodes with `getStart` and `text`. */
const sections =
  /^(compiler\/(corePublic|core|debug|semver|performanceCore|_namespaces\/ts\.performance|performance|tracing|types|sys|path|diagnosticInformationMap\.generated|scanner|utilitiesPublic|utilities|parser|factory\/\w+)|services\/services)\.ts$/;
const opening = "var ts = {}; ((module) => {";
const exportsCall = "__export(typescript_exports, {";
const exportsEnd = "module.exports = __toCommonJS(typescript_exports);";
const closing = "// Annotate the CommonJS export names";
/** Made by checkers only; their classes would pull the language service in. */
const unusedConstructors = ["Symbol", "Type", "Signature", "SourceMapSource"];

/** An ES module that exports what the front end's files ask of `ts`. Throws when the compiler's bundle has another shape. */
export function parserSource(root: string): string {
  const bundle = readFileSync(path.join(root, "node_modules/@ts-morph/common/dist/typescript.js"), "utf8");
  const [start, listStart, listEnd, end] = [
    bundle.indexOf(opening),
    bundle.indexOf(exportsCall),
    bundle.indexOf(exportsEnd),
    bundle.lastIndexOf(closing),
  ];
  if (!(start >= 0 && start < listStart && listStart < listEnd && listEnd < end))
    throw new Error("the TypeScript bundle of @ts-morph/common has another shape: adapt scripts/build/parserSource.ts");
  const body = bundle.slice(start + opening.length, listStart) + bundle.slice(listEnd + exportsEnd.length, end);
  const kept = body
    .split(/^(?=\/\/ src\/)/m)
    .filter((part) => !part.startsWith("// src/") || sections.test(part.slice(7, part.indexOf("\n"))))
    .join("")
    .replace(/^__export\(/gm, "/* @__PURE__ */ __export(")
    .replace(
      new RegExp(`get(${unusedConstructors.join("|")})Constructor: \\(\\) => \\w+`, "g"),
      "get$1Constructor() {}",
    );
  const localNames = new Map(
    Array.from(bundle.slice(listStart, listEnd).matchAll(/^ {2}(\w+): \(\) => (\w+),?$/gm), (match) => [
      match[1]!,
      match[2]!,
    ]),
  );
  const exported = [...namesAsked(root)].flatMap((name) => {
    const local = localNames.get(name);
    if (local === undefined) return []; // a type
    if (!new RegExp(`^(?:function|var|let|const|class) ${local}\\b`, "m").test(kept))
      throw new Error(`ts.${name} is not part of the parser: import it from wholeCompiler.ts`);
    return [`${local} as ${name}`];
  });
  return `${kept}\nexport { ${exported.sort().join(", ")} };\n`;
}

/** Members of `ts` in the files that take it from compiler.ts. */
function namesAsked(root: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of globSync("server/src/languages/typescript/**/*.ts", { cwd: root })) {
    const text = readFileSync(path.join(root, file), "utf8");
    if (!/from "\.{1,2}\/compiler\.ts"/.test(text)) continue;
    for (const [, name] of text.matchAll(/\bts\.(\w+)/g)) names.add(name!);
    for (const [, list] of text.matchAll(/\{([^{}]*)\} = ts;/g))
      for (const [name] of list!.matchAll(/\w+/g)) names.add(name);
  }
  return names;
}
