/**
 * The instructions a call gives a language model, as pieces of text in order. Absent on purpose: text that comes from other
 * files, which has no length here.
 */
import type { Value } from "../facts/facts.ts";
import type { Framework } from "../knowledge/framework.ts";
import type { Span } from "../text/span.ts";
import type { Event, Usage } from "../usage/usage.ts";
import { fieldOf, follow } from "../usage/values.ts";

/** Characters of a token, at the least: instructions of so many characters are surely so many tokens or a few less. */
const charactersPerToken = 4;
const deepest = 8;

/** How a service keeps the beginnings of prompts. */
type Caching = NonNullable<NonNullable<Framework["service"]>["caching"]>;

/** A piece of a prompt: a constant text, or a value nobody knows here. `at` is where the prompt has it. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly at: Span }
  | { readonly kind: "value"; readonly value: Value; readonly at: Span };

export interface Instructions {
  /** The value as the call has it. */
  readonly value: Value;
  readonly option: string;
  /** The whole value is the text, and not a block or message that holds it. */
  readonly plain: boolean;
  readonly pieces: readonly Piece[];
}

/** What stands at the head of the prompt; undefined where a call has no instructions or nobody can tell. */
export function instructionsOf(usage: Usage, event: Event): Instructions | undefined {
  const { text } = event.row;
  for (const option of text?.system ?? []) {
    const value = at(usage, event, option);
    if (value) return { value, option, ...readText(usage, value) };
  }
  const messages = text?.messages === undefined ? undefined : at(usage, event, text.messages);
  if (!messages || text?.messages === undefined) return undefined;
  const [first] = itemsOf(usage, messages);
  if (!first) return undefined;
  const record = follow(usage.facts, first);
  const role = record.kind === "record" ? record.fields.find(({ name }) => name === "role") : undefined;
  const said = role && follow(usage.facts, role.value);
  if (said?.kind !== "literal" || (said.value !== "system" && said.value !== "developer")) return undefined;
  return { value: first, option: text.messages, ...readText(usage, first), plain: false };
}

/** The value as written, a name where the call has one. */
function at(usage: Usage, { options }: Event, name: string): Value | undefined {
  let value: Value | null | undefined = options.value;
  for (const key of name.split(".")) value &&= fieldOf(usage.facts, value, key);
  return value ?? undefined;
}

const itemsOf = (usage: Usage, value: Value): readonly Value[] => {
  const list = follow(usage.facts, value);
  return list.kind === "array" ? list.items : [];
};

/** Text in a plain value, in a block (`{ type: "text", text }`) or message (`{ role, content }`), or in a list of them. */
function readText(usage: Usage, value: Value): Pick<Instructions, "plain" | "pieces"> {
  const followed = follow(usage.facts, value);
  if (followed.kind === "array") {
    return { plain: false, pieces: followed.items.flatMap((item) => readText(usage, item).pieces) };
  }
  if (followed.kind === "record") {
    const inner = followed.fields.find(({ name }) => name === "text" || name === "content" || name === "parts");
    return {
      plain: false,
      pieces: inner ? readText(usage, inner.value).pieces : [{ kind: "value", value, at: value.span }],
    };
  }
  return { plain: true, pieces: piecesOf(usage, value) };
}

function piecesOf(usage: Usage, value: Value, depth = 0): readonly Piece[] {
  const followed = follow(usage.facts, value);
  if (followed.kind === "literal" && typeof followed.value === "string")
    return [{ kind: "text", text: followed.value, at: value.span }];
  if (followed.kind === "opaque" && followed.pieces && depth < deepest)
    return followed.pieces.flatMap((piece) => piecesOf(usage, piece, depth + 1));
  return [{ kind: "value", value: followed, at: value.span }];
}

/** Characters of the constant pieces. */
export const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece) => sum + (piece.kind === "text" ? piece.text.length : 0), 0);

/** How the service of this call keeps prompts; of a library for several services, the one its model is of. */
export function cachingOf(usage: Usage, event: Event): KeptPrompts | undefined {
  const caching = event.framework.service?.caching;
  if (!caching) return undefined;
  for (const service of caching.services ?? []) {
    const model = at(usage, event, service.model);
    const made = model && follow(usage.facts, model);
    const call = made?.kind === "call" ? usage.facts.calls[made.call]! : undefined;
    if (!call?.paths.some(({ module }) => service.modules.includes(module))) continue;
    const [named] = call.arguments;
    const name = named && follow(usage.facts, named);
    const modelText = name?.kind === "literal" && typeof name.value === "string" ? name.value : null;
    return { ...caching, ...service, modelText };
  }
  return { ...caching, modelText: event.modelText };
}

export interface KeptPrompts extends Caching {
  readonly modelText: string | null;
}

/** Characters a beginning has at least to have when the service keeps it for the model of this call. */
export function shortestKept({ minimum, modelText }: KeptPrompts): number {
  const fits = ({ models }: { readonly models: string }) =>
    modelText === null ? models === "*" : modelPattern(models).test(modelText);
  const tokens = minimum.find(fits)?.tokens ?? Math.max(...minimum.map((one) => one.tokens));
  return tokens * charactersPerToken;
}

/** `*opus-4-{5,6}*` as a pattern of whole names. */
function modelPattern(models: string): RegExp {
  const escaped = models.replace(/[.+?^$()|[\]\\]/g, "\\$&");
  const spelled = escaped.replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(",", "|")})`);
  return new RegExp(`^${spelled.replaceAll("*", ".*")}$`);
}

/** Whether the call says that its beginning is to be kept. */
export const marksPrompt = (usage: Usage, { call }: Event, { marks }: Caching): boolean =>
  mentions(usage, call.arguments, marks);

/** Whether one of the words stands in the values, constants of the file followed. */
function mentions(usage: Usage, values: readonly Value[], words: readonly string[], seen = new Set<number>()): boolean {
  return values.some((value) => {
    const text = usage.textOf(value.span);
    if (words.some((word) => text.includes(word))) return true;
    return value.uses.some((id) => {
      if (seen.has(id)) return false;
      seen.add(id);
      const { name, writes } = usage.facts.bindings[id]!;
      return (
        words.some((word) => name.includes(word)) ||
        writes.some((write) => write.value !== null && mentions(usage, [write.value], words, seen))
      );
    });
  });
}
