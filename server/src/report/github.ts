/** Findings as GitHub workflow commands, which annotate the changed lines of a pull request. Absent on purpose: anything else of GitHub. */
import { finalMessage } from "../analysis/message.ts";
import type { CheckResult } from "./checkResult.ts";

const levels = { error: "error", warning: "warning", information: "notice", hint: "notice" } as const;

export function renderGithub(result: CheckResult): string {
  let out = "";
  for (const file of result.files) {
    for (const finding of file.findings) {
      const start = file.lines.position(finding.span.start);
      const end = file.lines.position(finding.span.end);
      const properties = {
        file: file.path,
        line: start.line + 1,
        endLine: end.line + 1,
        col: start.column + 1,
        title: `inferlens ${finding.rule}`,
      };
      const written = Object.entries(properties)
        .map(([key, value]) => `${key}=${property(String(value))}`)
        .join(",");
      out += `::${levels[finding.severity]} ${written}::${data(finalMessage(finding))}\n`;
    }
  }
  return out;
}

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: these characters end a property or a command.
const data = (text: string): string => text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
const property = (text: string): string => data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
