/** Whether the results a call reads lie in memory already, by what the file sets and brings. Absent on purpose: what other files set. */
import { modulePattern, packagePath } from "../knowledge/modules.ts";
import { functionAround } from "./scopes.ts";
import { scriptsOf } from "./unimported.ts";
import type { Event, Usage } from "./usage.ts";

export const liesInMemory = (usage: Usage, read: Event): boolean =>
  lastSetting(usage, read) === "memory" || bringsMemoryOnly(usage, read);

/** What was chosen last before it in the same function; else what the file chooses everywhere. */
function lastSetting(usage: Usage, { call, framework }: Event): "memory" | "device" | undefined {
  const chosen = usage.facts.calls.flatMap((one) => {
    const row = framework.rows.includes(usage.rowOf(one)!) ? usage.rowOf(one) : undefined;
    const of = row?.setting?.of;
    return of === "memory" || of === "device" ? [{ call: one, of }] : [];
  });
  const around = functionAround(usage.facts, call.scope);
  const before = chosen.filter(
    (one) => one.call.span.end <= call.span.start && functionAround(usage.facts, one.call.scope)?.id === around?.id,
  );
  if (before.length > 0) return before.at(-1)!.of;
  const [first] = chosen;
  return first && chosen.every(({ of }) => of === first.of) ? first.of : undefined;
}

function bringsMemoryOnly({ facts }: Usage, { framework }: Event): boolean {
  const place = framework.local?.inMemory;
  if (!place) return false;
  const brought = [
    ...facts.imports.filter(({ typeOnly }) => !typeOnly).map(({ module }) => module),
    ...scriptsOf(facts),
  ];
  const names = brought.map(packagePath);
  const brings = (modules: readonly string[]): boolean =>
    modules.some((module) => names.some((name) => modulePattern(`${module}/**`).test(name)));
  return brings(place.modules) && !brings(place.unless);
}
