/** Which known packages a file uses, in the versions its project has. Absent on purpose: packages nothing is known of. */
import type { Usage } from "./usage.ts";

export function usedPackages(usage: Usage): Readonly<Record<string, string>> {
  const names = new Set(usage.events.map(({ framework }) => framework.package));
  return Object.fromEntries(
    [...names].sort().flatMap((name) => {
      const version = usage.versionOf(name);
      return version === undefined ? [] : [[name, version]];
    }),
  );
}
