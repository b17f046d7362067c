/**
 * Puts code around a call where it stands: `tidy(() => call())`. Absent on purpose: any judgement whether the code around
 * keeps the call's value; and calls that wait for something inside, which code around may not allow.
 */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, insert, outerExpression } from "./code.ts";

export function wrapCall(code: Code, id: CallId, before: string, after: string): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || waits(call) || ts.isOptionalChain(call.parent)) return undefined;
  const start = call.getStart(code.sourceFile);
  if (code.text.slice(0, start).endsWith(before)) return undefined;
  const { parent } = outerExpression(call);
  if (
    ts.isPropertyAccessExpression(parent) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  )
    return undefined; // its own method is called: that call is what to wrap
  return [insert(start, before), insert(call.end, after)];
}

/** `await` and `yield` belong to the function around, and so do `arguments`. */
function waits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return false;
  return ts.forEachChild(node, (child) => waits(child) || undefined) ?? false;
}
