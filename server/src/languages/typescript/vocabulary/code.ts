/**
 * One text as the fix verbs work on it: tree, facts, symbols and style, and the edits that keep comments and
 * indentation. Absent on purpose: what any verb does.
 */
import type { BindingId, CallId, CodeFacts, ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Style, styleOf } from "./style.ts";
import { bindSymbols, type Symbols } from "./symbols.ts";

export interface Code {
  readonly facts: CodeFacts;
  readonly sourceFile: ts.SourceFile;
  readonly text: string;
  readonly style: Style;
  readonly symbols: Symbols;
  /** Types may be written: a TypeScript file. */
  readonly typed: boolean;
}

/**
 * Parses the text anew: the tree behind facts may have gone into the parse of a later text by the time a fix is asked
 * for, and the binder writes into the tree it is given.
 */
export function readCode(fileName: string, text: string, facts: CodeFacts): Code {
  const sourceFile = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  return {
    facts,
    sourceFile,
    text,
    style: styleOf(sourceFile),
    symbols: bindSymbols(sourceFile),
    typed: /\.[cm]?tsx?$/.test(fileName),
  };
}

/** A real call or construction; undefined for calls that only the meaning of the code shows. */
export const callOf = (code: Code, id: CallId): ts.CallExpression | ts.NewExpression | undefined =>
  nodeAt(code, code.facts.calls[id]?.span, (node) => ts.isCallExpression(node) || ts.isNewExpression(node));

/** A loop statement, or the call of an array method. */
export const loopOf = (code: Code, id: ScopeId): ts.IterationStatement | ts.CallExpression | undefined =>
  nodeAt(
    code,
    code.facts.scopes[id]?.span,
    (node) => ts.isIterationStatement(node, false) || ts.isCallExpression(node),
  );

/** The name that declares a binding. */
export const nameOf = (code: Code, id: BindingId): ts.Identifier | ts.PrivateIdentifier | undefined =>
  nodeAt(code, code.facts.bindings[id]?.declaration, (node) => ts.isIdentifier(node) || ts.isPrivateIdentifier(node));

function nodeAt<T extends ts.Node>(
  code: Code,
  span: Span | undefined,
  test: (node: ts.Node) => node is T,
): T | undefined {
  if (!span) return undefined;
  const find = (node: ts.Node): T | undefined => {
    if (node.pos > span.start || node.end < span.end) return undefined;
    if (node.end === span.end && node.getStart(code.sourceFile) === span.start && test(node)) return node;
    return ts.forEachChild(node, find);
  };
  return find(code.sourceFile);
}

export const textOf = (code: Code, node: ts.Node): string => code.text.slice(node.getStart(code.sourceFile), node.end);

export const replace = (code: Code, node: ts.Node, text: string): TextEdit => ({
  span: { start: node.getStart(code.sourceFile), end: node.end },
  text,
});

export const insert = (at: number, text: string): TextEdit => ({ span: { start: at, end: at }, text });

/** The white space a node's line begins with. */
export function indentationAt(code: Code, offset: number): string {
  const line = lineStart(code.text, offset);
  return /^[ \t]*/.exec(code.text.slice(line, offset))![0];
}

export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at--;
  return at;
}

/** Whether nothing but white space stands before an offset on its line. */
export const startsLine = (code: Code, offset: number): boolean =>
  /^[ \t\uFEFF]*$/.test(code.text.slice(lineStart(code.text, offset), offset));

/** A node's text (from `start`, when comments before it belong to it) with each line moved to another indentation. */
export function textIndented(code: Code, node: ts.Node, to: string, start = node.getStart(code.sourceFile)): string {
  const from = indentationAt(code, start);
  const fixed = literalSpans(code.sourceFile, node);
  let out = "";
  let at = start;
  for (const match of code.text.slice(start, node.end).matchAll(/\r\n|\n|\r/g)) {
    const next = start + match.index + match[0].length;
    out += code.text.slice(at, next);
    at = next;
    if (fixed.some((span) => span.start < next && next < span.end)) continue;
    if (!code.text.startsWith(from, next)) continue;
    out += to;
    at = next + from.length;
  }
  return out + code.text.slice(at, node.end);
}

/** Where a statement begins for the reader: at the first of the comments that stand directly above it. */
export function startWithComments(code: Code, statement: ts.Node): number {
  const start = statement.getStart(code.sourceFile);
  let first = start;
  for (const range of (ts.getLeadingCommentRanges(code.text, statement.pos) ?? []).toReversed()) {
    const between = code.text.slice(range.end, first);
    if (!startsLine(code, range.pos) || /\n\s*\n/.test(between.replaceAll("\r\n", "\n"))) break;
    first = range.pos;
  }
  return first;
}

/** End of a statement's line when only a comment follows on it, else the statement's end. */
export function endWithComment(code: Code, statement: ts.Node): number {
  const ranges = ts.getTrailingCommentRanges(code.text, statement.end) ?? [];
  const end = ranges.at(-1)?.end ?? statement.end;
  return /^[ \t]*(\r|\n|$)/.test(code.text.slice(end)) ? end : statement.end;
}

