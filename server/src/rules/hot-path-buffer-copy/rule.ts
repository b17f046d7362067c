/**
 * Numbers for a model or from one are copied element by element, through a list, or a piece at a time. Absent on purpose:
 * loops that compute while they write into memory made before; that is how it should be.
 */
import type { BindingId, Call, LoopScope, Value } from "../../facts/facts.ts";
import type { NumberWords } from "../../knowledge/framework.ts";
import { contains, type Span } from "../../text/span.ts";
import type { Frequency, Usage } from "../../usage/usage.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { local }) =>
  local !== undefined && (role === "infer" || role === "embed" || role === "preprocess");

export default defineRule({
  name: "hot-path-buffer-copy",
  summary: "Typed arrays around a model call are built through lists, element by element, or copied piece by piece.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A subarray is a view on the same buffer, where slice copies every element into a new one.",
      source: "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/TypedArray/subarray",
    },
    {
      claim: "Setting a typed array from another copies the whole range of memory at once.",
      source: "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/TypedArray/set",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    const words = usage.words?.numbers;
    if (!words || !usage.events.some(({ row, framework }) => concerns(row, framework))) return;
    for (const call of usage.facts.calls) {
      checkList(context, call, words);
      checkSlice(context, call, words);
    }
    for (const scope of usage.facts.scopes) if (scope.kind === "loop") checkLoop(context, scope, words);
  },
});

function checkList({ usage, report }: RuleContext, call: Call, words: NumberWords): void {
  // Kinds of numbers pictures, sounds and vectors are made of; ids of words are few.
  const makers = new RegExp(words.makersPattern);
  const type = call.paths
    .map(({ module, steps }) => (module === "" ? makers.exec(steps)?.[1] : undefined))
    .find(Boolean);
  if (!type) return;
  const [given] = call.arguments;
  const built = given ? wayOf(usage, given, words) : undefined;
  if (!built) return;
  const often = usage.frequencyOf(call);
  if (often.level === "once") return;
  const say = (phrase: string) => `${built.text}${phrase && `, ${phrase}`}. Write into one ${type} of the final size.`;
  report({
    at: call.callee,
    about: call.id,
    message: firstThatFits(say(often.phrase), say(shortPhrase(often)), say("")),
    reasons: [...often.reasons, { span: built.span, text: "numbers become elements of a list here" }],
  });
}

interface Way {
  readonly text: string;
  readonly span: Span;
}

/** How numbers got into the list a typed array is made of; undefined for lists nobody built here. */
function wayOf(usage: Usage, value: Value, words: NumberWords): Way | undefined {
  const text = usage.textOf(value.span);
  if (value.kind === "array") {
    const spreads = text.split(words.spread).length - 1;
    return spreads > 0 && spreads >= value.items.length - 1 && text.slice(1).trimStart().startsWith(words.spread)
      ? { text: "Numbers are spread into a list and copied again", span: value.span }
      : undefined;
  }
  if (value.kind === "reference") return pushedInto(usage, value.binding, words);
  if (value.kind !== "call") return undefined;
  const call = usage.facts.calls[value.call]!;
  const callee = usage.textOf(call.callee);
  if (callee.endsWith(`.${words.joins}`)) {
    for (const id of [...call.receiver, ...call.arguments.flatMap(({ uses }) => uses)]) {
      const way = pushedInto(usage, id, words);
      if (way) return way;
    }
  }
  const isCopied = callee === words.listOf && call.arguments.length === 1 && isTyped(usage, call.arguments[0]!, words);
  return isCopied ? { text: "Numbers are copied into a list and back", span: call.callee } : undefined;
}

