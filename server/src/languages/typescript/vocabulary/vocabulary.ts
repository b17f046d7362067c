/**
 * The fix verbs of TypeScript and JavaScript, bound to one text. Nothing is read before the first verb is asked.
 * Absent on purpose: the verbs themselves, one file each.
 */
import type { CodeFacts } from "../../../facts/facts.ts";
import type { Vocabulary } from "../../../facts/vocabulary.ts";
import { addAfterLastUse } from "./addAfterLastUse.ts";
import { awaitMember } from "./awaitMember.ts";
import { awaitTogether } from "./awaitTogether.ts";
import { callOnce } from "./callOnce.ts";
import { callTogether } from "./callTogether.ts";
import { type Code, readCode } from "./code.ts";
import { hoistPromise } from "./hoistPromise.ts";
import { hoistValue } from "./hoistValue.ts";
import { ignoreComment } from "./ignoreComment.ts";
import { ignoreOnly } from "./ignoreOnly.ts";
import { inGroups } from "./inGroups.ts";
import { keepPromise } from "./keepPromise.ts";
import { moveBeforeLoop } from "./moveBeforeLoop.ts";
import { removeAssignment } from "./removeAssignment.ts";
import { removeOption } from "./removeOption.ts";
import { removeStatement } from "./removeStatement.ts";
import { renameMember } from "./renameMember.ts";
import { replaceNumber } from "./replaceNumber.ts";
import { setOption } from "./setOption.ts";
import { wrapCall } from "./wrapCall.ts";
import { writeAfterLoop } from "./writeAfterLoop.ts";

const cannot = (): undefined => undefined;

export function createVocabulary(fileName: string, text: string, facts: CodeFacts): Vocabulary {
  let kept: Code | undefined;
  const code = (): Code => {
    kept ??= readCode(fileName, text, facts);
    return kept;
  };
  /** Code nested more deeply than a walk can follow is left as it is. */
  const ask = <T>(verb: (code: Code) => T): T | undefined => {
    try {
      return verb(code());
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  return {
    // No rule about code in this language has asked for these.
    renameOption: cannot,
    rewrite: cannot,
    insertBefore: cannot,
    insertAfter: cannot,
    runUnder: cannot,
    guardFunction: cannot,
    moveOut: cannot,
    makeSynchronous: cannot,
    hoistPromise: (call) => ask((read) => hoistPromise(read, call)),
    hoistValue: (call) => ask((read) => hoistValue(read, call)),
    moveBeforeLoop: (call, loop) => ask((read) => moveBeforeLoop(read, call, loop)),
    keepPromise: (binding, call) => ask((read) => keepPromise(read, binding, call)),
    callOnce: (call, loop, form) => ask((read) => callOnce(read, call, loop, form)),
    callTogether: (call, loop, atOnce) => ask((read) => callTogether(read, call, loop, atOnce)),
    addAfterLastUse: (binding, statement) => ask((read) => addAfterLastUse(read, binding, statement)),
    wrapCall: (call, before, after) => ask((read) => wrapCall(read, call, before, after)),
    awaitMember: (call, member) => ask((read) => awaitMember(read, call, member)),
    removeStatement: (at) => ask((read) => removeStatement(read, at)),
    renameMember: (call, member) => ask((read) => renameMember(read, call, member)),
    awaitTogether: (calls) => ask((read) => awaitTogether(read, calls)),
    inGroups: (loop, size) => ask((read) => inGroups(read, loop, size)),
    writeAfterLoop: (call, loop, form) => ask((read) => writeAfterLoop(read, call, loop, form)),
    setOption: (call, argument, name, literal) => ask((read) => setOption(read, call, argument, name, literal)),
    replaceNumber: (at, number) => ask((read) => replaceNumber(read, at, number)),
    removeAssignment: (at) => ask((read) => removeAssignment(read, at)),
    removeOption: (call, argument, name) => ask((read) => removeOption(read, call, argument, name)),
    ignoreComment: (at, rule, scope) =>
      ask((read) => ignoreComment(read, at, rule, scope)) ?? { edits: [], snippet: "" },
    ignoreOnly: (comment, rules) => ask((read) => ignoreOnly(read, comment, rules)),
  };
}
