/** What must hold for every text, however broken. Absent on purpose: time, which the caller looks at. */
import { isDeepStrictEqual } from "node:util";
import { ts } from "@ts-morph/common";
import type { Analysis } from "../../server/src/analysis/analysis.ts";
import { analyze } from "../../server/src/analysis/analyze.ts";
import type { Finding } from "../../server/src/analysis/finding.ts";
import { defaultSettings } from "../../server/src/analysis/settings.ts";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import type { FrontEnd, TextChange } from "../../server/src/languages/language.ts";
import { applyEdits, type TextEdit } from "../../server/src/text/edit.ts";
import type { Span } from "../../server/src/text/span.ts";
import { plain } from "../../test/unit/languages/plain.ts";
import type { Sample } from "./samples.ts";
import { isJudgedLater } from "./verbs.ts";

const settings = { ...defaultSettings, profile: "all" } as const;

export const frontEndOf = async (fileName: string): Promise<FrontEnd> => loadFrontEnd(frontEndIdFor(fileName)!);

/** What a fix made of a text, for a compiler to look at later. */
export interface Fixed {
  readonly fileName: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The first promise that `after` breaks, in words; undefined when all hold. `before` is what it was typed from. */
export function brokenPromise(
  frontEnd: FrontEnd,
  { fileName, text: before }: Sample,
  after: string,
  note?: (fixed: Fixed) => void,
): string | undefined {
  try {
    const parsed = frontEnd.parse({ fileName, text: after });
    const analysis = analyze(parsed, settings);
    parsed.surface();
    return (
      ruleThatThrew(analysis) ??
      outsideOf(after, analysis.findings) ??
      brokenByFix(frontEnd, analysis, { fileName, text: after }, note) ??
      neverDone(frontEnd, analysis, { fileName, text: after }) ??
      differsFromWhole(frontEnd, { fileName, text: before }, after)
    );
  } catch (error) {
    return `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function ruleThatThrew({ faults }: Analysis): string | undefined {
  const [fault] = faults;
  if (!fault) return undefined;
  const { error, rule } = fault;
  return `${rule} throws ${error instanceof Error ? error.stack : String(error)}`;
}

function outsideOf(text: string, findings: readonly Finding[]): string | undefined {
  const isOutside = ({ start, end }: Span): boolean => start < 0 || end < start || end > text.length;
  for (const { rule, span, reasons, message } of findings) {
    if (isOutside(span)) return `${rule} reports ${JSON.stringify(span)} outside the text`;
    const reason = reasons.find((one) => isOutside(one.span));
    if (reason) return `${rule} gives a reason outside the text: ${JSON.stringify(reason)}`;
    if (/undefined|\[object/.test(message)) return `${rule} says: ${message}`;
  }
  return undefined;
}

function brokenByFix(
  frontEnd: FrontEnd,
  analysis: Analysis,
  { fileName, text }: Sample,
  note: ((fixed: Fixed) => void) | undefined,
): string | undefined {
  const wasBroken = hasSyntaxError(frontEnd, fileName, text);
  const spoils = (edits: readonly TextEdit[] | undefined, what: string): boolean => {
    if (edits === undefined || edits.length === 0) return false;
    const after = applyEdits(text, edits);
    if (wasBroken) return false;
    note?.({ fileName, what, before: text, after });
    if (frontEnd.id !== "typescript" && isJudgedLater(note)) return false;
    return hasSyntaxError(frontEnd, fileName, after);
  };
  for (const finding of analysis.findings) {
    for (const [index, { title }] of finding.fixes.entries()) {
      const edits = analysis.edits(finding, index);
      const what = `${finding.rule}, fix "${title}"`;
      if (spoils(edits, what)) return `${what} makes a syntax error:\n${applyEdits(text, edits!)}`;
    }
    for (const scope of ["here", "file"] as const) {
      const what = `${finding.rule}: ignoring ${scope}`;
      if (spoils(analysis.ignore(finding, scope).edits, what)) return `${what} makes a syntax error`;
    }
  }
  const all = "all safe fixes together";
  return spoils(analysis.safeEdits(), all) ? `${all} make a syntax error` : undefined;
}

/** Rounds of all safe fixes after which nothing is left to fix. */
const mostRounds = 20;

function neverDone(frontEnd: FrontEnd, first: Analysis, { fileName, text }: Sample): string | undefined {
  let now = text;
  let edits = first.safeEdits();
  for (let round = 0; edits.length > 0; round++) {
    if (round === mostRounds) return `safe fixes are not done after ${mostRounds} rounds`;
    const next = applyEdits(now, edits);
    if (next === now) return "safe fixes that change nothing are offered";
    now = next;
    edits = analyze(frontEnd.parse({ fileName, text: now }), settings).safeEdits();
  }
  return undefined;
}

/** Both are asked for the first time and in the same order: in a circle of names the first question decides who is left out. */
function differsFromWhole(frontEnd: FrontEnd, before: Sample, text: string): string | undefined {
  const { fileName } = before;
  const previous = frontEnd.parse(before);
  previous.facts();
  const typed = frontEnd.parse({ fileName, text, previous, changes: [changeBetween(before.text, text)] });
  const whole = frontEnd.parse({ fileName, text });
  return isDeepStrictEqual(plain(typed.facts()), plain(whole.facts()))
    ? undefined
    : "facts after typing differ from facts of the whole text";
}

/** The one change that makes `after` of `before`. */
function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let kept = 0;
  while (kept < shorter - start && before[before.length - 1 - kept] === after[after.length - 1 - kept]) kept++;
  return { start, end: before.length - kept, text: after.slice(start, after.length - kept) };
}

/** Asked of the compiler itself where it is here, not of our front end; Python is asked about many texts at once, by whoever notes them. */
function hasSyntaxError(frontEnd: FrontEnd, fileName: string, text: string): boolean {
  if (frontEnd.id !== "typescript") return frontEnd.parse({ fileName, text }).facts().broken.length > 0;
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false);
  return (file as unknown as { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics.length > 0;
}
