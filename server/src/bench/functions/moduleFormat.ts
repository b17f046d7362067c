/**
 * Whether a file is an ES module or a CommonJS one, decided as the user's own project decides it: by ending, by `type` of the
 * nearest package.json, by what its text uses, by `module` of its tsconfig. Absent on purpose: reading any of these.
 */
import { ts } from "@ts-morph/common";

export type ModuleFormat = "module" | "commonjs";

export interface FormatFacts {
  /** With the dot. */
  readonly extension: string;
  readonly packageType: string | undefined;
  readonly file: ts.SourceFile;
  readonly module: ts.ModuleKind | undefined;
  /** Names were imported that only a bundler, or CommonJS, finds: where nothing is said, it is CommonJS. */
  readonly leansToCommonJs: boolean;
}

export function formatOf({ extension, packageType, file, module, leansToCommonJs }: FormatFacts): ModuleFormat {
  if (extension === ".mts" || extension === ".mjs") return "module";
  if (extension === ".cts" || extension === ".cjs") return "commonjs";
  if (needsModule(file)) return "module";
  if (packageType === "module") return "module";
  if (packageType === "commonjs" || !ts.isExternalModule(file)) return "commonjs";
  if (leansToCommonJs) return "commonjs";
  // Nothing said, and written with `import`: a compiler that writes `require` for it, or a bundler and newer Node.js that do not.
  const isTypeScript = extension === ".ts" || extension === ".tsx";
  return isTypeScript && module !== undefined && writesRequire.has(module) ? "commonjs" : "module";
}

const writesRequire: ReadonlySet<ts.ModuleKind> = new Set([
  ts.ModuleKind.CommonJS,
  ts.ModuleKind.Node16,
  ts.ModuleKind.Node18,
  ts.ModuleKind.Node20,
  ts.ModuleKind.NodeNext,
]);

/** `import.meta` and an await outside of functions exist in ES modules only. */
function needsModule(file: ts.SourceFile): boolean {
  if (!/\bimport\s*\.\s*meta\b|\bawait\b/.test(file.text)) return false;
  const found = (node: ts.Node, inFunction: boolean): boolean => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return true;
    if (!inFunction && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))) return true;
    const inside = inFunction || ts.isFunctionLike(node) || ts.isPropertyDeclaration(node);
    return ts.forEachChild(node, (child) => found(child, inside) || undefined) ?? false;
  };
  return found(file, false);
}
