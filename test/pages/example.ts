/** An example of a rule's page and what analysis makes of it. Absent on purpose: expectations; the test has them. */
import { analyze } from "../../server/src/analysis/analyze.ts";
import type { Finding } from "../../server/src/analysis/finding.ts";
import { finalMessage } from "../../server/src/analysis/message.ts";
import { type AnalysisSettings, defaultSettings } from "../../server/src/analysis/settings.ts";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import { applyEdits, type TextEdit } from "../../server/src/text/edit.ts";
import { LineIndex, overlaps, type Span } from "../../server/src/text/span.ts";
import { type Fence, marks } from "./page.ts";
import { program } from "./program.ts";

export interface Example {
  readonly fileName: string;
  readonly code: string;
  /** The fence titled `fixed` that follows, if any. */
  readonly fixed?: string;
  /** Other files of the program: the fences titled `<file> beside` that stand before it. */
  readonly beside: readonly { readonly fileName: string; readonly code: string }[];
  readonly heading: string;
  /** The first line that says something, for the test's name. */
  readonly opening: string;
}

/** The examples of a page: fences in a language some front end reads, each with the fixed text that follows it. */
export function examplesOf(fences: readonly Fence[]): readonly Example[] {
  let beside: { fileName: string; code: string }[] = [];
  return fences.flatMap((fence, index) => {
    if (fence.title === "fixed" || !frontEndIdFor(`x.${fence.language}`)) return [];
    const neighbour = /^(\S+) beside$/.exec(fence.title)?.[1];
    if (neighbour !== undefined) {
      beside.push({ fileName: neighbour, code: fence.code });
      return [];
    }
    const files = beside;
    beside = [];
    const next = fences[index + 1];
    const opening =
      fence.code.split("\n").find((line) => /\/\/ finds|await|\(/.test(line) && !line.startsWith("import")) ??
      fence.code;
    return {
      fileName: fence.title || `src/example.${fence.language}`,
      code: fence.code,
      beside: files,
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
export async function findingsIn(example: OneOrMore): Promise<readonly Finding[]> {
  return (await analysed(example)).analysis.findings;
}

/** A file, and those beside it. */
type OneOrMore = Pick<Example, "fileName" | "code"> & Partial<Pick<Example, "beside">>;

const everything: AnalysisSettings = { ...defaultSettings, profile: "all" };

async function analysed({ fileName, code, beside = [] }: OneOrMore) {
  if (beside.length > 0) {
    const files = Object.fromEntries([...beside, { fileName, code }].map((file) => [file.fileName, file.code]));
    const all = program(files, { settings: everything });
    return { parsed: all.parsed(fileName), analysis: all.analysis(fileName) };
  }
  const front = await loadFrontEnd(frontEndIdFor(fileName)!);
  const parsed = front.parse({ fileName, text: code });
  return { parsed, analysis: analyze(parsed, everything) };
}

/** What is found in the files beside, and what is announced there: one finding per trouble. */
export async function judgedBeside({ fileName, code, beside }: Example): Promise<Pick<Judged, "found" | "announced">> {
  const of = async (file: { readonly fileName: string; readonly code: string }) => {
    const others = [...beside, { fileName, code }].filter((other) => other.fileName !== file.fileName);
    return judged({ ...file, beside: others });
  };
  const all = await Promise.all(beside.map(of));
  const named = (lists: readonly (readonly string[])[]): readonly string[] =>
    lists.flatMap((list, index) => list.map((line) => `${beside[index]!.fileName} ${line}`));
  return { found: named(all.map(({ found }) => found)), announced: named(all.map(({ announced }) => announced)) };
}

export async function judged(example: OneOrMore): Promise<Judged> {
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
