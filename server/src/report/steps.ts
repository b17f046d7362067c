/** The chain of a finding as lines of text. Absent on purpose: forms that point with more than a line. */
import type { Finding } from "../analysis/finding.ts";
import type { FileFindings } from "./checkResult.ts";
import { lineOf } from "./place.ts";

/** `called per request: POST /embed src/server.ts:22`, outermost first. */
export function stepsOf(finding: Finding, file: FileFindings): readonly string[] {
  return finding.reasons.map(({ text, span, elsewhere }) => {
    const line = elsewhere ? `${elsewhere.start.line + 1}` : lineOf(file, span.start);
    return `${text} ${elsewhere?.file ?? file.path}:${line}`;
  });
}
