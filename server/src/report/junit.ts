/**
 * Findings as JUnit XML: a suite per file, a test case per finding. Errors and warnings are failures, the rest is output of a case
 * that passes. A check without findings is one case that passes, because an empty report reads as a broken one. Absent on purpose:
 * times of single cases.
 */
import { create } from "xmlbuilder2";
import type { Finding } from "../analysis/finding.ts";
import { finalMessage } from "../analysis/message.ts";
import type { CheckResult, FileFindings } from "./checkResult.ts";
import { placeOf } from "./place.ts";
import { stepsOf } from "./steps.ts";

export function renderJunit(result: CheckResult): string {
  const seconds = result.seconds.toFixed(3);
  const tests = result.files.reduce((sum, { findings }) => sum + findings.length, 0);
  const failures = result.files.reduce((sum, { findings }) => sum + findings.filter(isFailure).length, 0);
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", {
    name: "inferlens",
    tests: Math.max(1, tests),
    failures,
    time: seconds,
  });
  for (const file of result.files) {
    const suite = root.ele("testsuite", {
      name: xmlText(file.path),
      tests: file.findings.length,
      failures: file.findings.filter(isFailure).length,
      errors: 0,
    });
    for (const finding of file.findings) {
      const at = placeOf(file, finding.span.start);
      const place = `${file.path}:${at}`;
      const test = suite.ele("testcase", {
        name: `${finding.rule} ${at}`,
        classname: xmlText(file.path),
      });
      if (isFailure(finding))
        test
          .ele("failure", { message: xmlText(finalMessage(finding)), type: finding.severity })
          .txt(xmlText(details(file, finding, place)));
      else test.ele("system-out").txt(xmlText(details(file, finding, place)));
    }
  }
  if (result.files.length === 0)
    root
      .ele("testsuite", { name: "inferlens", tests: 1, failures: 0, errors: 0 })
      .ele("testcase", { name: "no findings", classname: "inferlens" });
  return `${root.end({ prettyPrint: true })}\n`;
}

const isFailure = ({ severity }: Finding): boolean => severity === "error" || severity === "warning";

const details = (file: FileFindings, finding: Finding, place: string): string =>
  [`${place} ${finalMessage(finding)}`, ...stepsOf(finding, file)].join("\n");

/** XML 1.0 has no way to write these characters, lone halves of surrogate pairs included (https://www.w3.org/TR/xml/#charsets). */
const xmlText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
