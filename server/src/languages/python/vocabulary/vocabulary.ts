/**
 * The fix verbs of Python, bound to one text. Nothing is read before the first verb is asked. A verb that is not here answers
 * "cannot", and the fix is not offered. Absent on purpose: the verbs themselves.
 */
import type { CodeFacts } from "../../../facts/facts.ts";
import type { Vocabulary } from "../../../facts/vocabulary.ts";
import type { Span } from "../../../text/span.ts";
import type { Walk } from "../walk.ts";
import { awaitTogether } from "./awaitTogether.ts";
import { callOnce } from "./callOnce.ts";
import { callTogether } from "./callTogether.ts";
import { type Code, readCode } from "./code.ts";
import { hoistPromise } from "./hoistPromise.ts";
import { hoistValue } from "./hoistValue.ts";
import { ignoreComment, ignoreOnly } from "./ignoreComment.ts";
import { inGroups } from "./inGroups.ts";
import { insertAfter, insertBefore } from "./insertStatement.ts";
import { makeSynchronous } from "./makeSynchronous.ts";
import { awaitMember, renameMember, wrapCall } from "./members.ts";
import { moveBeforeLoop } from "./moveBeforeLoop.ts";
import { moveOut } from "./moveOut.ts";
import { removeOption, renameOption, setOption } from "./options.ts";
import { removeStatement } from "./removeStatement.ts";
import { rewrite } from "./rewrite.ts";
import { guardFunction, runUnder } from "./runUnder.ts";
import { writeAfterLoop } from "./writeAfterLoop.ts";

const cannot = (): undefined => undefined;

export function createVocabulary(
  text: string,
  read: () => { readonly walk: Walk; readonly comments: readonly Span[] },
  facts: CodeFacts,
): Vocabulary {
  let kept: Code | null | undefined;
  /** Code nested more deeply than a walk can follow is left as it is. */
  const ask = <T>(verb: (code: Code) => T): T | undefined => {
    try {
      if (kept === undefined) {
        const { walk, comments } = read();
        kept = readCode(text, walk, facts, comments) ?? null;
      }
      return kept === null ? undefined : verb(kept);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  return {
    hoistPromise: (call) => ask((code) => hoistPromise(code, call)),
    hoistValue: (call) => ask((code) => hoistValue(code, call)),
    moveBeforeLoop: (call, loop) => ask((code) => moveBeforeLoop(code, call, loop)),
    keepPromise: cannot,
    callOnce: (call, loop, form) => ask((code) => callOnce(code, call, loop, form)),
    callTogether: (call, loop, atOnce) => ask((code) => callTogether(code, call, loop, atOnce)),
    awaitTogether: (calls) => ask((code) => awaitTogether(code, calls)),
    inGroups: (loop, size) => ask((code) => inGroups(code, loop, size)),
    writeAfterLoop: (call, loop, form) => ask((code) => writeAfterLoop(code, call, loop, form)),
    addAfterLastUse: cannot,
    awaitMember: (call, member) => ask((code) => awaitMember(code, call, member)),
    renameMember: (call, member) => ask((code) => renameMember(code, call, member)),
    wrapCall: (call, before, after) => ask((code) => wrapCall(code, call, before, after)),
    removeStatement: (at) => ask((code) => removeStatement(code, at)),
    removeAssignment: (at) => ask((code) => removeStatement(code, at)),
    setOption: (call, _argument, name, literal) => ask((code) => setOption(code, call, name, literal)),
    removeOption: (call, _argument, name) => ask((code) => removeOption(code, call, name)),
    renameOption: (call, _argument, name, to) => ask((code) => renameOption(code, call, name, to)),
    rewrite: (at, form) => ask((code) => rewrite(code, at, form)),
    insertBefore: (at, form) => ask((code) => insertBefore(code, at, form)),
    insertAfter: (at, form) => ask((code) => insertAfter(code, at, form)),
    runUnder: (at, guard) => ask((code) => runUnder(code, at, guard)),
    guardFunction: (scope, guard) => ask((code) => guardFunction(code, scope, guard)),
    moveOut: (at) => ask((code) => moveOut(code, at)),
    makeSynchronous: (scope) => ask((code) => makeSynchronous(code, scope)),
    replaceNumber: (at, number) =>
      /^-?[\d_.]+$/.test(text.slice(at.start, at.end)) ? [{ span: at, text: String(number) }] : undefined,
    ignoreComment: (at, rule, scope) =>
      ask((code) => ignoreComment(text, code.walk.root, at, rule, scope)) ?? { edits: [], snippet: "" },
    ignoreOnly: (comment, rules) => ignoreOnly(text, comment, rules),
  };
}
