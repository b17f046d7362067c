/**
 * Every mention of a binding in a file, in order of position. Kept as four columns rather than objects, because a
 * front end writes one for each identifier on every keystroke. Absent on purpose: names that lead to no binding.
 */
import type { Span } from "../text/span.ts";
import type { BindingId, Read, ScopeId } from "./facts.ts";

/** The part of a binding that references need: where it is declared and how long its name is. */
export interface Declared {
  readonly name: string;
  readonly declaration: Span;
}

const none: readonly BindingId[] = [];

export class References {
  readonly #ends: number[] = [];
  readonly #bindings: BindingId[] = [];
  readonly #scopes: ScopeId[] = [];
  readonly #reads: boolean[] = [];
  readonly #declared: readonly Declared[];
  #ordered = true;
  #readsOf: Read[][] | null = null;

  constructor(declared: readonly Declared[]) {
    this.#declared = declared;
  }

  /** A mention whose value is used. `end` is where the name ends. */
  read(end: number, binding: BindingId, scope: ScopeId): void {
    this.#add(end, binding, scope, true);
  }

  /** A mention that only gives the binding, or something inside it, a value. */
  write(end: number, binding: BindingId, scope: ScopeId): void {
    this.#add(end, binding, scope, false);
  }

  /** The binding whose name ends exactly here. */
  at(end: number): BindingId | undefined {
    this.#sort();
    const index = this.#firstAfter(end - 1);
    return this.#ends[index] === end ? this.#bindings[index] : undefined;
  }

  /** Bindings declared elsewhere whose values a stretch of code uses, each once, in order of appearance. */
  uses(span: Span): readonly BindingId[] {
    this.#sort();
    const found = new Set<BindingId>();
    for (let i = this.#firstAfter(span.start); i < this.#ends.length && this.#ends[i]! <= span.end; i++) {
      const binding = this.#bindings[i]!;
      if (!this.#reads[i] || found.has(binding)) continue;
      const { start } = this.#declared[binding]!.declaration;
      if (start < span.start || start >= span.end) found.add(binding);
    }
    return found.size === 0 ? none : [...found];
  }

  readsOf(binding: BindingId): readonly Read[] {
    this.#readsOf ??= this.#group();
    return this.#readsOf[binding] ?? [];
  }

  #group(): Read[][] {
    this.#sort();
    const groups: Read[][] = this.#declared.map(() => []);
    for (let i = 0; i < this.#ends.length; i++) {
      if (!this.#reads[i]) continue;
      const binding = this.#bindings[i]!;
      const end = this.#ends[i]!;
      groups[binding]!.push({
        scope: this.#scopes[i]!,
        span: { start: end - this.#declared[binding]!.name.length, end },
      });
    }
    return groups;
  }

  #add(end: number, binding: BindingId, scope: ScopeId, read: boolean): void {
    if (this.#ordered && this.#ends.length > 0 && this.#ends[this.#ends.length - 1]! > end) this.#ordered = false;
    this.#ends.push(end);
    this.#bindings.push(binding);
    this.#scopes.push(scope);
    this.#reads.push(read);
    this.#readsOf = null;
  }

  /** Index of the first mention that ends after this offset. */
  #firstAfter(offset: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A walk that follows the text leaves nothing to do here. */
  #sort(): void {
    if (this.#ordered) return;
    const order = this.#ends.map((_, i) => i).sort((a, b) => this.#ends[a]! - this.#ends[b]! || a - b);
    for (const column of [this.#ends, this.#bindings, this.#scopes, this.#reads]) {
      const sorted = order.map((i) => column[i]!);
      for (let i = 0; i < sorted.length; i++) (column as (number | boolean)[])[i] = sorted[i]!;
    }
    this.#ordered = true;
  }
}
