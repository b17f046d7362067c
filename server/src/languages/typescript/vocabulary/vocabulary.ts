/**
 * The fix verbs of TypeScript and JavaScript, bound to one text. Nothing is read before the first verb is asked.
 * Absent on purpose: the verbs themselves, one file each.
 */
import type { CodeFacts } from "../../../facts/facts.ts";
import type { Vocabulary } from "../../../facts/vocabulary.ts";
import type { Tree } from "../tree.ts";
import { callOnce } from "./callOnce.ts";
import { type Code, readCode } from "./code.ts";
import { hoistPromise } from "./hoistPromise.ts";
import { hoistValue } from "./hoistValue.ts";
import { ignoreComment } from "./ignoreComment.ts";
import { keepPromise } from "./keepPromise.ts";
import { moveBeforeLoop } from "./moveBeforeLoop.ts";
import { removeOption } from "./removeOption.ts";
import { setOption } from "./setOption.ts";

export function createVocabulary(tree: Tree, facts: CodeFacts): Vocabulary {
  const { fileName, text } = tree.sourceFile;
  let read: Code | undefined;
  const code = (): Code => {
    read ??= readCode(fileName, text, facts);
    return read;
  };
  return {
    hoistPromise: (call) => hoistPromise(code(), call),
    hoistValue: (call) => hoistValue(code(), call),
    moveBeforeLoop: (call, loop) => moveBeforeLoop(code(), call, loop),
    keepPromise: (binding, call) => keepPromise(code(), binding, call),
    callOnce: (call, loop, form) => callOnce(code(), call, loop, form),
    setOption: (call, argument, name, literal) => setOption(code(), call, argument, name, literal),
    removeOption: (call, argument, name) => removeOption(code(), call, argument, name),
    ignoreComment: (at, rule, scope) => ignoreComment(code(), at, rule, scope),
  };
}
