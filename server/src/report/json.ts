/** Findings as JSON with stable keys; lines and columns count from 1, columns in UTF-16 units. Absent on purpose: display texts. */
import { finalMessage } from "../analysis/message.ts";
import type { Position, Span } from "../text/span.ts";
import { type Cells, type CheckResult, count, type Lines } from "./checkResult.ts";

export function renderJson(result: CheckResult): string {
  const { safeFixes, ...counts } = count(result);
  const findings = result.files.flatMap((file) =>
    file.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finalMessage(finding),
      file: file.path,
      ...place(file.lines, finding.span),
      ...inCell(file.cells, finding.span),
      fingerprint: finding.fingerprint,
      reasons: finding.reasons.map(({ text, span, elsewhere }) => ({
        text,
        file: elsewhere?.file ?? file.path,
        ...(elsewhere ? placeAt(elsewhere.start, elsewhere.end) : place(file.lines, span)),
      })),
      fixes: finding.fixes,
    })),
  );
  const { filesRead, filesWithModelCode, seconds } = result;
  return `${JSON.stringify({ version: 1, counts: { ...counts, safeFixes }, filesRead, filesWithModelCode, seconds, findings }, null, 2)}\n`;
}

/** As in SARIF: cells count from 0, lines from 1. */
function inCell(cells: Cells | undefined, span: Span): { readonly cell?: number; readonly cellLine?: number } {
  if (!cells) return {};
  const { cell, line } = cells.cellPosition(span.start);
  return { cell, cellLine: line + 1 };
}

const place = (lines: Lines, span: Span) => placeAt(lines.position(span.start), lines.position(span.end));

const placeAt = (start: Position, end: Position) => ({
  line: start.line + 1,
  column: start.column + 1,
  endLine: end.line + 1,
  endColumn: end.column + 1,
});
