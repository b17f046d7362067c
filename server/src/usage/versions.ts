/** Questions about versions that rules ask. Absent on purpose: finding versions; the host knows them. */
import { existsIn, isVersion } from "../knowledge/conditions.ts";
import type { Row } from "../knowledge/framework.ts";
import type { Usage } from "./usage.ts";

/** Whether the project has this version of a package or a later one; where nobody knows, it has. */
export const isFrom = (usage: Pick<Usage, "versionOf">, packageName: string, since: string): boolean =>
  existsIn({ since }, usage.versionOf(packageName));

/** Whether something is true of the version a project has; `unknown` where nobody can tell which it is. */
export function trueOfVersion(
  usage: Pick<Usage, "versionOf">,
  packageName: string,
  fact: Pick<Row, "since" | "until">,
): "yes" | "no" | "unknown" {
  const version = usage.versionOf(packageName);
  if (!isVersion(version)) return "unknown";
  return existsIn(fact, version) ? "yes" : "no";
}
