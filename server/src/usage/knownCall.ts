/** A call whose meaning is known; what takes work to say is worked out when first asked. Absent on purpose: finding the meaning. */
import type { Call, CodeFacts, Value } from "../facts/facts.ts";
import type { Framework, Role, Row } from "../knowledge/framework.ts";
import type { Match } from "../knowledge/match.ts";
import type { Event, Options } from "./usage.ts";
import { argumentOf, follow, optionsOf } from "./values.ts";

export class KnownCall implements Event {
  readonly call: Call;
  readonly framework: Framework;
  readonly row: Row;
  readonly role: Role;
  readonly via = null;
  readonly #facts: CodeFacts;
  readonly #source: () => Event | null;
  #model: Value | null | undefined;
  #options: Options | undefined;

  constructor(facts: CodeFacts, call: Call, { framework, row }: Match, source: () => Event | null) {
    this.#facts = facts;
    this.#source = source;
    this.call = call;
    this.framework = framework;
    this.row = row;
    this.role = row.role;
  }

  get waited(): boolean {
    return this.call.awaited || (this.row.blocks ?? this.framework.blocks ?? false);
  }

  get model(): Value | null {
    if (this.#model === undefined) {
      const given = this.row.model === undefined ? null : argumentOf(this.#facts, this.call, this.row.model);
      this.#model = given ? follow(this.#facts, given) : null;
    }
    return this.#model;
  }

  get modelText(): string | null {
    const { model } = this;
    return model?.kind === "literal" && typeof model.value === "string" ? model.value : null;
  }

  get given(): readonly Value[] {
    return this.call.arguments;
  }

  get item(): Value | null | undefined {
    const { batch } = this.row;
    return batch?.item === undefined ? undefined : argumentOf(this.#facts, this.call, batch.item);
  }

  get options(): Options {
    this.#options ??= optionsOf(this.#facts, this.call, this.row.options);
    return this.#options;
  }

  get source(): Event | null {
    return this.#source();
  }
}
