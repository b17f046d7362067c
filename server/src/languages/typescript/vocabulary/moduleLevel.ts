/**
 * Whether a call can be made at module level instead, and in front of which statement. The answer is no whenever the
 * call depends on something that exists only later, or when code that runs before it may prepare what it uses.
 * Absent on purpose: the edits.
 */
import { ts } from "../compiler.ts";
import { type Code, functionAround, topStatement } from "./code.ts";
import { isMovable } from "./movable.ts";
import { isInside, isModuleLevel, isSettled, memberChain, rootOf, useOf } from "./symbols.ts";

/** The top-level statement a constant for this call belongs in front of; undefined when the call has to stay. */
export function moduleAnchor(code: Code, call: ts.CallExpression | ts.NewExpression): ts.Statement | undefined {
  if (!functionAround(call) || isClientComponent(code.sourceFile)) return undefined;
  if (!isMovable(code, call) || isPrepared(code, call) || isConfigured(code, call)) return undefined;
  const own = topStatement(call);
  if (!own) return undefined;
  const anchor = earliestUse(code, own);
  for (const { name, symbol } of code.symbols.free(call)) {
    if (!symbol) {
      if (!SAFE_GLOBALS.has(name.text) && !isLater(name, call)) return undefined;
      continue;
    }
    if (!isModuleLevel(symbol) || !isSettled(code.symbols, symbol, anchor)) return undefined;
    for (const declaration of symbol.declarations ?? []) {
      if (isHoisted(declaration)) continue;
      const statement = topStatement(declaration);
      if (!statement || statement.end > anchor.pos) return undefined;
    }
  }
  return anchor;
}

/** Globals every JavaScript host of a module has from the start. */
const SAFE_GLOBALS = new Set([
  "undefined",
  "NaN",
  "Infinity",
  "process",
  "globalThis",
  "URL",
  "__dirname",
  "__filename",
  "String",
  "Number",
  "Boolean",
  "Math",
  "JSON",
  "Object",
  "Array",
  "Symbol",
  "require",
  "Buffer",
  "Promise",
  "Error",
  "Map",
  "Set",
]);

/** Values that exist before the first statement runs. */
const isHoisted = (declaration: ts.Declaration): boolean =>
  ts.isFunctionDeclaration(declaration) ||
  ts.isImportClause(declaration) ||
  ts.isImportSpecifier(declaration) ||
  ts.isNamespaceImport(declaration) ||
  ts.isTypeAliasDeclaration(declaration) ||
  ts.isInterfaceDeclaration(declaration);

/** Whether a name is only read when a function inside the node is called. */
function isLater(name: ts.Identifier, node: ts.Node): boolean {
  const inner = functionAround(name);
  return inner !== undefined && inner !== node && isInside(inner, node);
}

/**
 * A declared function can be called by statements above it. The constant must stand before the first of them, or it is
 * read before it is set.
 */
function earliestUse(code: Code, own: ts.Statement): ts.Statement {
  const statements = code.sourceFile.statements;
  const reached = new Set<ts.Statement>([own]);
  for (const statement of reached) {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
    const symbol = code.symbols.of(statement.name);
    if (!symbol) continue;
    for (const name of code.symbols.references(symbol)) {
      const user = topStatement(name);
      if (user) reached.add(user);
    }
  }
  const first = statements.find((statement) => reached.has(statement) && (statement === own || runsAtOnce(statement)));
  return first ?? own;
}

const runsAtOnce = (statement: ts.Statement): boolean =>
  !(
    ts.isFunctionDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );

/** Client components also run on the server while a page is rendered; module-level work would start there too. */
function isClientComponent(sourceFile: ts.SourceFile): boolean {
  return sourceFile.statements.some(
    (statement) =>
      ts.isExpressionStatement(statement) &&
      ts.isStringLiteral(statement.expression) &&
      statement.expression.text === "use client",
  );
}

