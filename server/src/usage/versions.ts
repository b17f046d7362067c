/** Questions about versions that rules ask. Absent on purpose: finding versions; the host knows them. */
import { existsIn } from "../knowledge/conditions.ts";
import type { Usage } from "./usage.ts";

/** Whether the project has this version of a package or a later one; where nobody knows, it has. */
export const isFrom = (usage: Pick<Usage, "versionOf">, packageName: string, since: string): boolean =>
  existsIn({ since }, usage.versionOf(packageName));
