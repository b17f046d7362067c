/** Names of the modules a file asks for, without building facts. Absent on purpose: which of them matter. */
import { ts } from "./compiler.ts";

const { SyntaxKind } = ts;

export function specifiersOf(source: ts.SourceFile): readonly string[] {
  const found = new Set<string>();
  const note = (specifier: ts.Expression | undefined): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.add(specifier.text);
  };
  for (const statement of source.statements) {
    if (statement.kind === SyntaxKind.ImportDeclaration || statement.kind === SyntaxKind.ExportDeclaration) {
      note((statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier);
    } else if (statement.kind === SyntaxKind.ImportEqualsDeclaration) {
      const { moduleReference } = statement as ts.ImportEqualsDeclaration;
      if (moduleReference.kind === SyntaxKind.ExternalModuleReference) note(moduleReference.expression);
    }
  }
  // Those inside code are looked for in the text: one too many, say from a comment, does no harm.
  // `importScripts` runs scripts before a worker's own code.
  for (const [, , specifier] of source.text.matchAll(
    /\b(?:import|importScripts|[rR]equire)\s*(?:\([^()]*\)\s*)?\(\s*(["'`])([^"'`\n]+)\1/g,
  ))
    found.add(specifier!);
  return [...found];
}