/**
 * Whether code that runs before the call may prepare it: a write to something outside the function
 * (`ort.env.wasm.numThreads = 4`), or a call made only for its effect that takes nothing of this run (`dotenv.config()`).
 */
function isPrepared(code: Code, call: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || node.pos >= call.pos) return;
    if (ts.isFunctionLike(node) && !isInside(call, node)) return;
    if (
      ts.isIdentifier(node) &&
      isOuter(code, node) &&
      ["write", "change"].includes(useOf(node)) &&
      memberChain(node).end <= call.pos
    )
      found = true;
    if (ts.isExpressionStatement(node) && node.end <= call.pos && isPreparation(code, node.expression)) found = true;
    ts.forEachChild(node, visit);
  };
  let outermost: ts.Node = call;
  for (let at = functionAround(call); at; at = functionAround(at)) outermost = at;
  visit(outermost);
  return found;
}

function isPreparation(code: Code, expression: ts.Expression): boolean {
  let called: ts.Expression = expression;
  while (ts.isAwaitExpression(called) || ts.isVoidExpression(called) || ts.isParenthesizedExpression(called))
    called = called.expression;
  if (!ts.isCallExpression(called)) return false;
  const root = rootOf(called);
  if (!ts.isIdentifier(root) || !isOuter(code, root) || (root.text === "console" && !code.symbols.of(root)))
    return false;
  return code.symbols.free(called).every(({ name }) => isOuter(code, name));
}

/** A name that means the same thing in every run of the function. */
function isOuter(code: Code, name: ts.Identifier): boolean {
  const symbol = code.symbols.of(name);
  return symbol ? isModuleLevel(symbol) : code.symbols.global(name.text).includes(name);
}

/**
 * Whether a condition that is not about this run decides if the call is made: `if (process.env.KEY) …`. Module level
 * knows no such condition. A check of the request in front of the call does not matter: it guards the whole run.
 */
function isConfigured(code: Code, call: ts.Node): boolean {
  const about = new Set(
    code.symbols
      .free(call)
      .map(({ symbol }) => symbol)
      .filter((symbol) => symbol && !isImported(symbol)),
  );
  return conditionsBefore(call).some((condition) => {
    const free = code.symbols.free(condition);
    return free.every(({ name }) => isOuter(code, name)) || free.some(({ symbol }) => symbol && about.has(symbol));
  });
}

const isImported = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some(
    (declaration) =>
      ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration),
  );

/** Conditions that decide, within the functions around a node, whether it is reached. */
export function conditionsBefore(node: ts.Node, until?: ts.Node): readonly ts.Expression[] {
  const conditions: ts.Expression[] = [];
  for (let at = node; at.parent && at !== until; at = at.parent) {
    const parent = at.parent;
    if (ts.isIfStatement(parent) && at !== parent.expression) conditions.push(parent.expression);
    if (ts.isConditionalExpression(parent) && at !== parent.condition) conditions.push(parent.condition);
    if (ts.isBinaryExpression(parent) && at === parent.right && isShortCircuit(parent.operatorToken.kind))
      conditions.push(parent.left);
    if (ts.isCaseClause(parent) || ts.isDefaultClause(parent)) conditions.push(parent.parent.parent.expression);
    if (ts.isWhileStatement(parent) && at !== parent.expression) conditions.push(parent.expression);
    if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) {
      for (const earlier of parent.statements) {
        if (earlier.pos >= at.pos) break;
        if (ts.isIfStatement(earlier) && leaves(earlier)) conditions.push(earlier.expression);
      }
    }
    if (ts.isSourceFile(parent)) break;
  }
  return conditions;
}

const isShortCircuit = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.AmpersandAmpersandToken ||
  kind === ts.SyntaxKind.BarBarToken ||
  kind === ts.SyntaxKind.QuestionQuestionToken ||
  kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
  kind === ts.SyntaxKind.BarBarEqualsToken ||
  kind === ts.SyntaxKind.QuestionQuestionEqualsToken;

function leaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node)) return true;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) ?? false;
}
