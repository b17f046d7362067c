/** Calls and writes by place, so that questions about a loop cost what the loop holds and not what the file holds. Absent on purpose: meaning. */
import type { BindingId, Call, CodeFacts, LoopScope, Write } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";

export interface PlacedWrite {
  readonly binding: BindingId;
  readonly write: Write;
}

export interface Places {
  /** Calls whose whole expression lies within a span. */
  callsWithin(span: Span): readonly Call[];
  writesWithin(loop: LoopScope): readonly PlacedWrite[];
  writesInSpan(span: Span): readonly PlacedWrite[];
}

export function createPlaces(facts: CodeFacts): Places {
  let calls: readonly Call[] | undefined;
  let writes: readonly PlacedWrite[] | undefined;
  const writesInSpan = (span: Span): readonly PlacedWrite[] => {
    writes ??= facts.bindings
      .flatMap(({ id, writes: all }) => all.map((write) => ({ binding: id, write })))
      .sort((a, b) => a.write.span.start - b.write.span.start);
    return within(writes, span, ({ write }) => write.span);
  };
  return {
    callsWithin(span) {
      calls ??= inOrder(facts.calls);
      return within(calls, span, (call) => call.span);
    },
    writesInSpan,
    writesWithin: (loop) => writesInSpan(loop.span),
  };
}

/** Front ends meet calls in the order of the text, save a few. */
function inOrder(calls: readonly Call[]): readonly Call[] {
  const isOrdered = calls.every((call, index) => index === 0 || calls[index - 1]!.span.start <= call.span.start);
  return isOrdered ? calls : [...calls].sort((a, b) => a.span.start - b.span.start);
}

/** Of a list sorted by start, what lies within a span. */
function within<T>(sorted: readonly T[], span: Span, spanOf: (one: T) => Span): readonly T[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spanOf(sorted[middle]!).start < span.start) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let i = low; i < sorted.length && spanOf(sorted[i]!).start < span.end; i++) {
    if (spanOf(sorted[i]!).end <= span.end) found.push(sorted[i]!);
  }
  return found;
}
