/** Names: which are free, and what a name means at a place. Absent on purpose: packages; packages.ts writes those. */
import type { Binding, BindingId, Scope } from "../../../facts/facts.ts";
import type { Code } from "./code.ts";

/** `base`, or `base2` and so on where the file has used that for anything. */
export function freeName(code: Code, base: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!isTaken(code, name)) return name;
  }
}

const keywords = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case type".split(
    " ",
  ),
);

export const isTaken = (code: Code, name: string): boolean =>
  keywords.has(name) || new RegExp(`(?<![\\w])${name}(?![\\w])`).test(code.text);

/** Whether a name means this binding and no other at a place. */
export function means(code: Code, binding: BindingId, at: number): boolean {
  const { name } = code.facts.bindings[binding]!;
  return code.facts.bindings.every(
    (other) => other.id === binding || other.name !== name || other.origin === "field" || !reaches(code, other, at),
  );
}

/** A name of Python belongs to the whole function around it, however narrow its home is. */
function reaches(code: Code, { home }: Binding, at: number): boolean {
  let scope: Scope = code.facts.scopes[home]!;
  while (scope.parent !== null && scope.kind !== "function") scope = code.facts.scopes[scope.parent]!;
  return scope.parent === null || (scope.span.start <= at && at <= scope.span.end);
}
