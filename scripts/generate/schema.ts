/** Schemas that editors use, made from the register of rules. Absent on purpose: writing; the generator compares and writes. */

import { configurableRules } from "../../server/src/config/ruleNames.ts";
import { configSchema } from "../../server/src/config/schema.ts";

/** Texts by path below the project's root. */
export function generateSchemas(): Map<string, string> {
  return new Map([
    ["schemas/inferlens.schema.json", `${JSON.stringify(configSchema(configurableRules()), null, 2)}\n`],
  ]);
}
