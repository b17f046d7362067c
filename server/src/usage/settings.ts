/**
 * Places of libraries that a file gives values: `env.wasm.numThreads = 4`. Absent on purpose: what a value is good for, and
 * options of single calls, which belong to their events.
 */
import type { CodeFacts } from "../facts/facts.ts";
import type { Meanings } from "./meanings.ts";
import type { SettingWrite } from "./usage.ts";
import { follow } from "./values.ts";

export function createSettings(facts: CodeFacts, meanings: Meanings): readonly SettingWrite[] {
  return facts.bindings
    .flatMap(({ writes }) => writes)
    .flatMap((write): SettingWrite[] => {
      if (write.into.length === 0 || write.value === null) return []; // few have a member, and reading a value takes longer
      const match = meanings.settingAt(write.into);
      if (!match) return [];
      return [{ ...match, value: follow(facts, write.value), span: write.span, scope: write.scope }];
    })
    .sort((a, b) => a.span.start - b.span.start);
}
