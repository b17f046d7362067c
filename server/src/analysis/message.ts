/** The last step of a finding's message: the cost that was measured here, or nothing. Absent on purpose: documented costs, which never stand in a message. */
import type { Finding } from "./finding.ts";

/** `measuredText` is a finished figure such as `412 ms`. */
export function finalMessage({ message }: Pick<Finding, "message">, measuredText?: string): string {
  const cost = measuredText ? ` (${measuredText} measured)` : "";
  if (message.includes("{cost}")) return message.replaceAll("{cost}", cost);
  // At the end of the first sentence; a period within a name is followed by no space.
  return message.replace(/[.](?=\s|$)/, (end) => `${cost}${end}`);
}
