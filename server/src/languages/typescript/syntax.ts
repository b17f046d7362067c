/** Small questions to single nodes. Absent on purpose: scopes, bindings, anything that needs more than the node itself. */
import { ts } from "./compiler.ts";

const { SyntaxKind } = ts;

/** The expression without parentheses, type assertions, `!` and `satisfies`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  for (;;) {
    switch (inner.kind) {
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.NonNullExpression:
      case SyntaxKind.TypeAssertionExpression:
        inner = (inner as ts.ParenthesizedExpression).expression;
        break;
      default:
        return inner;
    }
  }
}

/** `bare`, and without `await`. */
export function settled(node: ts.Expression): ts.Expression {
  let inner = bare(node);
  while (inner.kind === SyntaxKind.AwaitExpression) inner = bare((inner as ts.AwaitExpression).expression);
  return inner;
}

export const isAwait = (node: ts.Expression): boolean => bare(node).kind === SyntaxKind.AwaitExpression;

/** The nearest parent that is more than parentheses or a type assertion, and the child of it we came from. */
export function outward(node: ts.Node): { parent: ts.Node; child: ts.Node } {
  let child = node;
  let { parent } = node;
  while (isWrapping(parent.kind)) {
    child = parent;
    parent = parent.parent;
  }
  return { parent, child };
}

const isWrapping = (kind: ts.SyntaxKind): boolean =>
  kind === SyntaxKind.ParenthesizedExpression ||
  kind === SyntaxKind.AsExpression ||
  kind === SyntaxKind.SatisfiesExpression ||
  kind === SyntaxKind.NonNullExpression ||
  kind === SyntaxKind.TypeAssertionExpression;

export type FunctionNode =
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

export const isFunctionExpression = (node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression =>
  node.kind === SyntaxKind.ArrowFunction || node.kind === SyntaxKind.FunctionExpression;

export const isClassNode = (node: ts.Node): node is ts.ClassLikeDeclaration =>
  node.kind === SyntaxKind.ClassDeclaration || node.kind === SyntaxKind.ClassExpression;

export type MemberNode = ts.PropertyAccessExpression | ts.ElementAccessExpression;

export const isMemberNode = (node: ts.Node): node is MemberNode =>
  node.kind === SyntaxKind.PropertyAccessExpression || node.kind === SyntaxKind.ElementAccessExpression;

/** The name of a member when it can be read: `x.run`, `x["run"]`, `x.#run`, `x[0]`. */
export function memberName(node: MemberNode): string | undefined {
  if (node.kind === SyntaxKind.PropertyAccessExpression) return (node as ts.PropertyAccessExpression).name.text;
  const { argumentExpression } = node as ts.ElementAccessExpression;
  return argumentExpression && ts.isStringLiteralLike(argumentExpression)
    ? argumentExpression.text
    : argumentExpression && ts.isNumericLiteral(argumentExpression)
      ? argumentExpression.text
      : undefined;
}

/** Where the name of a member stands: the identifier after the dot, or what is between the brackets. */
export const memberNode = (node: MemberNode): ts.Node =>
  node.kind === SyntaxKind.PropertyAccessExpression
    ? (node as ts.PropertyAccessExpression).name
    : (node as ts.ElementAccessExpression).argumentExpression;

/** The name of a property or class member when it is not computed. */
export function propertyName(name: ts.PropertyName | undefined): string | undefined {
  if (name === undefined) return undefined;
  switch (name.kind) {
    case SyntaxKind.Identifier:
    case SyntaxKind.PrivateIdentifier:
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
    case SyntaxKind.NumericLiteral:
      return name.text;
    case SyntaxKind.ComputedPropertyName:
      return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
    default:
      return undefined;
  }
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const modifiers = (node as { modifiers?: ts.NodeArray<ts.ModifierLike> }).modifiers;
  if (modifiers === undefined) return false;
  for (const modifier of modifiers) if (modifier.kind === kind) return true;
  return false;
}

/** The text of a string literal or of a template without substitutions. */
export const stringValue = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;

/** Whether control never reaches what follows the statement. */
export function endsAbruptly(statement: ts.Statement): boolean {
  switch (statement.kind) {
    case SyntaxKind.ReturnStatement:
    case SyntaxKind.ThrowStatement:
    case SyntaxKind.ContinueStatement:
    case SyntaxKind.BreakStatement:
      return true;
    case SyntaxKind.Block: {
      const last = (statement as ts.Block).statements.at(-1);
      return last !== undefined && endsAbruptly(last);
    }
    case SyntaxKind.IfStatement: {
      const { thenStatement, elseStatement } = statement as ts.IfStatement;
      return elseStatement !== undefined && endsAbruptly(thenStatement) && endsAbruptly(elseStatement);
    }
    default:
      return false;
  }
}

const keepers = new Set(["then", "catch", "finally"]);

/** For a call that is the receiver of `.then(…)`, `.catch(…)` or `.finally(…)`: that call and the method's name. */
export function chained(call: ts.Node): { readonly call: ts.CallExpression; readonly method: string } | undefined {
  const { kind } = call.parent;
  if (kind !== SyntaxKind.PropertyAccessExpression && !isWrapping(kind)) return undefined;
  const { parent, child } = outward(call);
  if (parent.kind !== SyntaxKind.PropertyAccessExpression) return undefined;
  const access = parent as ts.PropertyAccessExpression;
  if (access.expression !== child || !keepers.has(access.name.text)) return undefined;
  const outer = outward(access);
  if (outer.parent.kind !== SyntaxKind.CallExpression) return undefined;
  const next = outer.parent as ts.CallExpression;
  return next.expression === outer.child ? { call: next, method: access.name.text } : undefined;
}

/** `object.method(…)`: its parts, when the callee is a named member. */
export function methodCall(
  node: ts.Node,
): { readonly receiver: ts.Expression; readonly method: string; readonly call: ts.CallExpression } | undefined {
  if (node.kind !== SyntaxKind.CallExpression) return undefined;
  const call = node as ts.CallExpression;
  const callee = bare(call.expression);
  if (!isMemberNode(callee)) return undefined;
  const method = memberName(callee);
  return method === undefined ? undefined : { receiver: callee.expression, method, call };
}

/** `require("x")` and `import("x")`: the module's name. */
export function requiredModule(node: ts.Node): string | undefined {
  if (node.kind !== SyntaxKind.CallExpression) return undefined;
  const { expression, arguments: given } = node as ts.CallExpression;
  const callee = bare(expression);
  if (callee.kind === SyntaxKind.ImportKeyword) return stringValue(given[0]);
  return callee.kind === SyntaxKind.Identifier && (callee as ts.Identifier).text === "require" && given.length === 1
    ? stringValue(given[0])
    : undefined;
}
