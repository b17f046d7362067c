/** Findings as a GitLab Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). Absent on purpose: anything the report has no key for. */
import { finalMessage } from "../analysis/message.ts";
import type { CheckResult } from "./checkResult.ts";

const severities = { error: "critical", warning: "major", information: "minor", hint: "info" } as const;

export function renderGitlab(result: CheckResult): string {
  const issues = result.files.flatMap((file) =>
    file.findings.map((finding) => ({
      description: finalMessage(finding),
      check_name: finding.rule,
      fingerprint: `${file.path}:${finding.fingerprint}`,
      severity: severities[finding.severity],
      location: {
        path: file.path,
        lines: {
          begin: file.lines.position(finding.span.start).line + 1,
          end: file.lines.position(finding.span.end).line + 1,
        },
      },
    })),
  );
  return `${JSON.stringify(issues, null, 2)}\n`;
}