/** The comments that go with a statement: lines above it, brought to the left edge, and the rest of its line. */
export function commentsOf(
  code: Code,
  statement: ts.Node,
): { readonly above: readonly string[]; readonly beside: string } {
  const above = code.text.slice(startWithComments(code, statement), statement.getStart(code.sourceFile)).trimEnd();
  return {
    above: above === "" ? [] : above.split(/\r\n|\n|\r/).map((line) => line.trim().replace(/^\*/, " *")),
    beside: code.text.slice(statement.end, endWithComment(code, statement)),
  };
}

/** Puts lines in front of a statement, above its comments; undefined when the statement shares its line. */
export function insertBefore(code: Code, statement: ts.Statement, lines: readonly string[]): TextEdit | undefined {
  const start = startWithComments(code, statement);
  if (!startsLine(code, start)) return undefined;
  const { eol } = code.style;
  const lead = indentationAt(code, start).replace("\uFEFF", "");
  const hazard = code.style.semicolon === "" && /^[([`+\-/]/.test(code.text.slice(statement.getStart(code.sourceFile)));
  const ended = hazard ? [...lines.slice(0, -1), lines.at(-1)!.replace(/;?(\s+\/\/ .*)?$/, ";$1")] : lines;
  const body = ended.map((line) => (line === "" ? "" : lead + line)).join(eol) + eol;
  const before = code.text.slice(0, lineStart(code.text, start)).replaceAll("\r\n", "\n");
  const apart = before === "" || before === "\uFEFF" || before.endsWith("\n\n");
  const afterImport = !apart && ts.isSourceFile(statement.parent) && isImport(previous(statement));
  const at = before === "" && code.text.startsWith("\uFEFF") ? start : lineStart(code.text, start);
  return insert(at, (afterImport ? eol : "") + body + (apart || afterImport ? eol : ""));
}

/** Takes a statement out with its lines and comments; undefined when it shares its lines. */
export function removeStatement(code: Code, statement: ts.Statement): TextEdit | undefined {
  const start = startWithComments(code, statement);
  const end = endWithComment(code, statement);
  const rest = /^[ \t]*(\r\n|\n|\r|$)/.exec(code.text.slice(end));
  if (!startsLine(code, start) || !rest) return undefined;
  let to = end + rest[0].length;
  const opensBlock = /\{[ \t]*(\r\n|\n|\r)$/.test(code.text.slice(0, lineStart(code.text, start)));
  const blank = /^[ \t]*(\r\n|\n|\r)/.exec(code.text.slice(to));
  const afterBlank = /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(code.text.slice(0, lineStart(code.text, start)));
  if (blank && (opensBlock || afterBlank)) to += blank[0].length;
  return { span: { start: lineStart(code.text, start), end: to }, text: "" };
}

/** The statement of a block, a file or a case clause that holds a node, within the function the node stands in. */
export function listedStatement(node: ts.Node): ts.Statement | undefined {
  for (let at = node; at.parent && !ts.isFunctionLike(at) && !ts.isClassLike(at); at = at.parent) {
    const list = at.parent;
    const isListed =
      ts.isSourceFile(list) || ts.isBlock(list) || ts.isModuleBlock(list) || ts.isCaseOrDefaultClause(list);
    if (isListed) return ts.isStatement(at) ? at : undefined;
  }
  return undefined;
}

/** The statement of a variable that is declared alone in it. */
export function statementOfOnly(declaration: ts.VariableDeclaration): ts.VariableStatement | undefined {
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return undefined;
  return ts.isVariableStatement(list.parent) ? list.parent : undefined;
}

export function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  return (
    ts.isVariableStatement(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** Text with runs of white space as one space, for comparing code. */
export const squeezed = (code: Code, node: ts.Node): string => textOf(code, node).replace(/\s+/g, " ");

export function topStatement(node: ts.Node): ts.Statement | undefined {
  let at = node;
  while (at.parent && !ts.isSourceFile(at.parent)) at = at.parent;
  return at.parent && ts.isStatement(at) ? at : undefined;
}

/** The nearest function around a node, or undefined at module level. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at;
  return undefined;
}

export const isAsync = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);

/** The expression around a node once parentheses, `as`, `satisfies` and `!` are taken off. */
export function outerExpression(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isSatisfiesExpression(at.parent)
  )
    at = at.parent;
  return at;
}

export function innerExpression(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at)
  )
    at = at.expression;
  return at;
}

const isImport = (statement: ts.Statement | undefined): boolean =>
  statement !== undefined && (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement));

function previous(statement: ts.Statement): ts.Statement | undefined {
  const list = (statement.parent as ts.SourceFile).statements;
  return list[list.indexOf(statement) - 1];
}

/** Texts whose line starts are content: template strings and the text of JSX. */
export function literalSpans(
  sourceFile: ts.SourceFile,
  within: ts.Node,
): readonly { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  const walk = (node: ts.Node): void => {
    if (
      ts.isTemplateLiteralToken(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isStringLiteral(node)
    ) {
      spans.push({ start: node.getStart(sourceFile), end: node.end });
    }
    ts.forEachChild(node, walk);
  };
  walk(within);
  return spans;
}
