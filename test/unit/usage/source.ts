/** Joins a small source text with our knowledge, for tests of usage. The call a test speaks of is marked with `// <-`. */
import type { Call, ScopeId } from "../../../server/src/facts/facts.ts";
import { createKnowledge } from "../../../server/src/knowledge/match.ts";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { LineIndex } from "../../../server/src/text/span.ts";
import { type JoinInput, joinUsage } from "../../../server/src/usage/join.ts";
import type { Event, Frequency, Usage } from "../../../server/src/usage/usage.ts";

export type JoinOptions = Partial<Omit<JoinInput, "facts" | "knowledge">>;

const knowledge = createKnowledge();

export function join(code: string, options: JoinOptions = {}): Usage {
  const fileName = options.fileName ?? "src/server.tsx";
  const parsed = typescript.parse({ fileName, text: code });
  return joinUsage({ ...options, facts: parsed.facts(), fileName, text: code, knowledge });
}

/** The known call on the marked line, else the first. Throws when there is none: the test would prove nothing. */
export function markedEvent(usage: Usage, code: string): Event {
  const lines = new LineIndex(code);
  const marked = code.split("\n").findIndex((line) => line.includes("// <-"));
  const events = usage.of("load", "construct", "infer", "embed", "generate", "tokenize");
  const found = events.find(({ call }) => marked < 0 || lines.position(call.callee.end).line === marked);
  if (!found) throw new Error(`no known call ${marked < 0 ? "" : `on line ${marked + 1} `}in:\n${code}`);
  return found;
}

/** How often the marked call runs. */
export function frequency(code: string, options?: JoinOptions): Frequency {
  const usage = join(code, options);
  return usage.frequencyOf(markedEvent(usage, code).call);
}

/** Level and barrier in one word pair: `per request`, `once by guard`. */
export function level(code: string, options?: JoinOptions): string {
  const { level: word, barrier } = frequency(code, options);
  return barrier ? `${word} by ${barrier}` : word;
}

/** Why the rounds of the innermost loop around the marked call are not independent. */
export function dependence(code: string, options?: JoinOptions): string | null {
  const usage = join(code, options);
  const { call } = markedEvent(usage, code);
  const [loop] = usage.loopsAround(call);
  if (!loop) throw new Error(`no loop around the marked call in:\n${code}`);
  return usage.dependence(call, loop);
}

/** The innermost loop around a call, else the function it stands in. */
export function enclosing(usage: Usage, call: Call): ScopeId {
  for (let at: ScopeId | null = call.scope; at !== null; at = usage.scope(at).parent) {
    const { kind } = usage.scope(at);
    if (kind === "loop" || kind === "function") return at;
  }
  throw new Error("neither loop nor function around the call");
}
