/** Findings as Markdown, for a comment on a pull request or a job's summary. Absent on purpose: links to lines, which differ by host. */
import { finalMessage } from "../analysis/message.ts";
import { rulePageUrl } from "../rules/page.ts";
import type { Rule } from "../rules/rule.ts";
import { type CheckResult, count, type FileFindings } from "./checkResult.ts";
import { lineOf } from "./place.ts";
import { countsText, summaryText } from "./text.ts";

export function renderMarkdown(result: CheckResult, rules: readonly Rule[]): string {
  const counts = count(result);
  if (result.files.length === 0) return `**InferLens:** ${summaryText(result)}\n`;
  const documented = new Set(rules.map(({ name }) => name));
  const safe = counts.safeFixes > 0 ? ` ${counts.safeFixes} can be fixed safely with \`inferlens check --fix\`.` : "";
  const head = `**InferLens:** ${countsText(counts)} in ${result.files.length} ${result.files.length === 1 ? "file" : "files"}.${safe}`;
  const rows = result.files.flatMap((file) => rowsOf(file, documented));
  return `${head}\n\n| Where | Severity | What | Rule |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

function rowsOf(file: FileFindings, documented: ReadonlySet<string>): readonly string[] {
  return file.findings.map((finding) => {
    const line = lineOf(file, finding.span.start);
    const rule = documented.has(finding.rule) ? `[${finding.rule}](${rulePageUrl(finding.rule)})` : finding.rule;
    return `| \`${inCode(file.path)}:${line}\` | ${finding.severity} | ${cell(finalMessage(finding))} | ${rule} |`;
  });
}

/** What ends a cell or starts markup in one. */
const cell = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\|<>*_`[\]]/g, "\\$&");

/** Within a code span only the cell's end and the span's own mark are special. */
const inCode = (text: string): string => text.replace(/`/g, "'").replace(/\|/g, "\\|");
