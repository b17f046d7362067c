/**
 * Puts a statement behind the last statement that uses a name, in the block that declares it: where what it holds can be
 * given back. Absent on purpose: any judgement whether it should; and names that functions keep for later, that are given
 * other values, or behind whose last use the block has ended already.
 */
import type { BindingId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import {
  type Code,
  endWithComment,
  functionAround,
  indentationAt,
  insert,
  listedStatement,
  nameOf,
  startsLine,
  textOf,
} from "./code.ts";
import { isInside, useOf } from "./symbols.ts";

/** `statement` is the code to add, without what ends it. */
export function addAfterLastUse(code: Code, id: BindingId, statement: string): readonly TextEdit[] | undefined {
  const name = nameOf(code, id);
  if (!name || !ts.isIdentifier(name) || !ts.isVariableDeclaration(name.parent)) return undefined;
  const symbol = code.symbols.of(name);
  const first = listedStatement(name);
  if (!symbol || !first || !ts.isVariableStatement(first)) return undefined;
  const list = first.parent as ts.Node & { readonly statements: ts.NodeArray<ts.Statement> };
  const references = code.symbols.references(symbol);
  const uses = references.filter((one) => one !== name);
  if (uses.some((one) => useOf(one) !== "read" || functionAround(one) !== functionAround(name))) return undefined;
  const ends = [name, ...uses].map((one) => list.statements.findIndex((each) => isInside(one, each)));
  const last = list.statements[Math.max(...ends)];
  if (!last || ends.includes(-1) || textOf(code, last).startsWith(statement)) return undefined;
  const stretch = list.statements.slice(list.statements.indexOf(first), list.statements.indexOf(last) + 1);
  if (stretch.some(leaves) || !startsLine(code, last.getStart(code.sourceFile))) return undefined;
  const { eol, semicolon } = code.style;
  const lead = indentationAt(code, last.getStart(code.sourceFile));
  const text = `${eol}${lead}${statement}${semicolon}`;
  return [insert(endWithComment(code, last), text)];
}

/** Whether a statement may leave the block before its end. */
function leaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node)) return true;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) ?? false;
}
