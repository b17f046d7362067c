/**
 * Starts calls that are awaited one after the other together: `const [a, b] = await Promise.all([f(), g()])` in place of the
 * last of them. What changes: all have begun before one has failed. Absent on purpose: any judgement whether they need each
 * other's work; and calls whose statements stand apart, hold anything else, or take something that is made meanwhile.
 */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import {
  type Code,
  callOf,
  commentsOf,
  listedStatement,
  removeStatement,
  replace,
  textIndented,
  textOf,
} from "./code.ts";
import { isStill, readsOwnContext } from "./movable.ts";
import { awaitOf, boundNames } from "./result.ts";

/** One statement that does nothing but keep what a call gives. */
interface Kept {
  readonly statement: ts.Statement;
  /** What is awaited: the call, perhaps with a type written around it. */
  readonly value: ts.Expression;
  /** Where the result goes, as written: a name, a pattern, a field. */
  readonly into: ts.Node;
  /** `const`, `let` or `var`; empty for an assignment to what is declared elsewhere. */
  readonly keyword: string;
}

export function awaitTogether(code: Code, ids: readonly CallId[]): readonly TextEdit[] | undefined {
  const all = ids.map((id) => keptBy(code, id));
  if (all.length < 2 || !all.every((one) => one !== undefined)) return undefined;
  const list = listOf(all[0]!.statement);
  const last = all.at(-1)!;
  if (all.some(({ statement, keyword }) => listOf(statement) !== list || keyword !== all[0]!.keyword)) return undefined;
  if (all[0]!.keyword === "" && code.style.semicolon === "") return undefined; // a line that begins with a bracket goes on with the one before
  if (!isFreeOfEachOther(code, all, between(all))) return undefined;
  const removals = all.slice(0, -1).map(({ statement }) => removeStatement(code, statement));
  if (!removals.every((edit) => edit !== undefined) || all.some((one) => hasComment(code, one))) return undefined;
  return [...removals, replace(code, last.statement, together(code, all))];
}

function keptBy(code: Code, id: CallId): Kept | undefined {
  const call = callOf(code, id);
  const awaited = call && awaitOf(call);
  const statement = awaited && listedStatement(awaited);
  if (!statement || readsOwnContext(call)) return undefined;
  const value = awaited.expression;
  if (ts.isVariableStatement(statement)) {
    const [declaration, ...others] = statement.declarationList.declarations;
    if (!declaration || others.length > 0 || declaration.initializer !== awaited || declaration.type) return undefined;
    if ((ts.getModifiers(statement) ?? []).length > 0) return undefined;
    const keyword = ts.tokenToString(statement.declarationList.getFirstToken(code.sourceFile)!.kind) ?? "";
    return keyword === "const" || keyword === "let" || keyword === "var"
      ? { statement, value, into: declaration.name, keyword }
      : undefined;
  }
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, operatorToken, right } = statement.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || right !== awaited || !isPlace(left)) return undefined;
  return { statement, value, into: left, keyword: "" };
}

/** `model`, `this.model`, `models.encoder`: naming it does nothing. */
const isPlace = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  (ts.isPropertyAccessExpression(node) &&
    !node.questionDotToken &&
    (node.expression.kind === ts.SyntaxKind.ThisKeyword || isPlace(node.expression)));

type Listed = ts.Node & { readonly statements: ts.NodeArray<ts.Statement> };

const listOf = (statement: ts.Statement): Listed => statement.parent as Listed;

/** Statements that stand among them and stay where they are. */
function between(all: readonly Kept[]): readonly ts.Statement[] {
  const { statements } = listOf(all[0]!.statement);
  const from = statements.indexOf(all[0]!.statement);
  const to = statements.indexOf(all.at(-1)!.statement);
  return statements.slice(from + 1, to).filter((statement) => !all.some((one) => one.statement === statement));
}

/** No call and nothing in between reads what one of them gives, and what stands in between only names constants. */
function isFreeOfEachOther(code: Code, all: readonly Kept[], others: readonly ts.Statement[]): boolean {
  if (!others.every((statement) => isConstant(code, statement))) return false;
  const made = new Set(
    all.flatMap(({ into, keyword }) =>
      keyword === ""
        ? [rootSymbol(code, into)]
        : boundNames(into as ts.BindingName).map((name) => code.symbols.of(name)),
    ),
  );
  if (made.has(undefined) && all.some(({ into }) => !startsAtThis(into))) return false;
  const reads = (node: ts.Node): boolean => code.symbols.free(node).some(({ symbol }) => symbol && made.has(symbol));
  const usesThis = all.some(({ into }) => startsAtThis(into));
  return ![...all.map(({ value }) => value), ...others].some(
    (node) => reads(node) || (usesThis && /\bthis\b/.test(textOf(code, node))),
  );
}

function isConstant(code: Code, statement: ts.Statement): boolean {
  return (
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(({ initializer }) => !initializer || isStill(code, initializer))
  );
}

const startsAtThis = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.ThisKeyword || (ts.isPropertyAccessExpression(node) && startsAtThis(node.expression));

function rootSymbol(code: Code, node: ts.Node): ts.Symbol | undefined {
  let at = node;
  while (ts.isPropertyAccessExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? code.symbols.of(at) : undefined;
}

/** Between the parts of a statement, where it would be lost. */
const hasComment = (code: Code, { statement, value }: Kept): boolean =>
  /\/\/|\/\*/.test(code.text.slice(statement.getStart(code.sourceFile), value.getStart(code.sourceFile)));

function together(code: Code, all: readonly Kept[]): string {
  const { eol, indent, semicolon } = code.style;
  const last = all.at(-1)!.statement;
  const lead = /[ \t]*$/.exec(code.text.slice(0, last.getStart(code.sourceFile)))![0];
  const keyword = all[0]!.keyword === "" ? "" : `${all[0]!.keyword} `;
  const places = all.map(({ into }) => textOf(code, into)).join(", ");
  const inner = lead + indent;
  const calls = all.map(({ statement, value }) => {
    const { above, beside } = statement === last ? { above: [], beside: "" } : commentsOf(code, statement);
    return [...above, `${textIndented(code, value, inner)},${beside}`].map((line) => inner + line + eol).join("");
  });
  return `${keyword}[${places}] = await Promise.all([${eol}${calls.join("")}${lead}])${semicolon}`;
}
