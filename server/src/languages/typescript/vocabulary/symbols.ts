/**
 * Which name means what, inside one file: symbols from the compiler's own binder, and how each place uses them.
 * Absent on purpose: types and other files; a name nothing here declares is a global.
 */
import { ts } from "../compiler.ts";
import { wholeCompiler } from "../wholeCompiler.ts";

export interface Symbols {
  /** Identifiers that mean a symbol, its declarations included, in order of appearance. */
  references(symbol: ts.Symbol): readonly ts.Identifier[];
  of(name: ts.Identifier): ts.Symbol | undefined;
  /** Places that read a name nothing in the file declares. */
  global(name: string): readonly ts.Identifier[];
  /** Symbols the file declares under a name. */
  declared(name: string): readonly ts.Symbol[];
  /** Every name that is declared or read, members of objects aside. */
  readonly names: ReadonlySet<string>;
  /** Names a node reads that are declared outside of it. */
  free(node: ts.Node): readonly Free[];
}

export interface Free {
  readonly name: ts.Identifier;
  /** Undefined for a global. */
  readonly symbol: ts.Symbol | undefined;
}

export function bindSymbols(sourceFile: ts.SourceFile): Symbols {
  const checker = checkerOf(sourceFile);
  const bySymbol = new Map<ts.Symbol, ts.Identifier[]>();
  const globals = new Map<string, ts.Identifier[]>();
  const symbols = new Map<ts.Identifier, ts.Symbol>();
  const names = new Set<string>();
  const walk = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isReference(node)) {
      names.add(node.text);
      const symbol = symbolAt(checker, node);
      if (symbol?.declarations?.length) {
        symbols.set(node, symbol);
        add(bySymbol, symbol, node);
      } else {
        add(globals, node.text, node);
      }
    }
    ts.forEachChild(node, walk);
  };
  walk(sourceFile);
  return {
    names,
    of: (name) => symbols.get(name),
    references: (symbol) => bySymbol.get(symbol) ?? [],
    global: (name) => globals.get(name) ?? [],
    declared: (name) =>
      [...bySymbol.keys()].filter((symbol) => symbol.name === name || bySymbol.get(symbol)![0]!.text === name),
    free: (node) => {
      const found: Free[] = [];
      const visit = (inner: ts.Node): void => {
        if (ts.isIdentifier(inner) && isReference(inner)) {
          const symbol = symbols.get(inner);
          if (!symbol?.declarations?.every((declaration) => isInside(declaration, node)))
            found.push({ name: inner, symbol });
        }
        ts.forEachChild(inner, visit);
      };
      visit(node);
      return found;
    },
  };
}

/** The scope a declaration belongs to: a file, a function, a block, a loop, a catch clause, a class or a namespace. */
export function homeOf(declaration: ts.Declaration): ts.Node {
  const isVar = ts.isVariableDeclaration(rootDeclaration(declaration)) && !isBlockScoped(declaration);
  let node: ts.Node = declaration.parent;
  while (node.parent) {
    if (
      ts.isFunctionLike(node) ||
      ts.isModuleBlock(node) ||
      ts.isClassStaticBlockDeclaration(node) ||
      ts.isClassLike(node)
    )
      return node;
    if (!isVar && (ts.isBlock(node) || ts.isCaseBlock(node) || ts.isCatchClause(node) || isLoopStatement(node)))
      return node;
    node = node.parent;
  }
  return node;
}

export const isModuleLevel = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).every((declaration) => ts.isSourceFile(homeOf(declaration)));

/** Whether a module-level name means itself at a place: nothing nearer declares it, `except` aside. */
export const isVisible = (symbols: Symbols, name: string, place: ts.Node, except?: ts.Symbol): boolean =>
  symbols.declared(name).every(
    (symbol) =>
      symbol === except ||
      (symbol.declarations ?? []).every((declaration) => {
        const home = homeOf(declaration);
        return ts.isSourceFile(home) || !isInside(place, home);
      }),
  );

/** What a name is used for where it stands. `change` alters the value in place: `x.n = 1`, `x.push(y)`, `delete x.n`. */
export function useOf(name: ts.Identifier): "declaration" | "write" | "change" | "read" {
  if (isDeclarationName(name)) return "declaration";
  if (isAssigned(name)) return "write";
  const chain = memberChain(name);
  if (chain !== name && (isAssigned(chain) || ts.isDeleteExpression(chain.parent))) return "change";
  const called = chain.parent;
  if (
    ts.isCallExpression(called) &&
    called.expression === chain &&
    ts.isPropertyAccessExpression(chain) &&
    MUTATORS.has(chain.name.text)
  ) {
    return "change";
  }
  return "read";
}

/**
 * Whether a symbol keeps one value from a place at module level on, as far as this file shows: never assigned again,
 * and altered in place only by the module's own statements above that place.
 */
export function isSettled(symbols: Symbols, symbol: ts.Symbol, from?: ts.Statement): boolean {
  for (const declaration of symbol.declarations ?? []) {
    const root = rootDeclaration(declaration);
    if (ts.isVariableDeclaration(root) && !root.initializer) return false;
  }
  return symbols.references(symbol).every((name) => {
    const use = useOf(name);
    if (use === "change") return from !== undefined && name.pos < from.pos && isModuleCode(name);
    return use !== "write";
  });
}

