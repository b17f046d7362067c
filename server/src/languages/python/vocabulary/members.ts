/** Calls another member, with or without `await`, or puts code around a call. Absent on purpose: names of functions. */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { type Code, callNode, insert, isBroken, replace } from "./code.ts";
import { isFollowed, mayAwait } from "./rewrite.ts";

export function renameMember(code: Code, id: CallId, member: string): readonly TextEdit[] | undefined {
  const name = callNode(code, id)?.child("function")?.child("attribute");
  return name && !isBroken(code, name) ? [replace(name, member)] : undefined;
}

export function awaitMember(code: Code, id: CallId, member: string): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const renamed = renameMember(code, id, member);
  if (!call || !renamed || !mayAwait(call)) return undefined;
  if (!isFollowed(call)) return [insert(call.start, "await "), ...renamed];
  return [insert(call.start, "(await "), ...renamed, insert(call.end, ")")];
}

export function wrapCall(code: Code, id: CallId, before: string, after: string): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  return call && !isBroken(code, call) ? [insert(call.start, before), insert(call.end, after)] : undefined;
}
