/**
 * Where a value goes from the place it is written: into a call, a name, what a function returns, or nowhere. Absent on
 * purpose: what that means for the value; ownership.ts asks.
 */
import type { BindingId, Call, CodeFacts, FunctionScope, Value } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";

export type Destination =
  /** `whole`: it is the argument itself, not a part of a list or record. */
  | { readonly kind: "argument"; readonly call: Call; readonly index: number; readonly whole: boolean }
  | { readonly kind: "method"; readonly call: Call; readonly name: string }
  /** It is a function, and called. */
  | { readonly kind: "called"; readonly call: Call }
  /** A part of it is read; `span` is the value with the access. Of a computed part the name is empty. */
  | { readonly kind: "member"; readonly name: string; readonly span: Span }
  | { readonly kind: "return"; readonly from: FunctionScope }
  | { readonly kind: "write"; readonly bindings: readonly BindingId[] }
  /** Nobody takes it. */
  | { readonly kind: "nowhere" }
  | { readonly kind: "unknown" };

interface Holder {
  readonly span: Span;
  readonly value: Value;
  readonly destination: (whole: boolean) => Destination;
}

const unknown: Destination = { kind: "unknown" };

export function createDestinations(facts: CodeFacts, text: string): (span: Span) => Destination {
  let kept: readonly Holder[] | undefined;

  /** What holds values by returning or keeping them, worked out once. */
  const keepers = (): readonly Holder[] => {
    if (kept) return kept;
    const returns = facts.scopes.flatMap((scope) =>
      scope.kind !== "function"
        ? []
        : scope.returns.flatMap(({ value }): Holder[] =>
            value === null ? [] : [{ span: value.span, value, destination: () => ({ kind: "return", from: scope }) }],
          ),
    );
    const writes = facts.bindings.flatMap(({ id, writes }) =>
      writes.flatMap(({ value, kind }): Holder[] =>
        value === null
          ? []
          : [
              {
                span: value.span,
                value,
                destination: (whole) => (whole && kind !== "change" ? { kind: "write", bindings: [id] } : unknown),
              },
            ],
      ),
    );
    kept = [...returns, ...writes];
    return kept;
  };

  const holderOf = (span: Span): readonly Holder[] => {
    const around = facts.calls.flatMap((call) => {
      if (!contains(call.span, span) || call.callee.end > span.start) return [];
      const index = call.arguments.findIndex((value) => contains(value.span, span));
      const value = call.arguments[index];
      if (!value) return [];
      const destination: Holder["destination"] = (whole) => ({ kind: "argument", call, index, whole });
      return [{ span: value.span, value, destination }];
    });
    const all = [...around, ...keepers()].filter((one) => one.value.kind !== "function" && contains(one.span, span));
    const least = Math.min(...all.map((one) => lengthOf(one.span)));
    return all.filter((one) => lengthOf(one.span) === least);
  };

  return (span) => {
    const wide = widened(text, span);
    const access = accessAfter(text, wide);
    if (access) {
      const call = facts.calls.find(({ callee }) => callee.end === access.span.end && contains(callee, span));
      return call ? { kind: "method", call, name: access.name } : { kind: "member", ...access };
    }
    const called = facts.calls.find(
      ({ callee, span: all }) => contains(wide, callee) && contains(callee, span) && all.end > wide.end,
    );
    if (called) return { kind: "called", call: called };
    const holders = holderOf(span);
    const [first] = holders;
    if (!first) return isStatement(text, wide) ? { kind: "nowhere" } : unknown;
    const isWhole = contains(wide, first.span);
    const isListed = !isWhole && (first.value.kind === "array" || first.value.kind === "record");
    if (!isWhole && !isListed) return isStatement(text, wide) ? { kind: "nowhere" } : unknown;
    const found = holders.map((one) => one.destination(isWhole));
    const bindings = found.flatMap((one) => (one.kind === "write" ? one.bindings : []));
    return bindings.length > 1 && bindings.length === found.length ? { kind: "write", bindings } : found[0]!;
  };
}

const lengthOf = (span: Span): number => span.end - span.start;

const writtenType =
  /^(?:as|satisfies)\s+[\w$.]+(?:<[^<>]*(?:<[^<>]*>[^<>]*)?>)?(?:\[\])*(?:\s*\|\s*[\w$.]+(?:<[^<>]*>)?(?:\[\])*)*/;

/** The span with what leaves the value as it is: parentheses, `await`, `as T`, `!`. */
function widened(text: string, span: Span): Span {
  let { start, end } = span;
  for (let before = -1; before !== start - end; ) {
    before = start - end;
    const left = text.slice(Math.max(0, start - 80), start).trimEnd();
    const right = text.slice(end, end + 200);
    const space = right.length - right.trimStart().length;
    const after = right.trimStart();
    if (/(?:^|[^\w$.])await$/.test(left)) start = text.lastIndexOf("await", start);
    else if (/^!(?!=)/.test(after)) end += space + 1;
    else if (writtenType.test(after)) end += space + writtenType.exec(after)![0].length;
    else if (left.endsWith("(") && after.startsWith(")") && !isCalled(left.slice(0, -1))) {
      start = text.lastIndexOf("(", start - 1);
      end += space + 1;
    }
  }
  return { start, end };
}

/** Whether a parenthesis after this text opens the arguments of a call, the head of a statement or parameters. */
const isCalled = (before: string): boolean =>
  /[\w$)\]>]$/.test(before.trimEnd()) &&
  !/(?:^|[^\w$.])(?:return|await|typeof|void|yield|case|in|of)$|=>$/.test(before.trimEnd());

/** `.name`, `?.name` or `[…]` right behind a value, with the value. */
function accessAfter(text: string, span: Span): { readonly name: string; readonly span: Span } | undefined {
  const named = /^\s*(?:!\s*)?\??\.\s*(#?[\w$]+)/.exec(text.slice(span.end, span.end + 200));
  if (named) return { name: named[1]!, span: { start: span.start, end: span.end + named[0].length } };
  const computed = /^(?:\?\.)?\[(?:(\d+)|[\w$]+|"([^"\]]+)"|'([^'\]]+)')\]/.exec(text.slice(span.end, span.end + 200));
  if (!computed) return undefined;
  const name = computed[1] ?? computed[2] ?? computed[3] ?? "";
  return { name, span: { start: span.start, end: span.end + computed[0].length } };
}

/** The value stands alone between the ends of statements. */
const isStatement = (text: string, span: Span): boolean =>
  /(?:^|[;{}\n\r]|=>|\*\/)\s*$/.test(text.slice(Math.max(0, span.start - 200), span.start)) &&
  /^[ \t]*(?:[;}\n\r]|$|\/[/*])/.test(text.slice(span.end, span.end + 100)) &&
  !/^\s*(?:[?.:+\-*/%&|^<>=,]|in\b|instanceof\b)(?!\/|\*)/.test(text.slice(span.end, span.end + 100)) &&
  !/[=(,?:+\-*%&|<>[]\s*$|\breturn\s*$/.test(
    text.slice(Math.max(0, span.start - 200), span.start).replace(/=>\s*$/, ""),
  );