/** `const xs = []; for (…) xs.push(x)`, or a list joined of such lists. */
function pushedInto(usage: Usage, id: BindingId, words: NumberWords, depth = 0): Way | undefined {
  const { name, writes } = usage.facts.bindings[id]!;
  const first = writes.find(({ kind }) => kind === "initial")?.value;
  const joins =
    first?.kind === "call" && usage.textOf(usage.facts.calls[first.call]!.callee).endsWith(`.${words.joins}`);
  if (first && joins && depth === 0) return first.uses.map((used) => pushedInto(usage, used, words, 1)).find(Boolean);
  if (first?.kind !== "array" && first?.kind !== "opaque" && first?.kind !== "call") return undefined;
  const push = usage.facts.calls.find(
    (call) =>
      writes.some(({ kind, span }) => kind === "change" && span.start === call.span.start) &&
      usage.textOf(call.callee) === `${name}.${words.appends}` &&
      usage.loopsAround(call).length > 0 &&
      call.arguments.every((value) => !usage.textOf(value.span).startsWith(words.spread)) &&
      /\[|[*/]/.test(usage.textOf({ start: call.callee.end, end: call.span.end })),
  );
  return push && { text: "Numbers are pushed into a list and copied", span: push.callee };
}

/** It surely is a typed array: made here, or the data of a tensor. */
const isTyped = (usage: Usage, value: Value, words: NumberWords): boolean =>
  value.uses.some((id) => isMade(usage, id, words)) || isData(usage, usage.textOf(value.span), value.uses);

const isMade = (usage: Usage, id: BindingId, { madePattern }: NumberWords): boolean =>
  usage.facts.bindings[id]!.paths.some(({ module, steps }) => module === "" && new RegExp(madePattern).test(steps));

/** `output.data` of what a model gave. */
const isData = (usage: Usage, text: string, uses: readonly BindingId[]): boolean =>
  usage.events.some(
    ({ framework, call }) =>
      framework.local &&
      framework.numbers?.some((member) => text.endsWith(`.${member}`)) &&
      uses.some((id) =>
        usage.facts.bindings[id]!.paths.some(
          ({ module }) => module !== "" && call.paths.some((path) => path.module === module),
        ),
      ),
  );

/** Names of things that hold numbers; a text is cut with other words. */
const holdsNumbers = /embed|vector|float|sample|pixel|logit|prob|tensor|mask|feature|audio|pcm|weights|scores/i;

/** `vectors.slice(i * size, (i + 1) * size)` in every round, only to be looked at. */
function checkSlice({ usage, report }: RuleContext, call: Call, words: NumberWords): void {
  const callee = usage.textOf(call.callee);
  const ending = `.${words.copiesPiece}`;
  if (!callee.endsWith(ending)) return;
  const holder = callee.slice(0, -ending.length);
  if (!/^[\w$.]+$/.test(holder)) return;
  const [from, to] = call.arguments;
  const [loop] = usage.loopsAround(call);
  if (!from || !to || !loop) return;
  const isSure = call.receiver.some((id) => isMade(usage, id, words));
  if (!isSure && !isData(usage, holder, call.receiver) && !(holdsNumbers.test(holder) && isMultiple(usage, from)))
    return;
  if (!usage.varies([from], loop.id) || usage.varies([], loop.id, call.receiver) || !isOnlyRead(usage, call, words))
    return;
  const often = usage.frequencyOf(call);
  report({
    at: call.callee,
    about: call.id,
    message: `A piece of ${holder.split(".").at(-1)!.slice(0, 40)} is copied in every iteration. Use ${words.looksAtPiece} to look at it in place.`,
    reasons: often.reasons,
    fixes: isSure || isData(usage, holder, call.receiver) ? [lookInPlace(call, words)] : [],
  });
}

const lookInPlace = ({ id }: Call, { looksAtPiece }: NumberWords): Fix => ({
  title: `Use ${looksAtPiece}`,
  class: "suggestion",
  changes: "it shares memory with the whole",
  make: (say) => say.renameMember(id, looksAtPiece),
});

/** `i * size`, in place or by a name of the loop. */
const isMultiple = (usage: Usage, value: Value): boolean =>
  usage.textOf(value.span).includes("*") ||
  value.uses.some((id) =>
    usage.facts.bindings[id]!.writes.some(({ value: given }) => given && usage.textOf(given.span).includes("*")),
  );

/** Handed to a function or kept under a name that is only read: nobody keeps it or changes it. */
function isOnlyRead(usage: Usage, call: Call, words: NumberWords): boolean {
  const keeping = new RegExp(words.keepsPattern);
  const keeps = (other: Call): boolean => other.construct || keeping.test(usage.textOf(other.callee));
  const places = call.result === null ? [call.span] : usage.facts.bindings[call.result]!.reads.map(({ span }) => span);
  const takers = places.flatMap((place) => takerOf(usage, place) ?? []);
  if (takers.length === 0 || takers.some(keeps)) return false;
  const { writes } = call.result === null ? { writes: [] } : usage.facts.bindings[call.result]!;
  return writes.every(({ kind }) => kind === "initial");
}

/** The innermost call that is given what stands at a place. */
function takerOf(usage: Usage, place: Span): Call | undefined {
  const around = usage.facts.calls.filter((other) =>
    other.arguments.some((value) => value.kind !== "function" && contains(value.span, place)),
  );
  return around.reduce<Call | undefined>(
    (least, one) => (!least || contains(least.span, one.span) ? one : least),
    undefined,
  );
}

/** Characters of a body that does nothing but copy; longer ones need no second look. */
const longestCopy = 200;

/** `for (let i = 0; i < n; i++) to[at + i] = from[i];` and nothing else. */
function checkLoop({ usage, report }: RuleContext, loop: LoopScope, words: NumberWords): void {
  if (loop.form !== "for" || loop.body.end - loop.body.start > longestCopy) return;
  const [, to, toIndex, from, fromIndex] = new RegExp(words.copiesOnePattern).exec(usage.textOf(loop.body)) ?? [];
  if (!to || !from || !isIndex(usage, loop, toIndex!) || !isIndex(usage, loop, fromIndex!)) return;
  const holder = usage.facts.bindings.find(({ name, id }) => name === to && isMade(usage, id, words));
  const nearest = usage.facts.calls.findLast(({ span }) => span.end <= loop.span.start);
  if (!holder || !nearest || !holder.writes.some(({ span }) => contains(loop.span, span))) return;
  const often: Frequency = usage.frequencyOf(nearest);
  if (often.level === "once") return;
  report({
    at: { start: loop.span.start, end: loop.body.start },
    about: nearest.id,
    message: `${to} is filled element by element. Copy the whole range with ${to}.${words.copiesRange}(…).`,
    reasons: often.reasons,
  });
}

/** `i`, `at + i` or `i + at`. */
const isIndex = (usage: Usage, loop: LoopScope, text: string): boolean =>
  loop.variables.some((id) => {
    const { name } = usage.facts.bindings[id]!;
    return text === name || new RegExp(`^(?:[\\w$.]+ \\+ ${name}|${name} \\+ [\\w$.]+)$`).test(text);
  });
