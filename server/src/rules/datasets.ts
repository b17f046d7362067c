/** Classes of the file that are data sets, with the methods rules ask about. Absent on purpose: what such a method does. */
import type { FunctionScope, Scope } from "../facts/facts.ts";
import type { TrainingWords } from "../knowledge/framework.ts";
import type { Usage } from "../usage/usage.ts";

export interface Dataset {
  readonly scope: Scope;
  /** Gives one sample. */
  readonly sample: FunctionScope | undefined;
  /** Makes an instance. */
  readonly maker: FunctionScope | undefined;
}

export function datasetsIn(usage: Usage, words: TrainingWords): readonly Dataset[] {
  const isBase = new RegExp(words.datasetPattern);
  return usage.facts.scopes.flatMap((scope) => {
    if (scope.kind !== "class" || !scope.extends.some(({ steps }) => isBase.test(steps))) return [];
    const method = (name: string): FunctionScope | undefined =>
      usage.facts.scopes.find(
        (one): one is FunctionScope => one.kind === "function" && one.parent === scope.id && one.name === name,
      );
    return [{ scope, sample: method(words.sample), maker: method(words.maker) }];
  });
}
