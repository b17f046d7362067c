/**
 * Functions of a file that other code can call, by the name they are exported under: what can be measured by itself. Absent on
 * purpose: what they need to be called, which only the language tells.
 */
import type { CodeFacts, FunctionScope } from "../facts/facts.ts";
import { classOf } from "./scopes.ts";

export interface ExportedFunction {
  /** `embed`, `default`, `Detector.detect`. */
  readonly name: string;
  readonly scope: FunctionScope;
}

/** In order of appearance, one name each. */
export function exportedFunctions(facts: CodeFacts): readonly ExportedFunction[] {
  return facts.scopes.flatMap((scope) => {
    const name = scope.kind === "function" ? exportedName(facts, scope) : undefined;
    return name === undefined ? [] : [{ name, scope: scope as FunctionScope }];
  });
}

/** Undefined when nobody outside can call it. */
export function exportedName(facts: CodeFacts, scope: FunctionScope): string | undefined {
  const own = [...scope.exportedAs].sort((a, b) => rank(a) - rank(b))[0];
  if (own !== undefined) return own;
  if (scope.name === null || !(scope.member === "method" || scope.member === "field")) return undefined;
  const owner = classOf(facts, scope)?.exportedAs[0];
  return owner === undefined || scope.name.startsWith("#") ? undefined : `${owner}.${scope.name}`;
}

/** A name of its own before `default` before a member of something. */
const rank = (name: string): number => (name.includes(".") ? 2 : name === "default" ? 1 : 0);
