/**
 * Finds an exported function in a syntax tree and makes each `await` of its own body a timed one. What is awaited, in which
 * order and by whom stays the same: the time is taken around the expression. Absent on purpose: functions inside the function,
 * which may run at the same time as each other, so that their times add up to nothing.
 */
import { ts } from "@ts-morph/common";
import { clockNames } from "./clockNames.ts";

export interface FoundFunction {
  readonly node: ts.FunctionLikeDeclaration;
  /** Parameters without a default that a caller must give; 0 where another function stands between caller and this one. */
  readonly required: number;
}

/** `name`: as exported, `embed`, `default`, `Detector.detect`. Undefined when it is made some other way. */
export function findFunction(file: ts.SourceFile, name: string): FoundFunction | undefined {
  const [first, second] = name.split(".") as [string, string?];
  const locals = localNamesOf(file, first);
  for (const local of locals) {
    const value = declarationOf(file, local);
    const own = value && (second === undefined ? functionIn(value) : memberOf(value, second));
    if (own) return own;
  }
  return undefined;
}

export interface Awaits {
  /** Of a tree of the same text. */
  readonly transform: ts.TransformerFactory<ts.SourceFile>;
  /** In order of slots. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Awaits of `node` get the slots from `firstSlot` on. */
export function timedAwaits(file: ts.SourceFile, node: ts.FunctionLikeDeclaration, firstSlot: number): Awaits {
  const spans = awaitsOf(file, node);
  const slots = new Map(spans.map((span, index) => [keyOf(span), firstSlot + index]));
  const { factory } = ts;
  const transform: ts.TransformerFactory<ts.SourceFile> = (context) => (other) => {
    const visit = (inner: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(inner, visit, context);
      const slot = ts.isAwaitExpression(inner)
        ? slots.get(keyOf({ start: startOf(inner, other), end: inner.end }))
        : undefined;
      if (slot === undefined) return visited;
      const begins = factory.createCallExpression(factory.createIdentifier(clockNames.begin), undefined, []);
      const timed = [factory.createNumericLiteral(slot), begins, visited as ts.Expression];
      return ts.setTextRange(
        factory.createCallExpression(factory.createIdentifier(clockNames.end), undefined, timed),
        inner,
      );
    };
    return ts.visitNode(other, visit) as ts.SourceFile;
  };
  return { transform, spans };
}

function awaitsOf(file: ts.SourceFile, node: ts.FunctionLikeDeclaration): Awaits["spans"] {
  const spans: { start: number; end: number }[] = [];
  const look = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner) || ts.isClassLike(inner)) return;
    if (ts.isAwaitExpression(inner)) spans.push({ start: startOf(inner, file), end: inner.end });
    ts.forEachChild(inner, look);
  };
  if (node.body) look(node.body);
  return spans;
}

const startOf = (node: ts.Node, file: ts.SourceFile): number => node.getStart(file);
const keyOf = ({ start, end }: { readonly start: number; readonly end: number }): string => `${start}-${end}`;

const isRequired = (parameter: ts.ParameterDeclaration): boolean =>
  !parameter.questionToken &&
  !parameter.initializer &&
  !parameter.dotDotDotToken &&
  !(ts.isIdentifier(parameter.name) && parameter.name.text === "this");

/** Local names behind an export name, its own first. */
function localNamesOf(file: ts.SourceFile, exported: string): readonly string[] {
  const names = [exported];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const { name, propertyName } of statement.exportClause.elements)
        if (name.text === exported && propertyName) names.push(propertyName.text);
    if (exported === "default" && ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
      names.push(statement.expression.text);
  }
  return names;
}

function declarationOf(file: ts.SourceFile, name: string): ts.Node | undefined {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
      if (statement.name?.text === name || (name === "default" && isDefault)) return statement;
    }
    if (name === "default" && ts.isExportAssignment(statement) && !ts.isIdentifier(statement.expression))
      return statement.expression;
    if (ts.isVariableStatement(statement))
      for (const declaration of statement.declarationList.declarations)
        if (ts.isIdentifier(declaration.name) && declaration.name.text === name) return declaration.initializer;
    const assigned = assignedExport(statement, name);
    if (assigned) return assigned;
  }
  return undefined;
}

/** `exports.embed = …`, `module.exports.embed = …`, `module.exports = …` for the default. */
function assignedExport(statement: ts.Statement, name: string): ts.Expression | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, right, operatorToken } = statement.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = left.getText(statement.getSourceFile());
  const fits = target === `exports.${name}` || target === `module.exports.${name}`;
  return fits || (name === "default" && target === "module.exports") ? right : undefined;
}

/** Without parentheses, `as` and `satisfies`. */
function bareValue(value: ts.Node): ts.Node {
  let bare = value;
  while (ts.isParenthesizedExpression(bare) || ts.isAsExpression(bare) || ts.isSatisfiesExpression(bare))
    bare = bare.expression;
  return bare;
}

/** The function itself, or the one that another function is given to wrap: `withAuth(async (request) => …)`. */
function functionIn(value: ts.Node): FoundFunction | undefined {
  const bare = bareValue(value);
  if (ts.isFunctionDeclaration(bare) || ts.isFunctionExpression(bare) || ts.isArrowFunction(bare))
    return bare.body && found(bare);
  if (!ts.isCallExpression(bare)) return undefined;
  const wrapped = bare.arguments.map(functionIn).filter((one) => one !== undefined);
  return wrapped.length === 1 ? { node: wrapped[0]!.node, required: 0 } : undefined;
}

const found = (node: ts.FunctionLikeDeclaration): FoundFunction => ({
  node,
  required: node.parameters.filter(isRequired).length,
});

function memberOf(value: ts.Node, name: string): FoundFunction | undefined {
  const bare = bareValue(value);
  const members: readonly (ts.ClassElement | ts.ObjectLiteralElementLike)[] = ts.isClassLike(bare)
    ? bare.members
    : ts.isObjectLiteralExpression(bare)
      ? bare.properties
      : [];
  for (const member of members) {
    if (!member.name || member.name.getText() !== name) continue;
    if (ts.isMethodDeclaration(member)) return member.body && found(member);
    if ((ts.isPropertyDeclaration(member) || ts.isPropertyAssignment(member)) && member.initializer)
      return functionIn(member.initializer);
  }
  return undefined;
}
