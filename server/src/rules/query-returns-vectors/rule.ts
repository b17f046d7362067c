/** A similarity query asks for stored vectors that nobody reads. */
import type { Binding, Call, FunctionScope, Value } from "../../facts/facts.ts";
import type { VectorsOption } from "../../knowledge/framework.ts";
import { contains, type Span } from "../../text/span.ts";
import { functionAround } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { optionsPlace, writeOption } from "../optionFixes.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, vectors, options }) =>
  role === "search" && vectors !== undefined && optionsPlace({ options }) !== undefined;

export default defineRule({
  name: "query-returns-vectors",
  summary: "A similarity query asks for stored vectors, and the code reads only the rest of each result.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "batching",
  dimensions: ["speed", "efficiency"],
  fix: "safe",
  evidence: [
    {
      claim: "An answer of Pinecone is at most 4 MB, and vectors are what fills it; leave them out unless needed.",
      source: "https://docs.pinecone.io/reference/api/database-limits/operation-limits",
    },
    {
      claim: "Vectors are left out of Qdrant's answers unless they are asked for.",
      source: "https://qdrant.tech/documentation/concepts/search/",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("search")) {
      const { call, row } = event;
      const { vectors, options } = row;
      if (!vectors || optionsPlace({ options }) === undefined) continue;
      const value = event.options.get(vectors.option);
      if (!value || !asksFor(value, vectors) || !isReadWithout(usage, call, vectors)) continue;
      const { without, option } = vectors;
      report({
        at: keySpan(usage, event, option),
        about: call.id,
        message: `${option} brings the stored vectors of all results, and none is read. Leave them out.`,
        reasons: [{ span: call.callee, text: "reads only the rest of these results" }],
        fixes:
          without === undefined ? [] : writeOption(event, option, without, { title: `Set ${option} to ${without}` }),
      });
    }
  },
});

const asksFor = (value: Value, { is }: VectorsOption): boolean => {
  if (value.kind === "array") return value.items.some((item) => asksFor(item, { is } as VectorsOption));
  return value.kind === "literal" && value.value !== null && is.includes(value.value);
};

/** Whether all of what becomes of the answer can be seen here, and no vector is looked at. */
function isReadWithout(usage: Usage, call: Call, vectors: VectorsOption): boolean {
  const around = (functionAround(usage.facts, call.scope) ?? usage.scope(0)).span;
  const word = new RegExp(`(?:[.{,]\\s*|\\[["'])(?:${vectors.members.join("|")})\\b(?!\\s*\\()`);
  const before = usage.textOf({ start: around.start, end: call.span.start });
  const behind = usage.textOf({ start: call.span.end, end: around.end });
  if (call.results.length === 0 || word.test(before) || word.test(behind)) return false;
  return call.results.every((id) => isTakenApart(usage, usage.facts.bindings[id]!, vectors));
}

/** Every read takes a member that is no vector, or goes through the results one by one. */
function isTakenApart(usage: Usage, binding: Binding, { list }: VectorsOption): boolean {
  if (binding.reads.length === 0 || binding.writes.some(({ kind }) => kind === "assign")) return false;
  const path =
    list === undefined || list === "" || binding.name === list ? "" : `(?:\\?|!)?(?:\\.${list}|\\[["']${list}["']\\])`;
  const { eachPattern, count } = usage.words?.results ?? { eachPattern: "(?!)", count: "(?!)" };
  const member = new RegExp(`^${path}(?:\\?|!)*\\.(?:${count}|${eachPattern})\\b`);
  const tellsCount = new RegExp(`^[^(]*\\.${count}\\b`);
  const handsEach = new RegExp(`\\.(?:${eachPattern})$`);
  return binding.reads.every((read) => {
    const rest = usage.textOf({ start: read.span.end, end: read.span.end + 80 });
    if (list === undefined) return /^(?:\?|!)?\.\w+/.test(rest);
    if (!member.test(rest)) return goesThrough(usage, read.span, rest, path);
    if (tellsCount.test(rest)) return true;
    const each = usage.facts.calls.find(
      ({ callee }) =>
        callee.start <= read.span.start && read.span.end < callee.end && handsEach.test(usage.textOf(callee)),
    );
    const [handed] = each?.arguments ?? [];
    return handed?.kind === "function" && usesMembersOnly(usage, usage.scope(handed.scope) as FunctionScope);
  });
}

/** `for (const match of answer.matches)`. */
function goesThrough(usage: Usage, read: Span, rest: string, path: string): boolean {
  if (!new RegExp(`^${path}(?:\\?\\?\\s*\\[\\])?\\s*[):\\]]`).test(rest)) return false;
  const loop = usage.facts.scopes.find(
    (scope) =>
      scope.kind === "loop" && scope.form === "for-of" && scope.over !== null && contains(scope.over.span, read),
  );
  return loop?.kind === "loop" && loop.variables.every((id) => readsMembers(usage, usage.facts.bindings[id]!));
}

const usesMembersOnly = (usage: Usage, { parameters }: FunctionScope): boolean =>
  parameters.length > 0 && readsMembers(usage, usage.facts.bindings[parameters[0]!]!);

/** A whole result that is handed on may be read elsewhere. A part that was taken out of it by name is no vector. */
const readsMembers = (usage: Usage, { reads, declaration }: Binding): boolean =>
  /^[{,]/.test(usage.textOf({ start: declaration.start - 2, end: declaration.start }).trim()) ||
  reads.every(({ span }) => /^(?:\?|!)?[.[]/.test(usage.textOf({ start: span.end, end: span.end + 4 })));
