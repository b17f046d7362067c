/**
 * Calls another member and awaits it: `(await x.data())[0]` in place of `x.dataSync()[0]`. Absent on purpose: any judgement
 * whether the two give the same; and places that may not wait.
 */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, functionAround, insert, isAsync, outerExpression, replace } from "./code.ts";
import { awaitOf } from "./result.ts";

export function awaitMember(code: Code, id: CallId, member: string): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  if (ts.isOptionalChain(call) || ts.isOptionalChain(call.parent)) return undefined;
  const rename = replace(code, call.expression.name, member);
  if (awaitOf(call)) return [rename];
  const around = functionAround(call);
  if (!around || !isAsync(around) || isDefault(call, around)) return undefined;
  const start = call.getStart(code.sourceFile);
  const { parent } = call;
  const isHead =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === call;
  const isTight = isHead || ts.isNonNullExpression(parent) || isPower(outerExpression(call).parent);
  return isTight ? [insert(start, "(await "), rename, insert(call.end, ")")] : [insert(start, "await "), rename];
}

/** The default of a parameter may not wait. */
function isDefault(node: ts.Node, around: ts.SignatureDeclaration): boolean {
  return around.parameters.some((parameter) => parameter.pos <= node.pos && node.end <= parameter.end);
}

const isPower = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
