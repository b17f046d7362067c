/** A short name for contents: equal parts, equal name. Absent on purpose: secrets; nobody is kept from making two contents of one name. */
import { createHash } from "node:crypto";

/** Safe in a file's name. */
export function digest(...parts: readonly string[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest("base64url");
}
