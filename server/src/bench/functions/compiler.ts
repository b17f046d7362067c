/**
 * One source file → JavaScript that Node runs, as its tsconfig says, with the awaits of the measured function timed. Runs in a
 * process of its own, so that the compiler is in no figure. Absent on purpose: types, and bundling: modules stay modules, so
 * that `import.meta.url`, `__dirname`, workers and files beside them mean what they mean to the user's program.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ts } from "@ts-morph/common";
import { getTsconfig } from "get-tsconfig";
import { findFunction, timedAwaits } from "./instrument.ts";
import { formatOf, type ModuleFormat } from "./moduleFormat.ts";

export interface CompileRequest {
  readonly file: string;
  readonly text: string;
  /** The measured function, when it stands in this file. */
  readonly measured: { readonly name: string; readonly firstSlot: number } | null;
  readonly leansToCommonJs: boolean;
}

export interface Compiled {
  readonly format: ModuleFormat;
  readonly code: string;
  readonly measured: {
    /** Of the function, in the text. */
    readonly start: number;
    readonly required: number;
    /** Of awaits, in the text, by slot. */
    readonly awaits: readonly { readonly start: number; readonly end: number }[];
  } | null;
}

export type CompileAnswer = Compiled | { readonly error: string };

export function compile(request: CompileRequest): CompileAnswer {
  const { file, measured, leansToCommonJs } = request;
  const text = request.text.replace(/^#!/, "//"); // as long as it was
  const extension = path.extname(file).toLowerCase();
  const options = optionsFor(file);
  const source = ts.createSourceFile(file, text, { languageVersion: ts.ScriptTarget.ESNext }, true, kindOf(extension));
  const format = formatOf({
    extension,
    packageType: packageTypeFor(path.dirname(file)),
    file: source,
    module: options.module,
    leansToCommonJs,
  });
  const found = measured ? findFunction(source, measured.name) : undefined;
  const awaits = measured && found ? timedAwaits(source, found.node, measured.firstSlot) : null;
  const about = () =>
    found && awaits ? { start: found.node.getStart(source), required: found.required, awaits: awaits.spans } : null;

  const { parseDiagnostics } = source as unknown as { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  const broken = parseDiagnostics[0];
  if (broken) return { error: placed(source, broken) };
  const isJavaScript = /^\.[cm]?jsx?$/.test(extension);
  const asWritten = format === "module" || !ts.isExternalModule(source);
  if (isJavaScript && asWritten && (!awaits || awaits.spans.length === 0) && !hasJsx(source))
    return { format, code: withMissingNames(text, source, format), measured: about() };

  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      ...options,
      module: format === "module" ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      ...(format === "commonjs" && { verbatimModuleSyntax: false }),
    },
    ...(awaits && { transformers: { before: [awaits.transform] } }),
  });
  return { format, code: withMissingNames(outputText, source, format), measured: about() };
}

/** Those of the nearest tsconfig that change what code does; how new the output may be is ours to say. */
function optionsFor(file: string): ts.CompilerOptions {
  const given = tsconfigOptions(file);
  const target = given.target ?? ts.ScriptTarget.ES5;
  return {
    ...(given.jsxFactory !== undefined && { jsxFactory: given.jsxFactory }),
    ...(given.jsxFragmentFactory !== undefined && { jsxFragmentFactory: given.jsxFragmentFactory }),
    ...(given.jsxImportSource !== undefined && { jsxImportSource: given.jsxImportSource }),
    ...(given.experimentalDecorators !== undefined && { experimentalDecorators: given.experimentalDecorators }),
    ...(given.emitDecoratorMetadata !== undefined && { emitDecoratorMetadata: given.emitDecoratorMetadata }),
    ...(given.verbatimModuleSyntax !== undefined && { verbatimModuleSyntax: given.verbatimModuleSyntax }),
    ...(given.module !== undefined && { module: given.module }),
    jsx: given.jsx === ts.JsxEmit.React ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
    useDefineForClassFields: given.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
    esModuleInterop: given.esModuleInterop ?? true,
    target: ts.ScriptTarget.ESNext,
    isolatedModules: true,
    inlineSourceMap: true,
    inlineSources: true,
    sourceMap: false,
    declaration: false,
    noEmitHelpers: false,
    importHelpers: false,
  };
}

function tsconfigOptions(file: string): ts.CompilerOptions {
  try {
    const found = getTsconfig(path.dirname(file)) ?? getTsconfig(path.dirname(file), "jsconfig.json");
    if (!found) return {};
    const { options } = ts.convertCompilerOptionsFromJson(found.config.compilerOptions ?? {}, path.dirname(found.path));
    // What TypeScript assumes where nothing is said about modules: CommonJS, unless the target is newer.
    const assumed =
      (options.target ?? ts.ScriptTarget.ES5) >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS;
    return { ...options, module: options.module ?? assumed };
  } catch {
    return {}; // half-written: without it most code still runs
  }
}

const packageTypes = new Map<string, string | undefined>();

function packageTypeFor(folder: string): string | undefined {
  if (packageTypes.has(folder)) return packageTypes.get(folder);
  const parent = path.dirname(folder);
  let type: string | undefined;
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { readonly type?: unknown };
    type = typeof manifest.type === "string" ? manifest.type : undefined;
  } catch {
    type = parent === folder ? undefined : packageTypeFor(parent);
  }
  packageTypes.set(folder, type);
  return type;
}

/** Bundlers give ES modules what only CommonJS has; on the first line, so that all others keep their numbers. */
function withMissingNames(code: string, source: ts.SourceFile, format: ModuleFormat): string {
  if (format !== "module") return code;
  const declared = (source as unknown as { readonly identifiers?: ReadonlyMap<string, string> }).identifiers;
  const used = (name: string): boolean =>
    (declared?.has(name) ?? code.includes(name)) &&
    !new RegExp(`(?:const|let|var|function|import)\\b[^;=\\n]*\\b${name}\\b`).test(source.text);
  const parts = [
    used("__dirname") && "const __dirname = import.meta.dirname;",
    used("__filename") && "const __filename = import.meta.filename;",
    used("require") && 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);',
  ].filter((part) => part !== false);
  return parts.length > 0 ? `${parts.join(" ")} ${code}` : code;
}

function hasJsx(source: ts.SourceFile): boolean {
  const found = (node: ts.Node): true | undefined =>
    ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node) || ts.forEachChild(node, found);
  return source.text.includes("/>") || source.text.includes("</") ? found(source) === true : false;
}

function kindOf(extension: string): ts.ScriptKind {
  if (extension === ".tsx") return ts.ScriptKind.TSX;
  if (/^\.[cm]?ts$/.test(extension)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}

function placed(source: ts.SourceFile, { start, messageText }: ts.DiagnosticWithLocation): string {
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const words = typeof messageText === "string" ? messageText : messageText.messageText;
  return `${words} (${path.basename(source.fileName)}:${line + 1}:${character + 1})`;
}
