/**
 * Every verb of a language asked about many places of a text, wise or not: what it answers must be a program if the text was one.
 * Rules ask about few places, mutated code about fewer. Absent on purpose: whether the answer does the same.
 */
import type { CodeFacts } from "../../server/src/facts/facts.ts";
import type { Vocabulary } from "../../server/src/facts/vocabulary.ts";
import type { FrontEnd } from "../../server/src/languages/language.ts";
import { applyEdits, type TextEdit } from "../../server/src/text/edit.ts";
import { pythonVersion } from "../../test/unit/languages/pythonCompiler.ts";
import type { Fixed } from "./promises.ts";
import type { Sample } from "./samples.ts";

/** Python itself tells more exactly than our parser, which guesses where it can. */
export const isJudgedLater = (note: unknown): boolean => note !== undefined && pythonVersion() !== null;

type Answer = readonly [verb: string, edits: readonly TextEdit[] | undefined];

/** Places asked about in one text. */
const mostCalls = 16;
const mostScopes = 8;

/** In words, the first verb whose answer is no program; what they answer goes to `note`. */
export function brokenVerb(
  frontEnd: FrontEnd,
  { fileName, text }: Sample,
  note?: (fixed: Fixed) => void,
): string | undefined {
  const parsed = frontEnd.parse({ fileName, text });
  const facts = parsed.facts();
  if (facts.broken.length > 0) return undefined;
  for (const [verb, edits] of answers(parsed.say(facts), facts)) {
    if (edits === undefined || edits.length === 0) continue;
    let after: string;
    try {
      after = applyEdits(text, edits);
    } catch (error) {
      return `${verb} answers with edits that overlap: ${String(error)}`;
    }
    note?.({ fileName, what: verb, before: text, after });
    if (isJudgedLater(note)) continue;
    if (frontEnd.parse({ fileName, text: after }).facts().broken.length > 0)
      return `${verb} makes a syntax error:\n${after}`;
  }
  return undefined;
}

function* answers(say: Vocabulary, facts: CodeFacts): Generator<Answer> {
  const { calls, scopes, bindings } = facts;
  for (const { id, span, statement } of some(calls, mostCalls)) {
    yield ["hoistPromise", say.hoistPromise(id)];
    yield ["hoistValue", say.hoistValue(id)];
    yield ["awaitMember", say.awaitMember(id, "other")];
    yield ["wrapCall", say.wrapCall(id, "wrap(", ")")];
    yield ["setOption", say.setOption(id, -1, "option", "1")];
    yield ["rewrite", say.rewrite(span, "{some.name}({callee}, {arguments})")];
    yield ["rewrite without the first", say.rewrite(span, "{some.name}({arguments 1})")];
    yield ["rewrite and wait", say.rewrite(span, "await {some:name}({code})")];
    yield ["rewrite with a member", say.rewrite(span, "{code}.member")];
    yield ["insertBefore", say.insertBefore(span, "{some.name}()")];
    yield ["insertAfter", say.insertAfter(span, "if a:\n\tb()")];
    yield ["runUnder", say.runUnder(statement, "{some.guard}()")];
    yield ["moveOut", say.moveOut(span)];
    yield ["removeStatement", say.removeStatement(span)];
    yield ["ignoreComment", say.ignoreComment(span, "some-rule", "here").edits];
    const { keywords } = calls[id]!;
    for (const { name } of keywords?.kind === "record" ? keywords.fields : []) {
      yield ["removeOption", say.removeOption(id, -1, name)];
      yield ["renameOption", say.renameOption(id, -1, name, "another")];
    }
    const next = calls.find((other) => other.id > id);
    if (next) yield ["awaitTogether", say.awaitTogether([id, next.id])];
    for (const loop of scopes) {
      if (loop.kind !== "loop" || loop.span.start > span.start || loop.span.end < span.end) continue;
      yield ["moveBeforeLoop", say.moveBeforeLoop(id, loop.id)];
      yield ["callTogether", say.callTogether(id, loop.id, 4)];
      yield ["callOnce", say.callOnce(id, loop.id, { argument: 0, single: "", batch: "[i]" })];
      yield ["callOnce in parts", say.callOnce(id, loop.id, { argument: 0, single: "", batch: "data[i]", limit: 9 })];
      yield ["writeAfterLoop", say.writeAfterLoop(id, loop.id, { argument: 0, listed: false })];
      yield ["inGroups", say.inGroups(loop.id, 4)];
    }
  }
  for (const { id, kind, span } of some(scopes, mostScopes)) {
    if (kind !== "function") continue;
    yield ["guardFunction", say.guardFunction(id, "{some.guard}()")];
    yield ["makeSynchronous", say.makeSynchronous(id)];
    yield ["runUnder a function", say.runUnder(span, "{some.guard}()")];
  }
  for (const { id, writes } of some(bindings, mostScopes)) {
    yield ["addAfterLastUse", say.addAfterLastUse(id, "done()")];
    for (const { span } of writes.slice(0, 2)) yield ["removeAssignment", say.removeAssignment(span)];
  }
}

/** At most so many, from the whole of a list. */
const some = <T>(list: readonly T[], most: number): readonly T[] => {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, index) => index % step === 0);
};
