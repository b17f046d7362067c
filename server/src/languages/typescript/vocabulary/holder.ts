/**
 * The variable or class field a value is kept in, with every mention of it. Absent on purpose: places other files can
 * reach; a holder that is exported has none.
 */
import { ts } from "../compiler.ts";
import { type Code, innerExpression, isExported } from "./code.ts";

export interface Holder {
  readonly type: ts.TypeNode | undefined;
  /** Declared with `?`, so that its type holds `undefined` unsaid. */
  readonly optional: boolean;
  /** What it holds when empty. */
  readonly empty: "undefined" | "null";
  /** Every mention but the declaration: `x`, `this.x`, `Singleton.x`. */
  readonly places: readonly ts.Expression[];
}

export function holderOf(code: Code, name: ts.Identifier | ts.PrivateIdentifier): Holder | undefined {
  const declaration = name.parent;
  if (ts.isVariableDeclaration(declaration) && ts.isIdentifier(name)) return variable(code, declaration, name);
  if (ts.isPropertyDeclaration(declaration)) return field(code, declaration, name);
  return undefined;
}

function variable(code: Code, declaration: ts.VariableDeclaration, name: ts.Identifier): Holder | undefined {
  const symbol = code.symbols.of(name);
  const empty = emptyValue(declaration.initializer, declaration.type);
  if (!symbol || !empty || isExported(declaration)) return undefined;
  const places = code.symbols.references(symbol).filter((place) => place !== name);
  if (places.some((place) => ts.isExportSpecifier(place.parent) || ts.isExportAssignment(place.parent)))
    return undefined;
  return { type: declaration.type, optional: false, empty, places };
}

function field(
  code: Code,
  declaration: ts.PropertyDeclaration,
  name: ts.Identifier | ts.PrivateIdentifier,
): Holder | undefined {
  const owner = declaration.parent;
  const empty = emptyValue(declaration.initializer, declaration.type);
  if (
    !empty ||
    declaration.exclamationToken ||
    (ts.isIdentifier(name) && !isPrivate(declaration) && mayBeReadElsewhere(code, owner))
  )
    return undefined;
  const places: ts.Expression[] = [];
  let other = false;
  const walk = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === name.text) {
      if (isOwn(node.expression, owner)) places.push(node);
      else other = true;
    }
    if (
      ts.isElementAccessExpression(node) &&
      ts.isStringLiteralLike(node.argumentExpression) &&
      node.argumentExpression.text === name.text
    )
      other = true;
    if (ts.isBindingElement(node) && (node.propertyName ?? node.name).getText(code.sourceFile) === name.text)
      other = true;
    ts.forEachChild(node, walk);
  };
  walk(code.sourceFile);
  if (other) return undefined;
  return { type: declaration.type, optional: declaration.questionToken !== undefined, empty, places };
}

/** `this.x` inside the class, or `Name.x` of a static field. */
function isOwn(object: ts.Expression, owner: ts.ClassLikeDeclaration): boolean {
  const inner = innerExpression(object);
  if (ts.isIdentifier(inner)) return owner.name?.text === inner.text;
  if (inner.kind !== ts.SyntaxKind.ThisKeyword) return false;
  for (let at: ts.Node = inner; at; at = at.parent) {
    if (ts.isClassLike(at)) return at === owner;
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return false;
  }
  return false;
}

/** What an empty holder holds; undefined when it starts with a value. */
function emptyValue(
  initializer: ts.Expression | undefined,
  type: ts.TypeNode | undefined,
): Holder["empty"] | undefined {
  if (initializer?.kind === ts.SyntaxKind.NullKeyword) return "null";
  if (initializer && !(ts.isIdentifier(initializer) && initializer.text === "undefined")) return undefined;
  const parts = type && ts.isUnionTypeNode(type) ? type.types : [];
  const isNull = (part: ts.TypeNode): boolean =>
    ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword;
  const hasUndefined = parts.some((part) => part.kind === ts.SyntaxKind.UndefinedKeyword);
  return !hasUndefined && parts.some(isNull) ? "null" : "undefined";
}

const isPrivate = (declaration: ts.PropertyDeclaration): boolean =>
  (ts.getModifiers(declaration) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.PrivateKeyword);

/** A class that leaves the file, by export or in somebody's hands, shows its public fields. */
function mayBeReadElsewhere(code: Code, owner: ts.ClassLikeDeclaration): boolean {
  const isMarked = (ts.getModifiers(owner) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
  const symbol = owner.name && code.symbols.of(owner.name);
  if (!symbol || isMarked || /\bexports\b/.test(code.text)) return true;
  return code.symbols
    .references(symbol)
    .some(({ parent }) => ts.isExportSpecifier(parent) || ts.isExportAssignment(parent));
}
