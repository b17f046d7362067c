/** An example of a rule's page and what analysis makes of it. Absent on purpose: expectations; the test has them. */
import { analyze } from "../../server/src/analysis/analyze.ts";
import type { Finding } from "../../server/src/analysis/finding.ts";
import { finalMessage } from "../../server/src/analysis/message.ts";
import { defaultSettings } from "../../server/src/analysis/settings.ts";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import { applyEdits, type TextEdit } from "../../server/src/text/edit.ts";
import { LineIndex, overlaps, type Span } from "../../server/src/text/span.ts";
import { type Fence, marks } from "./page.ts";

export interface Example {
  readonly fileName: string;
  readonly code: string;
  /** The fence titled `fixed` that follows, if any. */
  readonly fixed?: string;
  readonly heading: string;
  /** The first line that says something, for the test's name. */
  readonly opening: string;
}

/** The examples of a page: fences in a language some front end reads, each with the fixed text that follows it. */
export function examplesOf(fences: readonly Fence[]): readonly Example[] {
  return fences.flatMap((fence, index) => {
    if (fence.title === "fixed" || !frontEndIdFor(`x.${fence.language}`)) return [];
    const next = fences[index + 1];
    const opening =
      fence.code.split("\n").find((line) => /\/\/ finds|await|\(/.test(line) && !line.startsWith("import")) ??
      fence.code;
    return {
      fileName: fence.title || `src/example.${fence.language}`,
      code: fence.code,
      ...(next?.title === "fixed" && { fixed: next.code }),
      heading: fence.heading,
      opening: `${fence.title} ${opening.trim().slice(0, 70)}`.trim(),
    };
  });
}

export interface Saying {
  readonly rule: string;
  readonly message: string;
  readonly reasons: Finding["reasons"];
  readonly fixes: Finding["fixes"];
  /** The first fix can be made. */
  readonly fixable: boolean;
  readonly span: Span;
  readonly severity: Finding["severity"];
  /** The underlined text. */
  readonly text: string;
}

export interface Judged {
  /** `12: rule-name` for each finding and each mark, sorted; known faults with `still misses` or `still finds` in front. */
  readonly found: readonly string[];
  readonly announced: readonly string[];
  readonly sayings: readonly Saying[];
  /** The text after the first fix of every finding; undefined when none can be made. */
  readonly fixed: string | undefined;
  readonly safeEdits: readonly TextEdit[];
  readonly broken: readonly Span[];
  readonly faults: readonly unknown[];
}

/** The findings of an example, preview rules included. */
export async function findingsIn(example: Pick<Example, "fileName" | "code">): Promise<readonly Finding[]> {
  return (await analysed(example)).analysis.findings;
}

async function analysed({ fileName, code }: Pick<Example, "fileName" | "code">) {
  const front = await loadFrontEnd(frontEndIdFor(fileName)!);
  const parsed = front.parse({ fileName, text: code });
  return { parsed, analysis: analyze(parsed, { ...defaultSettings, profile: "all" }) };
}

export async function judged(example: Pick<Example, "fileName" | "code">): Promise<Judged> {
  const { parsed, analysis } = await analysed(example);
  const { code } = example;
  const lines = new LineIndex(code);
  const misses = listing(marks(code, "still-misses"));
  const wrong = listing(marks(code, "still-finds"));
  const found = analysis.findings.map(({ rule, span }) => `${lines.position(span.start).line + 1}: ${rule}`);
  const edits: TextEdit[] = [];
  const sayings = analysis.findings.map((finding) => {
    const made = finding.fixes.length > 0 ? analysis.edits(finding, 0) : undefined;
    if (made && !made.some((edit) => edits.some((other) => overlaps(edit.span, other.span)))) edits.push(...made);
    const { rule, reasons, fixes, span, severity } = finding;
    const message = finalMessage(finding, "412 ms");
    return {
      rule,
      message,
      reasons,
      fixes,
      fixable: made !== undefined,
      span,
      severity,
      text: code.slice(span.start, span.end),
    };
  });
  return {
    found: [...found, ...misses.filter((mark) => !found.includes(mark)).map((mark) => `still misses ${mark}`)].sort(),
    announced: [...listing(marks(code, "finds")), ...wrong, ...misses.map((mark) => `still misses ${mark}`)].sort(),
    sayings,
    fixed: edits.length > 0 ? applyEdits(code, edits) : undefined,
    safeEdits: analysis.safeEdits(),
    broken: parsed.facts().broken,
    faults: analysis.faults,
  };
}

const listing = (found: ReturnType<typeof marks>): readonly string[] =>
  found.flatMap(({ line, words }) => words.map((rule) => `${line + 1}: ${rule}`));
