/** Parameters of a function with placeholders made from their written types. Absent on purpose: types of other files, which need a checker. */
import type { Parameter, Signature } from "../../facts/signature.ts";
import type { Span } from "../../text/span.ts";
import { ts } from "./compiler.ts";
import { placeholderFor } from "./placeholders.ts";

/** Undefined when no function has that span. */
export function signatureAt(source: ts.SourceFile, span: Span): Signature | undefined {
  const node = functionAt(source, span);
  if (!node) return undefined;
  return { parameters: parametersOf(node.parameters, source), construct: constructedWith(node, source) };
}

function functionAt(source: ts.SourceFile, { start, end }: Span): ts.SignatureDeclaration | undefined {
  let found: ts.SignatureDeclaration | undefined;
  const look = (node: ts.Node): void => {
    if (found || node.end < start || node.pos > end) return;
    if (ts.isFunctionLike(node) && node.end === end && node.getStart(source) >= start) found = node;
    else ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function parametersOf(nodes: readonly ts.ParameterDeclaration[], source: ts.SourceFile): readonly Parameter[] {
  return nodes
    .filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this"))
    .map((node, index) => {
      const { name, type, questionToken, initializer, dotDotDotToken } = node;
      return {
        name: ts.isIdentifier(name) ? name.text : `argument${index + 1}`,
        required: !questionToken && !initializer && !dotDotDotToken,
        rest: dotDotDotToken !== undefined,
        placeholder: placeholderFor(type, ts.isIdentifier(name) ? name.text : "", source),
      };
    });
}

function constructedWith(node: ts.SignatureDeclaration, source: ts.SourceFile): readonly Parameter[] | null {
  const isStatic = (node as ts.MethodDeclaration).modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  const owner = ts.isPropertyDeclaration(node.parent) ? node.parent.parent : node.parent;
  if (isStatic || !(ts.isClassDeclaration(owner) || ts.isClassExpression(owner))) return null;
  const made = owner.members.find((member) => ts.isConstructorDeclaration(member) && member.body);
  return made ? parametersOf((made as ts.ConstructorDeclaration).parameters, source) : [];
}
