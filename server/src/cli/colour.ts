/** Whether a stream gets colour: asked for, or a terminal that has not asked for none. Absent on purpose: which colours. */

/** See https://no-color.org for NO_COLOR. */
export function wantsColour(
  asked: "always" | "never" | undefined,
  stream: { readonly isTTY?: boolean } | undefined,
): boolean {
  if (asked) return asked === "always";
  if (process.env.NO_COLOR || process.env.TERM === "dumb") return false;
  return stream?.isTTY === true;
}
