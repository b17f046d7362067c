/** Under which names other files reach functions, classes and bindings. Absent on purpose: what the exports lead to (modules.ts). */
import type { ClassRecord, FunctionRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { bare, isClassNode, isMemberNode, propertyName } from "./syntax.ts";
import type { Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** Notes `export { a as b }` and `export default value`; names count from the end of the walk. */
export function noteExport(walk: Walk, node: ts.ExportDeclaration | ts.ExportAssignment): void {
  if (node.kind === SyntaxKind.ExportAssignment) {
    walk.exported.push({ name: "default", node: node.expression, merge: false });
    return;
  }
  const { exportClause, moduleSpecifier } = node;
  if (moduleSpecifier !== undefined || exportClause === undefined || exportClause.kind !== SyntaxKind.NamedExports)
    return;
  for (const { name, propertyName: local } of exportClause.elements) {
    const source = local ?? name;
    if (source.kind === SyntaxKind.Identifier) walk.exported.push({ name: name.text, node: source, merge: false });
  }
}

/** `module.exports = value`, `exports.name = value`; false when the target is nothing of the kind. */
export function noteCommonJs(walk: Walk, target: ts.Expression, value: ts.Expression): boolean {
  if (!isMemberNode(target)) return false;
  if (isExportsObject(walk, target)) {
    const isRecord = bare(value).kind === SyntaxKind.ObjectLiteralExpression;
    walk.exported.push({ name: "default", node: value, merge: isRecord });
    return true;
  }
  if (target.kind !== SyntaxKind.PropertyAccessExpression || !isExportsObject(walk, bare(target.expression)))
    return false;
  walk.exported.push({ name: (target as ts.PropertyAccessExpression).name.text, node: value, merge: false });
  return true;
}

function isExportsObject(walk: Walk, node: ts.Expression): boolean {
  if (node.kind === SyntaxKind.Identifier)
    return (node as ts.Identifier).text === "exports" && walk.names.find("exports") === undefined;
  if (node.kind !== SyntaxKind.PropertyAccessExpression) return false;
  const { expression, name } = node as ts.PropertyAccessExpression;
  return (
    name.text === "exports" &&
    expression.kind === SyntaxKind.Identifier &&
    (expression as ts.Identifier).text === "module" &&
    walk.names.find("module") === undefined
  );
}

/** Spreads the noted names, and those of exported declarations, to the functions behind them. Module names must still be in scope. */
export function spreadExports(walk: Walk): void {
  for (const binding of walk.pen.bindings) {
    if (binding.exportedAs.length === 0 || binding.home !== 0) continue;
    const scope = walk.functionOf.get(binding.id);
    for (const name of binding.exportedAs) {
      if (scope !== undefined) give(walk, scope, name);
      spreadValue(walk, binding.id, name, 0);
    }
  }
  for (const { name, node, merge } of walk.exported) {
    if (merge) spreadRecord(walk, bare(node) as ts.ObjectLiteralExpression, "", 0);
    else spread(walk, name, node, 0);
  }
}

function spread(walk: Walk, name: string, expression: ts.Expression, depth: number): void {
  if (depth > 4) return;
  const node = bare(expression);
  const scope = walk.scopeOf.get(node);
  if (scope !== undefined) {
    give(walk, scope, name);
    return;
  }
  if (node.kind === SyntaxKind.ObjectLiteralExpression) {
    spreadRecord(walk, node as ts.ObjectLiteralExpression, `${name}.`, depth);
    return;
  }
  if (node.kind !== SyntaxKind.Identifier) return;
  const binding = walk.names.find((node as ts.Identifier).text);
  if (binding === undefined) return;
  const record = walk.pen.bindings[binding]!;
  if (depth === 0 && !record.exportedAs.includes(name)) record.exportedAs.push(name);
  const held = walk.functionOf.get(binding);
  if (held !== undefined) give(walk, held, name);
  const owner = walk.classOf.get(binding);
  if (owner !== undefined) give(walk, walk.scopeOf.get(owner), name);
  spreadValue(walk, binding, name, depth);
}

/** A constant that is a record of functions, or another name for something. */
function spreadValue(walk: Walk, binding: number, name: string, depth: number): void {
  const [origin] = walk.origins[binding]!;
  if (
    origin === undefined ||
    origin.access.length > 0 ||
    origin.into !== undefined ||
    walk.pen.bindings[binding]!.origin !== "variable"
  )
    return;
  const node = bare(origin.node);
  if (node.kind === SyntaxKind.Identifier || node.kind === SyntaxKind.ObjectLiteralExpression || isClassNode(node))
    spread(walk, name, node as ts.Expression, depth + 1);
}

function spreadRecord(walk: Walk, record: ts.ObjectLiteralExpression, prefix: string, depth: number): void {
  if (depth > 2) return;
  for (const property of record.properties) {
    const field = propertyName(property.name);
    if (field === undefined) continue;
    const name = prefix + field;
    if (ts.isMethodDeclaration(property)) give(walk, walk.scopeOf.get(property), name);
    else if (ts.isPropertyAssignment(property)) spread(walk, name, property.initializer, depth + 1);
    else if (ts.isShorthandPropertyAssignment(property))
      spread(walk, name, property.name, prefix === "" ? 0 : depth + 1);
  }
}

function give(walk: Walk, scope: number | undefined, name: string): void {
  const record = scope === undefined ? undefined : walk.pen.scopes[scope];
  if (record?.kind !== "function" && record?.kind !== "class") return;
  const names = (record as FunctionRecord | ClassRecord).exportedAs;
  if (!names.includes(name)) names.push(name);
}
