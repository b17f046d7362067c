/**
 * How long a list may get, as far as the code gives evidence: written out, cut to a length, asked for with a limit, or read
 * from something that grows. Absent on purpose: proving it; a list nothing is known of is `unknown`.
 */
import type { Binding, BindingId, Call, LoopScope, Value } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";
import { follow } from "../usage/values.ts";

export type ListSize = "small" | "unknown" | "grows";

/** More than a handful of requests a user would not mind, and what services take from one client at once. */
const small = 16;
const deepest = 6; // lists made of lists made of lists

/** The list a loop goes over. */
export function sizeOfLoop(usage: Usage, loop: LoopScope): ListSize {
  if (loop.bound !== null) return loop.bound <= small ? "small" : "grows";
  if (!loop.over) return "unknown";
  return createSizes(usage).value(loop.over);
}

/** A list that is handed to a call. */
export const sizeOfList = (usage: Usage, list: Value): ListSize => createSizes(usage).value(list);

function createSizes(usage: Usage) {
  const { facts } = usage;

  const value = (given: Value, depth = 0): ListSize => {
    if (depth > deepest) return "unknown";
    switch (given.kind) {
      case "array":
        return ofArray(given, depth);
      case "reference":
        return ofBinding(facts.bindings[given.binding]!, depth);
      case "call":
        return ofCall(facts.calls[given.call]!, depth);
      case "record":
        return ofRecord(given);
      case "literal":
        return "unknown";
      default:
        return ofText(usage.textOf(given.span), given.uses);
    }
  };

  /** `{ length: n }`, what `Array.from` makes a list of. */
  const ofRecord = ({ fields }: Extract<Value, { kind: "record" }>): ListSize => {
    const length = fields.find(({ name }) => name === "length")?.value;
    const count = length && follow(facts, length);
    if (count?.kind === "literal") return Number(count.value) <= small ? "small" : "grows";
    // As often as somebody asked for: the same request some times over.
    return "small";
  };

  const ofArray = ({ items, open, span, uses }: Extract<Value, { kind: "array" }>, depth: number): ListSize => {
    if (!open) return items.length <= small ? "small" : "grows";
    if (items.length === 0) return ofText(usage.textOf(span), uses);
    const spread = items.map((item) => value(item, depth + 1));
    return spread.includes("grows") ? "grows" : "unknown";
  };

  const ofBinding = (binding: Binding, depth: number): ListSize => {
    if (isMeasured(binding)) return "small";
    if (binding.origin === "parameter" && isTuple(binding)) return "small";
    const named = byName(binding.name);
    if (named === "small") return named;
    const [first, ...others] = binding.writes.filter(({ kind }) => kind !== "change");
    if (binding.origin === "variable" && first?.value && others.length === 0) {
      const made = value(first.value, depth + 1);
      const isFilled = first.value.kind === "array" && !first.value.open && first.value.items.length === 0;
      if (isFilled) return filled(binding, depth);
      if (made !== "unknown") return made;
    }
    return named;
  };

  /** `const xs = []`, then `xs.push(…)` in a loop: as long as that loop runs. */
  const filled = (binding: Binding, depth: number): ListSize => {
    const pushes = binding.writes.filter(({ kind }) => kind === "change");
    const sizes = pushes.map(({ scope, span }): ListSize => {
      for (let at: number | null = scope; at !== null && at !== binding.home; at = facts.scopes[at]!.parent) {
        const loop = facts.scopes[at]!;
        if (loop.kind !== "loop") continue;
        if (loop.bound !== null) return loop.bound <= small ? "small" : "grows";
        return loop.over && !contains(loop.over.span, span) ? value(loop.over, depth + 1) : "unknown";
      }
      return "small";
    });
    if (sizes.includes("grows")) return "grows";
    return sizes.includes("unknown") ? byName(binding.name) : "small";
  };

  /** `if (texts.length > 50) throw …`: somebody looks how many there are. */
  const isMeasured = (binding: Binding): boolean =>
    facts.scopes.some(
      (scope) =>
        scope.kind === "function" &&
        binding.reads.some(({ span }) => contains(scope.span, span)) &&
        comparesLength(usage.textOf(scope.body), binding.name),
    );

  const isTuple = ({ declaration }: Binding): boolean =>
    /^[\w$]+\??\s*:\s*(?:readonly\s+)?\[(?!\s*\])/.test(
      usage.textOf({ start: declaration.start, end: declaration.end + 40 }),
    );

  const ofCall = (call: Call, depth: number): ListSize => {
    const callee = usage.textOf(call.callee);
    const method = /([\w$]+)$/.exec(callee)?.[1] ?? "";
    if (method === "slice" || method === "splice" || method === "subarray") return ofSlice(call, callee, depth);
    if (cuts.test(method)) return "small";
    if (/^Object\.(?:keys|values|entries)$/.test(callee)) {
      const record = call.arguments[0] && follow(facts, call.arguments[0]);
      if (record?.kind === "record" && !record.open) return record.fields.length <= small ? "small" : "grows";
      return "unknown";
    }
    if (/^(?:Array\.(?:from|of)|(?:new )?(?:Set|Array)|Promise\.(?:all|allSettled))$/.test(callee)) {
      const [first] = call.arguments;
      if (!first) return "small";
      if (callee.endsWith("Array")) return ofCount(first);
      return value(follow(facts, first), depth + 1);
    }
    if (keepsLength.test(method) && callee.includes(".")) return ofReceiver(call, depth);
    if (limits.test(usage.textOf(call.span))) return "small";
    if (readsMany.test(method)) return "grows";
    return byName(method);
  };

  const ofCount = (count: Value): ListSize => {
    const number = follow(facts, count);
    return number.kind === "literal" && Number(number.value) > small ? "grows" : "small";
  };

  /** A slice with an end is as long as somebody wanted; one without keeps what the list has. */
  const ofSlice = (call: Call, callee: string, depth: number): ListSize => {
    const [from, to] = call.arguments;
    if (callee.endsWith("splice") ? to : to || (from && isNegative(usage.textOf(from.span)))) {
      const end = to && follow(facts, to);
      const start = from && follow(facts, from);
      if (end?.kind === "literal" && start?.kind === "literal" && Number(end.value) - Number(start.value) > 4 * small)
        return "grows";
      return "small";
    }
    return ofReceiver(call, depth);
  };

  /** Of `xs.filter(f).map(g)` the list it starts from. */
  const ofReceiver = (call: Call, depth: number): ListSize => {
    const loop = facts.scopes.find((scope): scope is LoopScope => scope.kind === "loop" && scope.call === call.id);
    if (loop?.over) return value(loop.over, depth + 1);
    const before = facts.calls.findLast(
      (other) => other.span.start === call.span.start && contains(call.callee, other.span) && other !== call,
    );
    if (before) return ofCall(before, depth + 1);
    const text = usage.textOf(call.callee).replace(/\??\.[\w$]+$/, "");
    const [only, ...others] = call.receiver;
    if (only !== undefined && others.length === 0 && /^[\w$]+$/.test(text))
      return ofBinding(facts.bindings[only]!, depth + 1);
    return ofText(text, call.receiver);
  };

  /** `doc.pages`, `body.texts ?? []`: by the last name. */
  const ofText = (text: string, uses: readonly BindingId[]): ListSize => {
    if (limits.test(text)) return "small";
    const head = usage.words?.pieces && new RegExp(usage.words.pieces.headPattern).exec(text)?.[1];
    if (head) return Number(head.replaceAll("_", "")) <= small ? "small" : "grows";
    const name = /([\w$]+)\W*$/.exec(text.replace(/\s*(?:\?\?|\|\|)\s*\[\s*\]\W*$/, ""))?.[1];
    if (name === undefined) return "unknown";
    const inFunction = facts.scopes.some(
      (scope) =>
        scope.kind === "function" &&
        uses.some((id) => facts.bindings[id]!.reads.some(({ span }) => contains(scope.span, span))) &&
        comparesLength(usage.textOf(scope.body), name),
    );
    return inFunction ? "small" : byName(name);
  };

  return { value };
}

