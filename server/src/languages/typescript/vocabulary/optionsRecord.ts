/**
 * Finds the record a call takes its options from: written in the call, or a constant of the file that only this call
 * reads. Absent on purpose: records other code reads too, where a change would reach further than the call.
 */
import { ts } from "../compiler.ts";
import { type Code, innerExpression } from "./code.ts";
import { rootDeclaration, useOf } from "./symbols.ts";

export function recordOf(code: Code, argument: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const inner = innerExpression(argument);
  if (ts.isObjectLiteralExpression(inner)) return inner;
  if (!ts.isIdentifier(inner)) return undefined;
  const symbol = code.symbols.of(inner);
  const declaration = symbol?.declarations?.[0];
  if (
    !symbol ||
    symbol.declarations?.length !== 1 ||
    !declaration ||
    !ts.isVariableDeclaration(declaration) ||
    rootDeclaration(declaration) !== declaration
  )
    return undefined;
  const names = code.symbols.references(symbol).filter((name) => useOf(name) !== "declaration");
  const isExported =
    ts.isVariableStatement(declaration.parent.parent) &&
    (declaration.parent.parent.modifiers ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  if (isExported || names.length !== 1 || !declaration.initializer) return undefined;
  if (declaration.type) return undefined;
  const value = innerExpression(declaration.initializer);
  return ts.isObjectLiteralExpression(value) ? value : undefined;
}

/** The name of a property as it reads at run time; undefined for computed names. */
export function propertyName(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  if (!name) return undefined;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}

/** The one property of a name; `unclear` when there are several, or when a later spread or computed key may hide it. */
export function propertyOf(
  record: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | "unclear" | undefined {
  const found = record.properties.filter((property) => propertyName(property) === name);
  if (found.length > 1) return "unclear";
  const [property] = found;
  if (!property) return undefined;
  const later = record.properties.slice(record.properties.indexOf(property) + 1);
  return later.some((other) => ts.isSpreadAssignment(other) || propertyName(other) === undefined)
    ? "unclear"
    : property;
}
