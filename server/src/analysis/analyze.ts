/** The one pure function: parsed text and settings in, findings out. Never throws for any text. Absent on purpose: files and editors. */
import type { Parsed } from "../languages/language.ts";
import { rules as allRules } from "../rules/index.ts";
import type { Fix, FixClass, Report, Rule, Severity } from "../rules/rule.ts";
import { isNotebook } from "../text/cells.ts";
import { overlaps, type Span } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";
import { callOf } from "./about.ts";
import { acrossFiles } from "./across.ts";
import type { Analysis, AnalysisHost, Analyze } from "./analysis.ts";
import { inNotebook, withinCell } from "./cells.ts";
import { codeAround } from "./codeAround.ts";
import { editsOf, together } from "./edits.ts";
import type { Finding } from "./finding.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { joined } from "./joined.ts";
import { type Found, onePerCall } from "./precedence.ts";
import type { AnalysisSettings } from "./settings.ts";
import { type OwnFinding, suppress } from "./suppress.ts";

/** An analyser over some rules; `analyze` is the one over all of ours. */
export function createAnalyzer(rules: readonly Rule[]): Analyze {
  const names = rules.map((rule) => rule.name);
  return (parsed, settings, host = {}) => {
    const usage = joined(parsed, settings, host)?.usage;
    if (!usage) return nothing;
    const faults: { rule: string; error: unknown }[] = [];
    // Test code may load and loop as it likes.
    const asked = usage.target === "test" ? [] : rules.filter((rule) => isAsked(rule, settings));
    const weight = isNotebook(parsed.fileName) ? inNotebook : asItIs;
    const found = ask(asked, usage, settings, { faults, timed: host.timed ?? untimed, weight });
    const idle = new Set(
      names.filter((name) => !asked.some((rule) => rule.name === name) || faults.some(({ rule }) => rule === name)),
    );
    const { kept, own } = suppress(found, usage, names, idle);
    return answer(parsed, usage, kept, inForce(own, settings), faults);
  };
}

export const analyze: Analyze = createAnalyzer(allRules);

/** What is only worth a hint waits for the strict profile, what is still being tried for `all`; being named is enough for both. */
function isAsked({ name, stage, severity }: Rule, { rules, profile }: AnalysisSettings): boolean {
  const wanted = rules[name];
  if (wanted !== undefined) return wanted !== "off";
  if (profile === "all") return true;
  return stage === "stable" && (profile === "strict" || severity !== "hint");
}

/** Findings about our own comments can be set like rules. */
function inForce(own: readonly OwnFinding[], { rules }: AnalysisSettings): readonly OwnFinding[] {
  return own.flatMap((one) => {
    const wanted = rules[one.rule];
    return wanted === "off" ? [] : [{ ...one, severity: wanted ?? one.severity }];
  });
}

type Timed = NonNullable<AnalysisHost["timed"]>;
const untimed: Timed = (_, work) => work();
const asItIs = (severity: Severity): Severity => severity;

const nothing: Analysis = {
  findings: [],
  usage: null,
  faults: [],
  edits: () => undefined,
  safeEdits: () => [],
  suggestedEdits: () => [],
  ignore: () => ({ edits: [], snippet: "" }),
};

function ask(
  rules: readonly Rule[],
  usage: Usage,
  settings: AnalysisSettings,
  {
    faults,
    timed,
    weight,
  }: {
    readonly faults: { rule: string; error: unknown }[];
    readonly timed: Timed;
    readonly weight: (severity: Severity) => Severity;
  },
): readonly Found[] {
  const found: Found[] = [];
  for (const rule of rules) {
    const set = settings.rules[rule.name];
    const wanted = set === "off" ? undefined : set;
    const own: Found[] = [];
    try {
      const report = (said: Report): void => {
        const one = rule.acrossFiles ? acrossFiles(rule, usage.across, said) : said;
        own.push({ rule: rule.name, severity: wanted ?? weight(one.severity ?? rule.severity), report: one });
      };
      timed(rule.name, () => rule.check({ usage: rule.acrossFiles ? usage.across : usage, report }));
    } catch (error) {
      faults.push({ rule: rule.name, error });
      continue;
    }
    found.push(...own.filter(({ report }) => !touchesBroken(usage, report)));
  }
  return onePerCall(found, rules, usage);
}

function touchesBroken(usage: Usage, report: Report): boolean {
  const call = callOf(usage, report);
  return call ? usage.broken(call) : usage.facts.broken.some((span) => overlaps(span, report.at));
}

const asData = ({ title, class: kind, changes }: Fix): Finding["fixes"][number] => ({
  title,
  class: kind,
  ...(changes && { changes }),
});

function answer(
  parsed: Parsed,
  usage: Usage,
  kept: readonly Found[],
  own: readonly OwnFinding[],
  faults: Analysis["faults"],
): Analysis {
  const counts = new Map<string, number>();
  const fixesOf = new Map<Finding, readonly Fix[]>();
  const numbered = (rule: string, span: Span, within = 0): string => {
    const base = fingerprintOf(rule, span, parsed.text, usage.facts, within);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return count === 0 ? base : `${base}#${count}`;
  };
  const findings: Finding[] = kept.map(({ rule, severity, report }) => {
    const fixes = report.fixes ?? [];
    const finding: Finding = {
      rule,
      severity,
      span: report.at,
      message: report.message,
      reasons: report.reasons ?? [],
      fixes: fixes.map(asData),
      ...(report.model !== undefined && { model: report.model }),
      ...(report.experiment && { experiment: report.experiment }),
      around: codeAround(usage, report.at),
      fingerprint: numbered(rule, report.at, callOf(usage, report)?.scope),
    };
    fixesOf.set(finding, fixes);
    return finding;
  });
  for (const { rule, severity, span, message, fixes } of own) {
    const about = { rule, severity, span, message, reasons: [], fixes: fixes.map(asData), around: span };
    const finding: Finding = { ...about, fingerprint: numbered(rule, span) };
    findings.push(finding);
    fixesOf.set(finding, fixes);
  }
  findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

  let vocabulary: ReturnType<Parsed["say"]> | undefined;
  const say = () => (vocabulary ??= parsed.say(usage.facts));
  const edits = (finding: Finding, fix: number) =>
    withinCell(parsed, finding.span, editsOf(fixesOf.get(finding)?.[fix], say));
  const repairs = (classes: readonly FixClass[]) =>
    together(
      findings.flatMap((finding) => {
        const [wanted] = classes
          .flatMap((one) => finding.fixes.findIndex((fix) => fix.class === one))
          .filter((at) => at >= 0);
        const made = wanted === undefined ? undefined : edits(finding, wanted);
        return made ? [made] : [];
      }),
    );
  return {
    findings,
    usage,
    faults,
    edits,
    safeEdits: () => repairs(["safe"]),
    suggestedEdits: () => repairs(["safe", "suggestion"]),
    ignore(finding, scope) {
      const { edits: written, snippet } = say().ignoreComment(finding.span, finding.rule, scope);
      return { edits: withinCell(parsed, finding.span, written) ?? [], snippet };
    },
  };
}
