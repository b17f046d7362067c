/** Tables of a corpus run for a terminal. Absent on purpose: colour; the output is read in logs. */
import { type Difference, ruleOf } from "./accepted.ts";
import type { Checked, Found } from "./checked.ts";

export function printRepository(checked: Checked, withFindings: boolean): void {
  const { name, commit, filesRead, filesWithModelCode, findings, seconds } = checked;
  console.log(
    `${name.padEnd(44)} ${commit.slice(0, 10)} ${right(filesRead, 6)} files ${right(filesWithModelCode, 5)} with model code ${right(findings.length, 4)} findings ${seconds.toFixed(1).padStart(6)} s`,
  );
  if (withFindings) for (const found of findings) console.log(`  ${place(found)}`);
}

/** One row for each rule, over all repositories. */
export function printRules(all: readonly Checked[], differences: readonly Difference[]): void {
  const findings = all.flatMap((checked) => checked.findings);
  const added = differences.flatMap((difference) => difference.added.map(({ rule }) => rule));
  const gone = differences.flatMap((difference) => difference.gone.map(ruleOf));
  const rules = [...new Set([...findings.map(({ rule }) => rule), ...gone])].sort();
  console.log(
    `\n${"rule".padEnd(38)}${["error", "warning", "info", "hint", "new", "gone"].map((head) => right(head, 9)).join("")}`,
  );
  for (const rule of rules) {
    const own = findings.filter((found) => found.rule === rule);
    const counts = ["error", "warning", "information", "hint"].map(
      (severity) => own.filter((found) => found.severity === severity).length,
    );
    const changes = [added, gone].map((names) => names.filter((name) => name === rule).length);
    console.log(`${rule.padEnd(38)}${[...counts, ...changes].map((count) => right(count || "", 9)).join("")}`);
  }
}

export function printDifference({ name, added, gone }: Difference): void {
  if (added.length + gone.length === 0) return;
  console.log(`\n${name}`);
  for (const found of added) console.log(`  + ${place(found)}`);
  for (const key of gone) console.log(`  - ${key}`);
}

const place = ({ file, line, severity, rule, message }: Found): string =>
  `${file}:${line} ${severity} ${rule}: ${message}`;

const right = (value: number | string, width: number): string => String(value).padStart(width);
