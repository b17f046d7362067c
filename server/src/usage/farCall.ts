/** What a function of another file does when a call of this file runs it, in the shape of an event. Absent on purpose: its options, which stand in the other file. */
import type { Call, CodeFacts, Value } from "../facts/facts.ts";
import type { Framework, Role, Row } from "../knowledge/framework.ts";
import type { Match } from "../knowledge/match.ts";
import type { Work } from "./summary.ts";
import type { Event, Options, Via } from "./usage.ts";
import { follow } from "./values.ts";

export class FarCall implements Event {
  readonly call: Call;
  readonly framework: Framework;
  readonly row: Row;
  readonly role: Role;
  readonly options: Options = unreadable;
  readonly source = null;
  readonly work: Work;
  readonly #facts: CodeFacts;
  readonly #calleeText: string;

  /** `calleeText` is the callee as written. */
  constructor(facts: CodeFacts, call: Call, work: Work, { framework, row }: Match, calleeText: string) {
    this.call = call;
    this.work = work;
    this.framework = framework;
    this.row = row;
    this.role = row.role;
    this.#facts = facts;
    this.#calleeText = calleeText;
  }

  get waited(): boolean {
    return this.call.awaited || (this.row.blocks ?? this.framework.blocks ?? false);
  }

  get model(): Value | null {
    const given = typeof this.work.model === "number" ? this.#placed(this.work.model) : undefined;
    return given ? follow(this.#facts, given) : null;
  }

  get modelText(): string | null {
    if (typeof this.work.model === "string") return this.work.model;
    const { model } = this;
    return model?.kind === "literal" && typeof model.value === "string" ? model.value : null;
  }

  get given(): readonly Value[] {
    const { given } = this.work;
    return Array.isArray(given)
      ? given.flatMap((index) => this.#placed(index) ?? this.call.keywords ?? [])
      : this.call.arguments;
  }

  /** Those given by name stand behind the others, in no place of their own. */
  #placed(index: number): Value | undefined {
    const value = this.call.arguments[index];
    return value === this.call.keywords ? undefined : value;
  }

  get item(): Value | undefined {
    return this.work.item === null ? undefined : this.#placed(this.work.item);
  }

  get via(): Via {
    const { callee } = this.call;
    return {
      name: lastName(this.#calleeText),
      callee: this.work.callee,
      alone: this.work.alone,
      turns: this.work.turns === true,
      repeated: this.work.often === "per iteration",
      changing: this.work.given === null,
      reasons: this.work.chain.map(({ file, start, end, text }) => ({
        span: callee,
        text,
        elsewhere: { file, start, end },
      })),
    };
  }
}

/** `run` of `new Detector().run`. */
export const lastName = (callee: string): string => /([\w$#]+)\W*$/.exec(callee)?.[1] ?? "a function of another file";

const unreadable: Options = { value: null, get: () => undefined, literal: () => undefined, absent: () => false };
