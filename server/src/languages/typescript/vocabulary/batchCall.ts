/**
 * The text of one call for many items, made from the call for one: the item gives way to the list, the callee to its
 * batch form, and the import gains a name. Absent on purpose: where the call is put.
 */
import type { BatchForm } from "../../../facts/vocabulary.ts";
import { applyEdits, type TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, indentationAt, innerExpression, insert, literalSpans, replace } from "./code.ts";
import { freeName } from "./names.ts";
import { propertyOf } from "./optionsRecord.ts";

export interface BatchCall {
  /** The expression that is one item, as the code writes it. */
  readonly item: ts.Expression;
  /** The item stands in a list of one, `[x]`, which the list takes the place of. */
  readonly isListed: boolean;
  /** The call without `await`, for a list given as text, on lines indented like `lead`. */
  text(list: string, lead: string): string;
  /** Edits outside of the call: of imports. */
  readonly imports: readonly TextEdit[];
}

export function batchCall(
  code: Code,
  call: ts.CallExpression | ts.NewExpression,
  form: BatchForm,
): BatchCall | undefined {
  const argument = call.arguments?.[form.argument];
  if (!argument || call.arguments?.some((given) => ts.isSpreadElement(given))) return undefined;
  const item = form.field === undefined ? { value: argument, edits: () => [] } : fieldItem(code, argument, form);
  const callee = form.callee === undefined ? { edits: [], imports: [] } : calleeEdits(code, call, form.callee);
  if (
    !item ||
    !callee ||
    literalSpans(code.sourceFile, call).some(({ start, end }) => /[\r\n]/.test(code.text.slice(start, end)))
  )
    return undefined;
  const from = indentationAt(code, call.getStart(code.sourceFile));
  const only = soleElement(item.value);
  return {
    item: only ?? item.value,
    isListed: only !== undefined,
    imports: callee.imports,
    text: (list, lead) => {
      const edits = form.field === undefined ? [replace(code, argument, list)] : item.edits(list);
      return patched(code, call, [...callee.edits, ...edits]).replace(
        /(\r\n|\n|\r)([ \t]*)/g,
        (_, eol: string, space: string) => eol + (space.startsWith(from) ? lead + space.slice(from.length) : space),
      );
    },
  };
}

/** `x` of `[x]`. */
export function soleElement(list: ts.Expression): ts.Expression | undefined {
  const inner = innerExpression(list);
  if (!ts.isArrayLiteralExpression(inner) || inner.elements.length !== 1) return undefined;
  const [only] = inner.elements;
  return only && !ts.isSpreadElement(only) && !ts.isOmittedExpression(only) ? only : undefined;
}

/** A node's text with edits inside of it applied. */
export function patched(code: Code, node: ts.Node, edits: readonly TextEdit[]): string {
  const start = node.getStart(code.sourceFile);
  const moved = edits.map((edit) => ({
    span: { start: edit.span.start - start, end: edit.span.end - start },
    text: edit.text,
  }));
  return applyEdits(code.text.slice(start, node.end), moved);
}

interface FieldItem {
  readonly value: ts.Expression;
  edits(list: string): readonly TextEdit[];
}

function fieldItem(code: Code, argument: ts.Expression, form: BatchForm): FieldItem | undefined {
  if (!ts.isObjectLiteralExpression(argument) || form.field === undefined) return undefined;
  const property = propertyOf(argument, form.field);
  if (!property || property === "unclear") return undefined;
  const key = form.batchField ?? form.field;
  const whole = (list: string): readonly TextEdit[] => [
    replace(code, property, list === key ? key : `${key}: ${list}`),
  ];
  if (ts.isShorthandPropertyAssignment(property)) return { value: property.name, edits: whole };
  return ts.isPropertyAssignment(property) ? { value: property.initializer, edits: whole } : undefined;
}

interface CalleeEdits {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly TextEdit[];
}

function calleeEdits(code: Code, call: ts.CallExpression | ts.NewExpression, name: string): CalleeEdits | undefined {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee)) return { edits: [replace(code, callee.name, name)], imports: [] };
  if (!ts.isIdentifier(callee)) return undefined;
  const symbol = code.symbols.of(callee);
  const declaration = symbol?.declarations?.[0];
  if (!symbol || !declaration || !(ts.isImportSpecifier(declaration) || ts.isBindingElement(declaration)))
    return undefined;
  const siblings: readonly ts.Node[] = declaration.parent.elements;
  for (const sibling of siblings) {
    if (
      (ts.isImportSpecifier(sibling) || ts.isBindingElement(sibling)) &&
      importedName(sibling) === name &&
      ts.isIdentifier(sibling.name)
    ) {
      return { edits: [replace(code, callee, sibling.name.text)], imports: [] };
    }
  }
  const local = freeName(code, name);
  const separator = ts.isImportSpecifier(declaration) ? " as " : ": ";
  const specifier = local === name ? name : `${name}${separator}${local}`;
  const isLastUse = code.symbols
    .references(symbol)
    .every((reference) => reference === callee || reference.parent === declaration);
  const change = isLastUse ? replace(code, declaration, specifier) : insert(declaration.end, `, ${specifier}`);
  return { edits: [replace(code, callee, local)], imports: [change] };
}

const importedName = (specifier: ts.ImportSpecifier | ts.BindingElement): string | undefined => {
  const name = specifier.propertyName ?? specifier.name;
  return ts.isIdentifier(name) ? name.text : undefined;
};