/** A comparison of a list's length with something else than nothing or one. */
const comparesLength = (code: string, name: string): boolean =>
  new RegExp(
    `\\b${name.replaceAll("$", "\\$")}\\??\\.length\\s*(?:>=?|<=?)\\s*(?!\\s*[01]\\b)[\\w$.]|[\\w$.]\\s*(?:>=?|<)\\s*${name.replaceAll("$", "\\$")}\\.length\\b(?!\\s*;)`,
  ).test(loopHeads(code));

/** Without the heads of counting loops, which compare a length to end. */
const loopHeads = (code: string): string => code.replace(/\bfor\s*\([^)]*\)/g, "");

const isNegative = (text: string): boolean => /^-/.test(text);

/** Pieces of a list of a chosen length. */
const cuts = /^(?:take|first|head|last|sample|sampleSize|limit|topK|top|chunk|batch)$/i;
const keepsLength =
  /^(?:map|filter|flatMap|flat|sort|toSorted|reverse|toReversed|concat|slice|entries|values|keys|with|fill|trim)$/;
/** What reads all there is: files, rows, pieces of a text. */
const readsMany =
  /^(?:split|splitText|splitDocuments|createDocuments|readdir|readdirSync|glob|globSync|walk|matchAll|findMany|findAll|getAll|listAll|toArray|scan|selectAll|query|fetchAll|parse|load|loadDocuments|lazyLoad|lines|readLines)$/;
/** An end somebody set: `take: 5`, `LIMIT 10`, `topK`. */
const limits =
  /\b(?:take|limit|top_?k|k|n_?results|max_?results|page_?size|first)\b\s*[:=(]|\bLIMIT\s+[\d$?:]|\.limit\(/i;

/** Names of things a program has a handful of: what it was configured with, and what one answer names. */
const handful =
  /(?:^|_|[a-z])(?:batch|chunk|group|window|slice|models?|modelIds?|providers?|agents?|experts?|judges?|graders?|evaluators?|personas?|roles?|variants?|variations?|strategies|languages?|locales?|criteria|metrics?|dimensions?|aspects?|perspectives?|tools?|toolCalls?|tool_calls?|functionCalls?|function_calls?|toolUses?|toolUseBlocks?|calls?|steps?|options?|attachments?|images?|screenshots?|candidates?|attempts?|runs?|repeats?|samples?|keys?|configs?|settings?|templates?|prompts?|queries|subQueries|questions|subQuestions|sections?|parts?|fields?|categories|styles?|sizes?|formats?|voices?|speakers?|sources?|stores?|indexes|namespaces?|collections?|clients?|params?|args?|inputs?|pair|players?|members?|participants?|workers?)$/i;
/** Names of things there are as many of as somebody has. */
const many =
  /(?:^|_|[a-z])(?:docs?|documents?|pages?|chunks|passages|paragraphs|sentences|lines|rows|records|entries|files?|filePaths|paths|texts?|messages|emails?|mails|posts?|articles?|comments?|reviews?|tickets?|items|products?|users?|customers?|contacts?|urls?|links?|transcripts?|segments|frames|nodes|notes|issues|commits|events|tweets|papers|stories|jobs|leads|memories|dataset|data|corpus|splits?|cases|examples|conversations|threads|batches|groups)$/i;

const byName = (name: string): ListSize => {
  if (many.test(name)) return "grows";
  return handful.test(name) ? "small" : "unknown";
};
