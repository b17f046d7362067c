/**
 * docs/rules/ and the table of rules in README.md, made from the rules, their pages and what analysis says of the examples.
 * Absent on purpose: writing; the generator compares and writes.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Finding } from "../../server/src/analysis/finding.ts";
import { finalMessage } from "../../server/src/analysis/message.ts";
import { frameworks } from "../../server/src/knowledge/index.ts";
import { frontEndIdFor } from "../../server/src/languages/index.ts";
import { rules } from "../../server/src/rules/index.ts";
import type { Rule } from "../../server/src/rules/rule.ts";
import { strategies } from "../../server/src/rules/served.ts";
import { LineIndex } from "../../server/src/text/span.ts";
import { findingsIn } from "../../test/pages/example.ts";
import { documentOf, nameOf } from "./frameworks.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Texts by path below the project's root. */
export async function generateRuleDocs(): Promise<Map<string, string>> {
  const texts = new Map([["docs/rules/README.md", overview()]]);
  for (const rule of rules) texts.set(`docs/rules/${rule.name}.md`, await document(rule));
  return texts.set("README.md", withTable(readFileSync(path.join(root, "README.md"), "utf8")));
}

const fixes: Readonly<Record<Rule["fix"], string>> = {
  safe: "safe, part of fix-all",
  suggestion: "suggestion, says what it changes",
  refactor: "template to complete",
  none: "none, the message says what to do",
};

function overview(): string {
  return `${[
    "<!-- Made by `npm run generate` from the rules; edit those instead. -->",
    "",
    "# Rules",
    "",
    "An error fails or grows without bound, a warning is paid per request or per item, an information depends on your data: measure it.",
    "",
    ...table("##", ""),
    'A rule is switched off, or given another severity, in `inferlens.json`: `{ "rules": { "web-fp32-model": "off" } }`.',
    "",
  ].join("\n")}`;
}

function table(level: string, folder: string): readonly string[] {
  return Object.entries(strategies).flatMap(([group, title]) => {
    const members = rules.filter((rule) => rule.group === group);
    if (members.length === 0) return [];
    const lines = members.map(
      ({ name, summary, severity, fix }) => `| [${name}](${folder}${name}.md) | ${summary} | ${severity} | ${fix} |`,
    );
    return [`${level} ${title}`, "", "| rule | finds | severity | fix |", "| --- | --- | --- | --- |", ...lines, ""];
  });
}

const begin = "<!-- rules:begin -->";
const end = "<!-- rules:end -->";

/** README.md with the table between its two marks. */
function withTable(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`README.md has lost ${begin} … ${end}, between which the table of rules stands`);
  const lines = ["", "## Rules", "", ...table("###", "docs/rules/")];
  return `${text.slice(0, from + begin.length)}\n${lines.slice(1).join("\n")}${text.slice(to)}`;
}

async function document(rule: Rule): Promise<string> {
  const page = readFileSync(path.join(root, "server/src/rules", rule.name, "rule.md"), "utf8");
  return `${[
    `<!-- Made by \`npm run generate\`; edit server/src/rules/${rule.name}/rule.md instead. -->`,
    "",
    `# ${rule.name}`,
    "",
    "| | |",
    "| --- | --- |",
    `| severity | ${rule.severity} |`,
    `| fix | ${fixes[rule.fix]} |`,
    `| strategy | ${strategies[rule.group].toLowerCase()} |`,
    `| concerns | ${rule.dimensions.join(", ")} |`,
    `| since | ${rule.since}${rule.stage === "preview" ? ', in the profile "all" only' : rule.severity === "hint" ? ', in the profile "strict"' : ""} |`,
    `| libraries | ${libraries(rule)} |`,
    "",
    (await rendered(page.slice(page.indexOf("\n")).trim())).trimEnd(),
    "",
    "## What it cost elsewhere",
    "",
    "Reported by others on their machines, not measured here and not promised:",
    "",
    ...rule.evidence.map(({ claim, source }) => `- ${claim.replace(/\.$/, "")} ([source](${source})).`),
    "",
    "## How to ignore it",
    "",
    "Here, with a reason:",
    "",
    "```ts",
    `// inferlens-ignore ${rule.name} -- the reason`,
    "```",
    "",
    `In a whole file: \`// inferlens-ignore-file ${rule.name} -- the reason\`. Everywhere, in \`inferlens.json\`:`,
    "",
    "```json",
    `{ "rules": { "${rule.name}": "off" } }`,
    "```",
    "",
  ].join("\n")}`;
}

/** The libraries with a call the rule looks at, from their rows. */
function libraries(rule: Rule): string {
  const concerned = frameworks.filter((framework) => framework.rows.some((row) => rule.concerns(row, framework)));
  return concerned
    .map(
      (framework) =>
        `[${framework.package.replace("pypi:", "Python: ")}](../frameworks/${documentOf(nameOf(framework.package))})`,
    )
    .join(", ");
}

/** The page with findings drawn under the lines they stand on, and without the marks the test reads. */
async function rendered(page: string): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  let fixTitles: readonly string[] = [];
  const beside: { readonly fileName: string; readonly code: string }[] = [];
  for (const match of page.matchAll(/^```(\w+)(?: (.*))?\n([\s\S]*?)^```$/gm)) {
    const [whole, language = "", title = "", code = ""] = match;
    parts.push(page.slice(at, match.index));
    at = match.index + whole.length;
    if (title === "fixed") {
      parts.push(`${fixedBy(fixTitles)}\n\n${fence(language, withoutMarks(code))}`);
    } else if (title.endsWith(" beside")) {
      const fileName = title.slice(0, -" beside".length);
      beside.push({ fileName, code });
      parts.push(`\`${fileName}\`\n\n${fence(language, withoutMarks(code))}`);
    } else if (frontEndIdFor(`x.${language}`)) {
      const example = { fileName: title || `src/example.${language}`, code, beside: beside.splice(0) };
      const found = await findingsIn(example);
      fixTitles = found.flatMap(({ fixes: [first] }) =>
        first ? [first.title + (first.changes ? ` (changes ${first.changes})` : "")] : [],
      );
      parts.push(`${title ? `\`${title}\`\n\n` : ""}${fence(language, underlined(code, found))}`);
    } else {
      parts.push(whole);
    }
  }
  return parts.join("") + page.slice(at);
}

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\`\`\``;

const fixedBy = (titles: readonly string[]): string => `After *${[...new Set(titles)].join("*, *")}*:`;

const mark = /\s*(?:\/\/|#)\s*(?:finds|still-misses|still-finds):.*$/;

const withoutMarks = (code: string): string =>
  code
    .split("\n")
    .filter((line) => line.replace(mark, "") !== "" || !mark.test(line))
    .map((line) => line.replace(mark, ""))
    .join("\n");

function underlined(code: string, found: readonly Finding[]): string {
  const lines = new LineIndex(code);
  const drawn = code.split("\n").map((line, index) => {
    const here = found.filter(({ span }) => lines.position(span.start).line === index);
    const text = line.replace(mark, "");
    if (text === "" && mark.test(line)) return [];
    return [text, ...here.map((finding) => squiggle(text, lines.position(finding.span.start).column, finding))];
  });
  return drawn.flat().join("\n");
}

/** A comment line with the underline where the editor draws it, then severity and message. */
function squiggle(line: string, column: number, finding: Finding): string {
  const start = Math.max(column, 2);
  const length = Math.max(1, Math.min(column + finding.span.end - finding.span.start, line.length) - start);
  return `//${" ".repeat(start - 2)}${"~".repeat(length)} ${finding.severity}: ${finalMessage(finding)}`;
}
