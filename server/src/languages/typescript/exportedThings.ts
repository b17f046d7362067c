/** What a file's exports stand for, name by name. Absent on purpose: what is made of that (moduleExports.ts, surface.ts), and whole re-exports. */
import { ts } from "./compiler.ts";
import type { Resolver } from "./resolve.ts";
import { gather, type Thing } from "./things.ts";

type Note = (name: string, things: readonly Thing[]) => void;

export function eachExport(resolver: Resolver, note: Note): void {
  const { pen, source, exported } = resolver.walk;
  for (const binding of pen.bindings) {
    if (binding.home === 0) for (const name of binding.exportedAs) note(name, resolver.binding(binding.id));
  }
  for (const scope of pen.scopes) {
    if (scope.kind !== "function") continue;
    for (const name of scope.exportedAs) if (!name.includes(".")) note(name, [{ kind: "function", scope: scope.id }]);
  }
  for (const { name, node, merge } of exported) {
    if (!merge) note(name, resolver.expression(node));
    else
      for (const property of (node as ts.ObjectLiteralExpression).properties ?? []) {
        const field = property.name !== undefined && ts.isIdentifier(property.name) ? property.name.text : undefined;
        if (field !== undefined)
          note(
            field,
            gather(resolver.expression(node), (thing) => resolver.member(thing, field)),
          );
      }
  }
  for (const { exportClause, moduleSpecifier } of source.statements.filter(ts.isExportDeclaration)) {
    if (exportClause === undefined || moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
    const whole = resolver.modules.whole(moduleSpecifier.text);
    if (ts.isNamespaceExport(exportClause)) {
      note(exportClause.name.text, [whole]);
      continue;
    }
    for (const { name, propertyName } of exportClause.elements)
      note(name.text, resolver.modules.member(whole, (propertyName ?? name).text));
  }
}

/** Modules of `export * from "…"`. */
export const starsOf = (source: ts.SourceFile): readonly string[] =>
  source.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    statement.exportClause === undefined &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
