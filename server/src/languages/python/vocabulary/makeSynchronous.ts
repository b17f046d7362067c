/** `async def` becomes `def` where nothing is awaited. Absent on purpose: functions this file calls, which would await it. */
import type { ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { isAsync } from "../syntax.ts";
import { type Code, hasComment, isBroken, ownNodes } from "./code.ts";

export function makeSynchronous(code: Code, scope: ScopeId): readonly TextEdit[] | undefined {
  const node = code.walk.scopeNodes[scope];
  const body = node?.child("body");
  const word = node?.children.find(({ type }) => type === "async");
  if (node?.type !== "function_definition" || !body || !word || isBroken(code, node)) return undefined;
  if ([...ownNodes(body)].some((one) => one.type === "await" || one.type === "yield" || isAsync(one))) return undefined;
  if (code.facts.calls.some(({ target }) => target === scope)) return undefined;
  const end = word.end + /^[ \t]*/.exec(code.text.slice(word.end))![0].length;
  if (hasComment(code, { start: word.start, end }) || !code.text.startsWith("def", end)) return undefined;
  return [{ span: { start: word.start, end }, text: "" }];
}
