/**
 * Which binding a name means at the current point of the walk. One table for the whole file and a list of what to undo
 * when a block ends, so that a look-up is a single step. Absent on purpose: hoisting; callers declare a block's names first.
 */
import type { BindingId } from "../../facts/facts.ts";

interface Entry {
  binding: BindingId;
}

const undeclared = -1;

export class Names {
  readonly #table = new Map<string, Entry>();
  readonly #hidden: { readonly entry: Entry; readonly binding: BindingId }[] = [];

  declare(name: string, binding: BindingId): void {
    const entry = this.#table.get(name);
    if (!entry) {
      const fresh = { binding };
      this.#table.set(name, fresh);
      this.#hidden.push({ entry: fresh, binding: undeclared });
      return;
    }
    this.#hidden.push({ entry, binding: entry.binding });
    entry.binding = binding;
  }

  find(name: string): BindingId | undefined {
    const entry = this.#table.get(name);
    return entry === undefined || entry.binding === undeclared ? undefined : entry.binding;
  }

  /** To be handed to `leave` when the names declared from now on end. */
  enter(): number {
    return this.#hidden.length;
  }

  leave(mark: number): void {
    while (this.#hidden.length > mark) {
      const { entry, binding } = this.#hidden.pop()!;
      entry.binding = binding;
    }
  }
}
