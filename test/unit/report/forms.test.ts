/** Forms of output that other programs read, with text that would break them. */
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../server/src/analysis/finding.ts";
import type { CheckResult } from "../../../server/src/report/checkResult.ts";
import { renderGitlab } from "../../../server/src/report/gitlab.ts";
import { renderJunit } from "../../../server/src/report/junit.ts";
import { renderMarkdown } from "../../../server/src/report/markdown.ts";
import { LineIndex } from "../../../server/src/text/span.ts";

const finding: Finding = {
  rule: "model-load-in-hot-path",
  severity: "warning",
  span: { start: 6, end: 10 },
  message: 'a|b <c> & "d" \u0007 is loaded. Load it once.',
  reasons: [{ span: { start: 0, end: 1 }, text: "called ]]> here" }],
  fixes: [],
  around: { start: 0, end: 12 },
  fingerprint: "model-load-in-hot-path:f/load",
};
const hint: Finding = { ...finding, severity: "hint", fingerprint: "other" };
const result = (path: string, ...findings: readonly Finding[]): CheckResult => ({
  files: [{ path, uri: "file:///x", lines: new LineIndex("line\n\nmore\n"), findings, edits: () => undefined }],
  filesRead: 2,
  filesWithModelCode: 1,
  seconds: 0.5,
});
const clean: CheckResult = { files: [], filesRead: 2, filesWithModelCode: 1, seconds: 0.5 };

describe("GitLab Code Quality", () => {
  it("has the keys its documentation asks for", () => {
    expect(JSON.parse(renderGitlab(result("src/a.ts", finding, hint)))).toEqual([
      {
        description: finding.message,
        check_name: finding.rule,
        fingerprint: "src/a.ts:model-load-in-hot-path:f/load",
        severity: "major",
        location: { path: "src/a.ts", lines: { begin: 3, end: 3 } },
      },
      expect.objectContaining({ severity: "info", fingerprint: "src/a.ts:other" }),
    ]);
    expect(JSON.parse(renderGitlab(clean))).toEqual([]);
  });
});

describe("JUnit", () => {
  it("stays XML whatever the code contains, and fails for warnings only", () => {
    const xml = renderJunit(result('a"\u0001<b>.ts', finding, hint));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them.
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    expect(xml).toContain('<testsuites name="inferlens" tests="2" failures="1" time="0.500">');
    expect(xml).toContain("a&quot;\ufffd&lt;b&gt;.ts");
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml).toContain("<system-out>");
    expect(xml).not.toContain("]]>");
  });

  it("has one case that passes when there is nothing", () => {
    const xml = renderJunit(clean);
    expect(xml).toContain('tests="1" failures="0"');
    expect(xml).toContain('<testcase name="no findings"');
  });
});

describe("Markdown", () => {
  it("keeps its table whatever the message and the path contain", () => {
    const text = renderMarkdown(result("app/[id]/my_file|x.ts", finding), []);
    const row = text.split("\n").find((line) => line.includes("my_file"))!;
    expect(row).toBe(
      '| `app/[id]/my_file\\|x.ts:3` | warning | a\\|b \\<c\\> & "d" \u0007 is loaded. Load it once. | model-load-in-hot-path |',
    );
    expect(renderMarkdown(clean, [])).toBe("**InferLens:** No findings in 1 of 2 files (0.5 s).\n");
  });
});
