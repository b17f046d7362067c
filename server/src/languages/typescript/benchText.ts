/**
 * A bench file in the user's own dialect: typed by the function itself in TypeScript, ES module or CommonJS as the source is.
 * Imports nothing of ours. Absent on purpose: writing it anywhere.
 */
import type { BenchSubject, BenchText, Parameter } from "../../facts/signature.ts";
import { ts } from "./compiler.ts";
import { signatureAt } from "./signature.ts";

/** Undefined when no function stands there. */
export function benchTextFor(source: ts.SourceFile, subject: BenchSubject): BenchText | undefined {
  const signature = signatureAt(source, subject.span);
  if (!signature) return undefined;
  const { name } = subject;
  const file = source.fileName.split(/[\\/]/).at(-1)!;
  const [, stem = file, extension = "ts"] = /^(.*)\.([cm]?[jt]sx?)$/.exec(file) ?? [];
  const typed = extension.includes("ts");
  const commonJs = extension === "cjs" || (!typed && !hasModuleSyntax(source));

  const needed = signature.parameters.filter(({ required }) => required);
  const args = `[${needed.map(({ placeholder }) => placeholder).join(", ")}]`;
  const self = signature.construct && needsSelf(signature.construct) ? newOwner(name, signature.construct) : null;
  const usesCode = self !== null || /\bcode\./.test(args);
  const parameters = typed ? `: Parameters<${typeOf(name, signature.construct !== null)}>` : "";

  const lines = (indent: string): string[] => [
    ...(self === null ? [] : [`${indent}self: () => ${self},`]),
    `${indent}args: ()${parameters} => ${args},`,
  ];
  const [outer = name, inner] = name.split(".");
  const body = inner === undefined ? [...lines("  ")] : [`  ${inner}: {`, ...lines("    "), "  },"];
  const opening =
    outer === "default"
      ? commonJs
        ? "exports.default = {"
        : "export default {"
      : commonJs
        ? `exports.${outer} = {`
        : `export const ${outer} = {`;
  const entry = `${[opening, ...body, "};"].join("\n")}\n`;
  const start = entry.lastIndexOf(args) + 1;

  const specifier = `./${stem}${importEnding(source, extension)}`;
  // Not `import type`: a later entry may need a value, and the module is loaded in any case.
  const importing = typed
    ? `import * as code from "${specifier}";\n`
    : !usesCode
      ? ""
      : commonJs
        ? `const code = require("${specifier}");\n`
        : `import * as code from "${specifier}";\n`;
  const header = [
    importing,
    importing && "\n",
    `// What InferLens calls the functions of ${file} with. Each may also have\n`,
    "// setup (once, before), expected (the first result, or a function that checks it), teardown (once, after).\n",
  ].join("");
  return {
    fileName: `${stem}.inferlens.${extension.replace("x", "")}`,
    header,
    entry,
    first: { start, end: start + args.length - 2 },
  };
}

const needsSelf = (construct: readonly Parameter[]): boolean => construct.some(({ required }) => required);

function newOwner(name: string, construct: readonly Parameter[]): string {
  const given = construct.filter(({ required }) => required).map(({ placeholder }) => placeholder);
  return `new code.${name.split(".")[0]}(${given.join(", ")})`;
}

/** The type of the function, for `Parameters<…>`. */
function typeOf(name: string, isMethod: boolean): string {
  const [outer, inner] = name.split(".");
  if (inner === undefined) return `typeof code.${name}`;
  return isMethod ? `code.${outer}["${inner}"]` : `typeof code.${outer}.${inner}`;
}

function hasModuleSyntax(source: ts.SourceFile): boolean {
  return source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true),
  );
}

/** As the file itself writes relative imports. */
function importEnding(source: ts.SourceFile, extension: string): string {
  if (!extension.includes("ts")) return `.${extension}`;
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const written = /^\.{1,2}\/.*?(\.[cm]?[jt]sx?)?$/.exec(statement.moduleSpecifier.text);
    if (!written) continue;
    const ending = written[1];
    if (ending === undefined) return "";
    return ending.includes("t") ? `.${extension}` : `.${extension.replace("t", "j").replace("x", "")}`;
  }
  return extension.startsWith("m") || extension.startsWith("c") ? `.${extension.replace("t", "j")}` : "";
}