function isModuleCode(node: ts.Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at) || ts.isClassLike(at)) return false;
  return true;
}

/** Whether a symbol is assigned or altered in place somewhere inside a node. */
export const isChangedIn = (symbols: Symbols, symbol: ts.Symbol, node: ts.Node): boolean =>
  symbols.references(symbol).some((name) => isInside(name, node) && ["write", "change"].includes(useOf(name)));

export const isInside = (inner: ts.Node, outer: ts.Node): boolean => inner.pos >= outer.pos && inner.end <= outer.end;

/** `a.b[0].c` of its root `a`, as far out as members, `!`, `as` and parentheses lead. */
export function memberChain(root: ts.Node): ts.Node {
  let node = root;
  for (;;) {
    const parent = node.parent;
    const goesOn =
      ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node) ||
      ts.isNonNullExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isSatisfiesExpression(parent);
    if (!goesOn) return node;
    node = parent;
  }
}

/** The name an expression's members and calls start from: `ort` of `ort.InferenceSession.create`. */
export function rootOf(expression: ts.Expression): ts.Expression {
  let node = expression;
  for (;;) {
    if (
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node) ||
      ts.isCallExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isNewExpression(node)
    )
      node = node.expression;
    else return node;
  }
}

/** The variable declaration or parameter a destructured name belongs to. */
function rootDeclaration(declaration: ts.Node): ts.Node {
  let node = declaration;
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent;
  return node;
}

export const isLoopStatement = (node: ts.Node): node is ts.IterationStatement => ts.isIterationStatement(node, false);

const MUTATORS = new Set([
  "push",
  "pop",
  "shift",
  "unshift",
  "splice",
  "sort",
  "reverse",
  "fill",
  "copyWithin",
  "set",
  "add",
  "delete",
  "clear",
  "append",
]);

const isBlockScoped = (declaration: ts.Declaration): boolean =>
  (ts.getCombinedNodeFlags(rootDeclaration(declaration) as ts.Declaration) & ts.NodeFlags.BlockScoped) !== 0;

/** Binds one file alone. No library and no import is read, so this costs milliseconds and sees names, not types. */
function checkerOf(sourceFile: ts.SourceFile): ts.TypeChecker {
  const host: ts.CompilerHost = {
    getSourceFile: () => sourceFile,
    getDefaultLibFileName: () => "lib.d.ts",
    writeFile: () => {},
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: () => true,
    readFile: () => undefined,
  };
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    allowJs: true,
    types: [],
    target: ts.ScriptTarget.ESNext,
  };
  return wholeCompiler()
    .createProgram({ rootNames: [sourceFile.fileName], options, host })
    .getTypeChecker();
}

function symbolAt(checker: ts.TypeChecker, name: ts.Identifier): ts.Symbol | undefined {
  const parent = name.parent;
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === name)
    return checker.getShorthandAssignmentValueSymbol(parent);
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(name);
}

/** Whether an identifier names a variable, and not a member, a label or a word of the grammar. */
function isReference(name: ts.Identifier): boolean {
  const parent = name.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== name;
  if (ts.isQualifiedName(parent)) return parent.right !== name;
  if (ts.isBindingElement(parent)) return parent.propertyName !== name;
  if (ts.isImportSpecifier(parent)) return parent.name === name;
  if (ts.isExportSpecifier(parent))
    return !parent.parent.parent.moduleSpecifier && (parent.propertyName ?? parent.name) === name;
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent) || ts.isPropertyDeclaration(parent))
    return parent.name !== name;
  if (
    ts.isMethodDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isJsxAttribute(parent)
  )
    return false;
  if (ts.isJsxOpeningElement(parent) || ts.isJsxSelfClosingElement(parent) || ts.isJsxClosingElement(parent))
    return /^[A-Z]/.test(name.text);
  return !(
    ts.isMetaProperty(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isNamespaceExport(parent) ||
    ts.isImportAttribute(parent) ||
    ts.isJsxNamespacedName(parent)
  );
}

function isDeclarationName(name: ts.Identifier): boolean {
  const parent = name.parent;
  return (
    ((ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassLike(parent) ||
      ts.isEnumDeclaration(parent) ||
      ts.isModuleDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeParameterDeclaration(parent) ||
      ts.isImportEqualsDeclaration(parent)) &&
      parent.name === name) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isImportSpecifier(parent)
  );
}

/** Whether an expression stands where something is assigned to: left of `=`, in a destructuring assignment, at `++`. */
export function isAssigned(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignment(parent.operatorToken.kind);
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent)
  ) {
    return isAssigned(parent);
  }
  if (ts.isShorthandPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) return isAssigned(parent.parent);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && isAssigned(parent.parent);
  return false;
}

export const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

function add<K>(map: Map<K, ts.Identifier[]>, key: K, name: ts.Identifier): void {
  const list = map.get(key);
  if (list) list.push(name);
  else map.set(key, [name]);
}
