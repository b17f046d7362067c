/** How a file is written: line ends, indentation, semicolons, quotes. Absent on purpose: opinions; new text follows the file. */
import { ts } from "../compiler.ts";

export interface Style {
  readonly eol: "\n" | "\r\n";
  /** One step of indentation. */
  readonly indent: string;
  readonly semicolon: ";" | "";
  readonly quote: '"' | "'";
}

export function styleOf(sourceFile: ts.SourceFile): Style {
  const text = sourceFile.text;
  const newline = text.indexOf("\n");
  return {
    eol: newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n",
    indent: indentStep(text),
    ...punctuation(sourceFile),
  };
}

function indentStep(text: string): string {
  let width = 0;
  for (const match of text.matchAll(/^([ \t]+)[^\s*]/gm)) {
    const lead = match[1]!;
    if (lead.startsWith("\t")) return "\t";
    if (lead.length >= 2 && (width === 0 || lead.length < width)) width = lead.length;
  }
  return " ".repeat(width === 0 || width > 8 ? 2 : width);
}

function punctuation(sourceFile: ts.SourceFile): Pick<Style, "semicolon" | "quote"> {
  let ended = 0;
  let bare = 0;
  let double = 0;
  let single = 0;
  const walk = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) {
      if (sourceFile.text[node.end - 1] === "'") single++;
      else double++;
    }
    if (
      ts.isVariableStatement(node) ||
      ts.isExpressionStatement(node) ||
      ts.isReturnStatement(node) ||
      ts.isImportDeclaration(node)
    ) {
      if (sourceFile.text[node.end - 1] === ";") ended++;
      else bare++;
    }
    ts.forEachChild(node, walk);
  };
  walk(sourceFile);
  return { semicolon: bare > ended ? "" : ";", quote: single > double ? "'" : '"' };
}

/** A string literal in the file's quotes, from one in any quotes; other text comes back unchanged. */
export function quoted(literal: string, style: Style): string {
  const match = /^(["'])([^"'\\]*)\1$/.exec(literal);
  return match ? `${style.quote}${match[2]}${style.quote}` : literal;
}
