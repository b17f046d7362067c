/** How many items a call is given at once, as far as the code says it in numbers. Absent on purpose: what is too many. */
import type { Call, LoopScope, Value } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";
import { follow } from "../usage/values.ts";

export interface BatchSize {
  readonly items: number;
  /** The number, where changing it there changes the size and nothing else has to change with it. */
  readonly written: Span | undefined;
}

const deepest = 4; // constants and `.map` between the list and the call
const cutsLists = /(?:^|\.)_?(?:chunk\w*|batch\w*|split(?:Into|In)?\w*|partition)$/i;

/** `xs.slice(i, i + 500)`, `xs.splice(0, 500)`, the parts of `chunk(xs, 500)`, a list written out; undefined when the code does not say. */
export function batchSizeOf(usage: Usage, item: Value, call: Call): BatchSize | undefined {
  return sizeOf(usage, item, usage.loopsAround(call), 0);
}

function sizeOf(usage: Usage, item: Value, loops: readonly LoopScope[], depth: number): BatchSize | undefined {
  if (depth > deepest) return undefined;
  const loop = item.kind === "reference" ? loops.find(({ variables }) => variables[0] === item.binding) : undefined;
  if (loop) return ofParts(usage, loop);
  const value = follow(usage.facts, item);
  if (value.kind === "array") return value.open ? undefined : { items: value.items.length, written: undefined };
  if (value.kind === "reference" && value !== item) return sizeOf(usage, value, loops, depth + 1);
  if (value.kind !== "call") return ofPiece(usage, value);
  const made = usage.facts.calls[value.call]!;
  const callee = usage.textOf(made.callee);
  if (/\.(?:slice|subarray)$/.test(callee)) return ofWindow(usage, made);
  if (/\.splice$/.test(callee)) return numberIn(usage, made.arguments[1]);
  if (!/\.map$/.test(callee)) return undefined;
  // As many as there were before: `part.map(…)`, `xs.slice(…).map(…)`.
  const before = usage.facts.calls.find(
    (other) =>
      other.id !== made.id &&
      contains(made.callee, other.span) &&
      /\.(?:slice|splice)$/.test(usage.textOf(other.callee)),
  );
  if (before) {
    const { span } = before;
    return sizeOf(usage, { kind: "call", call: before.id, span, uses: [] }, loops, depth + 1);
  }
  const [receiver] = made.receiver;
  if (receiver === undefined || callee !== `${usage.facts.bindings[receiver]!.name}.map`) return undefined;
  return sizeOf(usage, { kind: "reference", binding: receiver, span: made.callee, uses: [receiver] }, loops, depth + 1);
}

/** `for (const part of chunk(xs, 500))`. */
function ofParts(usage: Usage, { over }: LoopScope): BatchSize | undefined {
  const list = over && follow(usage.facts, over);
  if (list?.kind !== "call") return undefined;
  const cut = usage.facts.calls[list.call]!;
  return cutsLists.test(usage.textOf(cut.callee)) && cut.arguments.length === 2
    ? numberIn(usage, cut.arguments[1])
    : undefined;
}

/** `xs[i : i + 500]` in languages that write it so, or the first of a list. */
function ofPiece(usage: Usage, value: Value): BatchSize | undefined {
  const { pieces } = usage.words ?? {};
  if (!pieces || value.kind !== "opaque") return undefined;
  const text = usage.textOf(value.span);
  const head = new RegExp(pieces.headPattern).exec(text)?.[1];
  if (head !== undefined) return { items: Number(head.replaceAll("_", "")), written: undefined };
  const [, from, start, size] = new RegExp(pieces.windowPattern).exec(text) ?? [];
  return from === undefined || from !== start || size === undefined ? undefined : ofSize(usage, size, value);
}

/** `slice(i, i + 500)`, with a constant in place of the number. */
function ofWindow(usage: Usage, { arguments: [from, to] }: Call): BatchSize | undefined {
  if (!from || !to) return undefined;
  const [, start, size] = /^([\w.]+) \+ ([\w.]+)$/.exec(usage.textOf(to.span)) ?? [];
  if (start === undefined || size === undefined || start !== usage.textOf(from.span)) return undefined;
  return ofSize(usage, size, to);
}

/** A number, or the name of one among what a value uses. */
function ofSize(usage: Usage, size: string, { uses, span }: Value): BatchSize | undefined {
  if (/^\d[\d_]*$/.test(size)) return { items: Number(size.replaceAll("_", "")), written: undefined };
  const constant = uses.find((id) => usage.facts.bindings[id]!.name === size);
  if (constant === undefined) return undefined;
  return numberIn(usage, { kind: "reference", binding: constant, span, uses: [constant] });
}

function numberIn(usage: Usage, value: Value | undefined): BatchSize | undefined {
  const number = value && follow(usage.facts, value);
  if (number?.kind !== "literal" || typeof number.value !== "number") return undefined;
  return { items: number.value, written: number.span };
}
