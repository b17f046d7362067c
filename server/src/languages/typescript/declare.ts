/**
 * Declares the names of a block before its code is walked, because functions may be called above their declaration.
 * Absent on purpose: what the names hold; writes.ts notes that when the walk comes by.
 */
import type { Binding, BindingId } from "../../facts/facts.ts";
import type { BindingRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { hasModifier } from "./syntax.ts";
import type { Walk } from "./walk.ts";

const { SyntaxKind } = ts;

export function declareStatements(walk: Walk, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case SyntaxKind.VariableStatement: {
        const { declarationList } = statement as ts.VariableStatement;
        if ((declarationList.flags & ts.NodeFlags.BlockScoped) === 0) break;
        declareList(walk, declarationList, "variable", hasModifier(statement, SyntaxKind.ExportKeyword));
        break;
      }
      case SyntaxKind.FunctionDeclaration:
      case SyntaxKind.ClassDeclaration: {
        const declaration = statement as ts.FunctionDeclaration | ts.ClassDeclaration;
        const isClass = statement.kind === SyntaxKind.ClassDeclaration;
        if (declaration.name === undefined) break;
        const binding = declareName(walk, declaration.name, isClass ? "class" : "function", true);
        if (isClass) walk.classOf.set(binding.id, declaration as ts.ClassDeclaration);
        if (hasModifier(statement, SyntaxKind.ExportKeyword)) {
          binding.exportedAs.push(hasModifier(statement, SyntaxKind.DefaultKeyword) ? "default" : binding.name);
        }
        break;
      }
      case SyntaxKind.EnumDeclaration:
      case SyntaxKind.ModuleDeclaration: {
        const { name } = statement as ts.EnumDeclaration | ts.ModuleDeclaration;
        if (name.kind === SyntaxKind.Identifier) declareName(walk, name, "variable", true);
        break;
      }
      case SyntaxKind.ImportDeclaration:
        declareImport(walk, (statement as ts.ImportDeclaration).importClause);
        break;
      case SyntaxKind.ImportEqualsDeclaration:
        declareName(walk, (statement as ts.ImportEqualsDeclaration).name, "import", true);
        break;
    }
  }
}

/** `var` of a function or module, wherever in it it stands. */
export function declareVars(walk: Walk, node: ts.Node): void {
  if (!walk.hasVar) return;
  ts.forEachChild(node, (child) => {
    if (child.kind === SyntaxKind.VariableDeclarationList) {
      const list = child as ts.VariableDeclarationList;
      const header =
        list.parent.kind === SyntaxKind.ForStatement ||
        list.parent.kind === SyntaxKind.ForOfStatement ||
        list.parent.kind === SyntaxKind.ForInStatement;
      if ((list.flags & ts.NodeFlags.BlockScoped) === 0) {
        const exported =
          list.parent.kind === SyntaxKind.VariableStatement && hasModifier(list.parent, SyntaxKind.ExportKeyword);
        declareList(walk, list, header ? "loop" : "variable", exported);
      }
    }
    if (isStatementLike(child)) declareVars(walk, child);
  });
}

/** Nodes that may hold statements of the same function. */
const isStatementLike = (node: ts.Node): boolean =>
  (node.kind >= SyntaxKind.FirstStatement && node.kind <= SyntaxKind.LastStatement) ||
  node.kind === SyntaxKind.Block ||
  node.kind === SyntaxKind.CaseBlock ||
  node.kind === SyntaxKind.CaseClause ||
  node.kind === SyntaxKind.DefaultClause ||
  node.kind === SyntaxKind.CatchClause;

export function declareList(
  walk: Walk,
  list: ts.VariableDeclarationList,
  origin: Binding["origin"],
  exported: boolean,
): void {
  const constant = (list.flags & ts.NodeFlags.Const) !== 0;
  for (const { name } of list.declarations) declarePattern(walk, name, origin, constant, exported);
}

/** Declares every name of a pattern and returns them in order. */
export function declarePattern(
  walk: Walk,
  name: ts.BindingName,
  origin: Binding["origin"],
  constant: boolean,
  exported: boolean,
  into: BindingId[] = [],
): BindingId[] {
  if (name.kind === SyntaxKind.Identifier) {
    if (name.text === "") return into;
    const again = origin === "variable" && !constant && walk.hasVar ? sameVar(walk, name.text) : undefined;
    const binding = again ?? declareName(walk, name, origin, constant);
    if (exported && !binding.exportedAs.includes(binding.name)) binding.exportedAs.push(binding.name);
    into.push(binding.id);
    return into;
  }
  for (const element of name.elements) {
    if (element.kind === SyntaxKind.BindingElement)
      declarePattern(walk, element.name, origin, constant, exported, into);
  }
  return into;
}

/** A second `var x` of the same scope is the first one again. */
function sameVar(walk: Walk, name: string): BindingRecord | undefined {
  const found = walk.names.find(name);
  const binding = found === undefined ? undefined : walk.pen.bindings[found];
  return binding?.home === walk.scope && binding.origin === "variable" && !binding.constant ? binding : undefined;
}

export function declareName(
  walk: Walk,
  node: ts.Identifier,
  origin: Binding["origin"],
  constant: boolean,
): BindingRecord {
  const binding = newBinding(walk, node, node.text, origin);
  binding.constant = constant;
  binding.shared = origin !== "parameter" && walk.isModuleLevel(walk.scope);
  walk.names.declare(node.text, binding.id);
  return binding;
}

/** A binding without a name in scope: a field, a member, a loop's unnamed element. */
export function newBinding(
  walk: Walk,
  node: ts.Node,
  name: string,
  origin: Binding["origin"],
  home = walk.scope,
): BindingRecord {
  const binding = walk.pen.binding(name, origin, home, walk.span(node));
  walk.bindingNodes[binding.id] = node;
  walk.origins[binding.id] = [];
  return binding;
}

function declareImport(walk: Walk, clause: ts.ImportClause | undefined): void {
  if (clause === undefined) return;
  if (clause.name !== undefined) declareName(walk, clause.name, "import", true);
  const { namedBindings } = clause;
  if (namedBindings === undefined) return;
  if (namedBindings.kind === SyntaxKind.NamespaceImport) declareName(walk, namedBindings.name, "import", true);
  else for (const { name } of namedBindings.elements) declareName(walk, name, "import", true);
}
