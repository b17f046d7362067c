/** Runs of statements, and the scopes that last from one statement to the end of its block. Absent on purpose: single statements. */
import type { ScopeId } from "../../facts/facts.ts";
import { openBranch } from "./branches.ts";
import { ts } from "./compiler.ts";
import { declareStatements } from "./declare.ts";
import type { Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** Walks statements whose names are declared already. */
export function visitStatements(walk: Walk, statements: ts.NodeArray<ts.Statement>): void {
  const outer: ScopeId = walk.scope;
  const last = statements.length - 1;
  for (let i = 0; i <= last; i++) {
    const statement = statements[i]!;
    walk.rest = null;
    walk.visit(statement);
    if (i === last) break;
    const next = statements[i + 1]!;
    if (walk.rest !== null) {
      const { condition, empty } = walk.rest as NonNullable<Walk["rest"]>;
      openBranch(walk, { start: next.getStart(walk.source), end: statements.end }, condition, empty, next);
    } else if (isUsing(statement)) {
      const value = (statement as ts.VariableStatement).declarationList.declarations[0]?.initializer;
      openContext(walk, value, { start: next.getStart(walk.source), end: statements.end }, next);
    }
  }
  walk.rest = null;
  walk.scope = outer;
}

export function visitBlock(walk: Walk, block: ts.Block): void {
  const mark = walk.names.enter();
  declareStatements(walk, block.statements);
  visitStatements(walk, block.statements);
  walk.names.leave(mark);
}

export function visitTry(walk: Walk, node: ts.TryStatement): void {
  visitPart(walk, node.tryBlock, "try");
  if (node.catchClause !== undefined) {
    const mark = walk.names.enter();
    const { variableDeclaration, block } = node.catchClause;
    if (variableDeclaration !== undefined) walk.visit(node.catchClause);
    visitPart(walk, block, "catch");
    walk.names.leave(mark);
  }
  if (node.finallyBlock !== undefined) visitPart(walk, node.finallyBlock, "finally");
}

function visitPart(walk: Walk, block: ts.Block, part: "try" | "catch" | "finally"): void {
  const outer = walk.enterScope(walk.pen.try(walk.scope, walk.span(block), part), block);
  visitBlock(walk, block);
  walk.scope = outer;
}

const isUsing = (statement: ts.Statement): boolean =>
  statement.kind === SyntaxKind.VariableStatement &&
  ((statement as ts.VariableStatement).declarationList.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;

function openContext(
  walk: Walk,
  value: ts.Expression | undefined,
  body: { start: number; end: number },
  node: ts.Node,
): void {
  const call = value && walk.callOf.get(ts.isAwaitExpression(value) ? value.expression : value);
  walk.enterScope(walk.pen.context(walk.scope, body, call ?? null).id, node);
}
