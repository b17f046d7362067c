/** Calls another member: `x.subarray(a, b)` in place of `x.slice(a, b)`. Absent on purpose: any judgement whether the two give the same. */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, replace } from "./code.ts";

export function renameMember(code: Code, id: CallId, member: string): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text === member)
    return undefined;
  return [replace(code, call.expression.name, member)];
}
