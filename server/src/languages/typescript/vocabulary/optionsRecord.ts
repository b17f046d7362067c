/**
 * Finds the record a call takes its options from: written in the call, or a constant of the file that only this call
 * reads. Absent on purpose: records other code reads too, where a change would reach further than the call.
 */
import { ts } from "../compiler.ts";
import { type Code, innerExpression, isExported } from "./code.ts";
import { useOf } from "./symbols.ts";

export function recordOf(code: Code, argument: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const inner = innerExpression(argument);
  if (ts.isObjectLiteralExpression(inner)) return inner;
  if (!ts.isIdentifier(inner)) return undefined;
  const symbol = code.symbols.of(inner);
  const [declaration, ...more] = symbol?.declarations ?? [];
  if (!symbol || !declaration || more.length > 0 || !ts.isVariableDeclaration(declaration)) return undefined;
  // A declared type may not know the key; an export or a second reader would see the change.
  if (declaration.type || !declaration.initializer || isExported(declaration)) return undefined;
  if (code.symbols.references(symbol).filter((name) => useOf(name) !== "declaration").length !== 1) return undefined;
  const value = innerExpression(declaration.initializer);
  return ts.isObjectLiteralExpression(value) && ts.isIdentifier(declaration.name) ? value : undefined;
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
