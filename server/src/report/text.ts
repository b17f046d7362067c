/** Findings for a terminal: wide with columns, narrow without. Absent on purpose: writing, and deciding whether colour is wanted. */
import type { Finding } from "../analysis/finding.ts";
import { finalMessage } from "../analysis/message.ts";
import { type CheckResult, type Counts, count, type FileFindings } from "./checkResult.ts";
import { placeOf } from "./place.ts";
import { stepsOf } from "./steps.ts";

export type Style = "red" | "yellow" | "blue" | "underline" | "dim" | "bold";
export type Paint = (style: Style, text: string) => string;

export interface TextOptions {
  readonly width: number;
  readonly paint: Paint;
}

const narrowBelow = 100;

export function renderStylish(result: CheckResult, options: TextOptions): string {
  const blocks = result.files.map((file) =>
    options.width < narrowBelow ? narrowFile(file, options) : wideFile(file, options),
  );
  return `${[...blocks, summary(result, options)].join("\n\n")}\n`;
}

function wideFile(file: FileFindings, { width, paint }: TextOptions): string {
  const indent = " ".repeat(18);
  const rows = file.findings.map((finding) => {
    const place = placeOf(file, finding.span.start).padStart(7);
    const word = finding.severity === "information" ? "info" : finding.severity;
    const [head, act] = sentences(finalMessage(finding));
    const textWidth = width - indent.length - finding.rule.length - 2;
    const [first = "", ...rest] = wrap(head, textWidth);
    const fix = finding.fixes[0] ? `fix: ${finding.fixes[0].class}` : "";
    const actLines = act ? wrap(act, textWidth) : [];
    const more = [...rest, ...actLines];
    const lines = [
      `${place}  ${paint(colourOf(finding), word.padEnd(7))}  ${first.padEnd(textWidth)}  ${paint("dim", finding.rule)}`,
      ...more.map((text, i) =>
        i === more.length - 1 && fix ? `${indent}${text.padEnd(textWidth)}  ${paint("dim", fix)}` : indent + text,
      ),
    ];
    if (more.length === 0 && fix) lines.push(`${indent}${" ".repeat(textWidth)}  ${paint("dim", fix)}`);
    if (finding.reasons.length > 0)
      lines.push(...wrap(chain(finding, file), width - indent.length).map((text) => paint("dim", indent + text)));
    return lines.map((text) => text.trimEnd()).join("\n");
  });
  return [paint("underline", file.path), ...rows].join("\n");
}

function narrowFile(file: FileFindings, { width, paint }: TextOptions): string {
  return file.findings
    .map((finding) => {
      const word = finding.severity === "information" ? "info" : finding.severity;
      const fix = finding.fixes[0] ? `  [fix: ${finding.fixes[0].class}]` : "";
      const [head, act] = sentences(finalMessage(finding));
      const body = act ? [...wrap(head, width - 2), ...wrap(act + fix, width - 2)] : wrap(head + fix, width - 2);
      const via = finding.reasons.length > 0 ? wrap(`via ${chain(finding, file)}`, width - 2) : [];
      return [
        `${file.path}:${placeOf(file, finding.span.start)} ${paint(colourOf(finding), word)} ${paint("dim", finding.rule)}`,
        ...[...body, ...via].map((text) => `  ${text}`),
      ].join("\n");
    })
    .join("\n");
}

function summary(result: CheckResult, { paint }: TextOptions): string {
  if (result.files.length === 0) return summaryText(result);
  const counts = count(result);
  const safe =
    counts.safeFixes > 0
      ? `      ${counts.safeFixes} ${counts.safeFixes === 1 ? "fix is" : "fixes are"} safe: --fix`
      : "";
  return `${paint("bold", countsText(counts))} in ${lookedAt(result)}${safe}`;
}

/** What was looked at, and that nothing was found. */
export function summaryText(result: CheckResult): string {
  const { filesRead, filesWithModelCode } = result;
  if (filesWithModelCode === 0) return `No model code found (${number(filesRead)} ${plural(filesRead, "file")}).`;
  return `No findings in ${lookedAt(result)}.`;
}

function lookedAt({ filesRead, filesWithModelCode, seconds }: CheckResult): string {
  return `${number(filesWithModelCode)} of ${number(filesRead)} ${plural(filesRead, "file")} (${seconds.toFixed(1)} s)`;
}
export function countsText(counts: Counts): string {
  const parts = [
    counts.error && `${counts.error} ${plural(counts.error, "error")}`,
    counts.warning && `${counts.warning} ${plural(counts.warning, "warning")}`,
    counts.information && `${counts.information} info`,
    counts.hint && `${counts.hint} ${plural(counts.hint, "hint")}`,
  ];
  return parts.filter(Boolean).join(", ");
}

const chain = (finding: Finding, file: FileFindings): string => stepsOf(finding, file).join(" > ");

/** The first sentence says what and how often, the rest what to do. */
function sentences(message: string): readonly [string, string] {
  const end = /\.\s+(?=\p{Lu})/u.exec(message);
  return end ? [message.slice(0, end.index + 1), message.slice(end.index + end[0].length)] : [message, ""];
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

const colours = { error: "red", warning: "yellow", information: "blue", hint: "dim" } as const;
const colourOf = (finding: Finding): Style => colours[finding.severity];
const plural = (n: number, word: string): string => (n === 1 ? word : `${word}s`);
const number = (n: number): string => n.toLocaleString("en-US");
