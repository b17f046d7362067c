/** Findings as JSON with stable keys; lines and columns count from 1, columns in UTF-16 units. Absent on purpose: display texts. */
import { finalMessage } from "../analysis/message.ts";
import type { LineIndex, Span } from "../text/span.ts";
import { type CheckResult, count } from "./checkResult.ts";

export function renderJson(result: CheckResult): string {
  const { safeFixes, ...counts } = count(result);
  const findings = result.files.flatMap((file) =>
    file.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finalMessage(finding),
      file: file.path,
      ...place(file.lines, finding.span),
      fingerprint: finding.fingerprint,
      reasons: finding.reasons.map((reason) => ({
        text: reason.text,
        file: file.path,
        ...place(file.lines, reason.span),
      })),
      fixes: finding.fixes,
    })),
  );
  const { filesRead, filesWithModelCode, seconds } = result;
  return `${JSON.stringify({ version: 1, counts: { ...counts, safeFixes }, filesRead, filesWithModelCode, seconds, findings }, null, 2)}\n`;
}

function place(lines: LineIndex, span: Span) {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}
