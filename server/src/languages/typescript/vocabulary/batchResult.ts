/**
 * How code reads the result of a call for one item, and how it would read the same out of the result for many.
 * Absent on purpose: any other reading; when code looks at more of the result than the item, nothing is answered.
 */
import type { BatchForm } from "../../../facts/vocabulary.ts";
import { ts } from "../compiler.ts";
import { type Code, outerExpression, statementOfOnly } from "./code.ts";
import { awaitOf, declarationOf } from "./result.ts";

export interface ItemReads {
  /** Expressions that are the item, as written after the result: `.data[0].embedding`. */
  readonly reads: readonly { readonly node: ts.Expression; readonly suffix: string }[];
  /** A variable that holds the whole result and is declared for that alone. */
  readonly holder: { readonly name: ts.Identifier; readonly statement: ts.VariableStatement } | undefined;
  /** A variable that is declared as the item: `const v = await f(x)`, `const { embedding } = await f(x)`. */
  readonly item: { readonly declaration: ts.VariableDeclaration; readonly name: ts.Identifier } | undefined;
}

/** Leads from the batch result to the list of items, and from one of them to the item: `.data`, `.embedding`. */
export interface ListAccess {
  readonly list: string;
  readonly rest: string;
}

const member = (path: string): string => (path === "" || path.startsWith("[") ? path : `.${path}`);

export function listAccess(form: BatchForm): ListAccess | undefined {
  const [list, rest, ...more] = member(form.batch).split("[i]");
  return list === undefined || rest === undefined || more.length > 0 ? undefined : { list, rest };
}

/** What reads item `index` of a batch result, in the words the code used for the single one where they differ by the index only. */
export function itemAt(form: BatchForm, suffix: string, index: string, asserted: boolean): string {
  const single = member(form.single);
  const batch = member(form.batch);
  if (single.replace("[0]", "[i]") === batch && suffix.includes("[0]")) return suffix.replace("[0]", `[${index}]`);
  return batch.replace("[i]", `[${index}]${asserted ? "!" : ""}`);
}

export function itemReads(code: Code, call: ts.Expression, form: BatchForm): ItemReads | undefined {
  const single = member(form.single);
  const value = outerExpression(awaitOf(call) ?? call);
  const read = followed(code, value, single);
  const declaration = declarationOf(call);
  if (!declaration || single === "") {
    if (read && !declaration) return { reads: [read], holder: undefined, item: undefined };
    if (declaration && ts.isIdentifier(declaration.name))
      return { reads: [], holder: undefined, item: { declaration, name: declaration.name } };
    return undefined;
  }
  const { name } = declaration;
  if (ts.isObjectBindingPattern(name)) {
    const [element, ...more] = name.elements;
    if (!element || more.length > 0 || element.dotDotDotToken || element.initializer || !ts.isIdentifier(element.name))
      return undefined;
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(key) || `.${key.text}` !== single) return undefined;
    return { reads: [], holder: undefined, item: { declaration, name: element.name } };
  }
  const statement = statementOfOnly(declaration);
  const symbol = ts.isIdentifier(name) ? code.symbols.of(name) : undefined;
  if (!statement || !symbol || !ts.isIdentifier(name)) return undefined;
  const reads = code.symbols
    .references(symbol)
    .filter((reference) => reference !== name)
    .map((reference) => followed(code, reference, single));
  if (reads.length === 0 || reads.some((found) => !found)) return undefined;
  return { reads: reads.filter((found) => found !== undefined), holder: { name, statement }, item: undefined };
}

/** The expression in which exactly these members and calls follow a value. */
function followed(
  code: Code,
  value: ts.Node,
  access: string,
): { readonly node: ts.Expression; readonly suffix: string } | undefined {
  let node = value;
  let seen = "";
  const start = value.end;
  while (seen !== access) {
    const { parent } = node;
    if (ts.isNonNullExpression(parent)) {
      node = parent;
      continue;
    }
    const goesOn =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
      parent.expression === node;
    if (!goesOn) return undefined;
    seen += code.text
      .slice(node.end, parent.end)
      .replace(/\s+/g, "")
      .replace(/^!/, "")
      .replace(/^\?\.(?=\[)/, "")
      .replace(/^\?\./, ".");
    node = parent;
    if (!access.startsWith(seen)) return undefined;
  }
  return { node: node as ts.Expression, suffix: code.text.slice(start, node.end) };
}

/** Whether the file writes `list[i]!`, as code does that is checked for missing elements. */
export const assertsElements = (code: Code): boolean => code.typed && /\w\[\w+\]!/.test(code.text);
