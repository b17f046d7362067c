/** The last step of a finding's message: the cost that was measured here, or nothing. Absent on purpose: documented costs, which never stand in a message. */
import type { Finding } from "./finding.ts";

/** `measuredText` is a finished figure such as `412 ms`. */
export function finalMessage(finding: Pick<Finding, "message">, measuredText?: string): string {
  return finding.message.replaceAll("{cost}", measuredText ? ` (${measuredText} measured)` : "");
}
