/**
 * What a pointer on a finding is told beside its message: what it costs, the chain that leads there as links, the first fix as a
 * small before and after, and what to do next. Never more than twelve lines. Absent on purpose: models themselves (hover.ts), and
 * the whole story (explain.ts).
 */
import type { Finding } from "../analysis/finding.ts";
import { summarize } from "../bench/statistics.ts";
import type { ModelRun } from "../history/record.ts";
import { joiner, relativeTime, time } from "../report/figures.ts";
import type { Rule } from "../rules/rule.ts";
import type { Analysed } from "./analyses.ts";
import { locationOf } from "./convert.ts";
import { diffLines } from "./diffLines.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Fixes } from "./fixes.ts";
import type { Measurements } from "./measurements.ts";
import { clientCommands, type PlaceInDocument } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import type { Trials } from "./trials.ts";

export interface FindingHoverOptions {
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly fixes: Fixes;
  readonly trials: Trials;
  readonly ruleNamed: (name: string) => Rule | undefined;
  /** Links that run commands are of use to our own client only. */
  readonly canExplain: () => boolean;
  readonly canMeasure: () => boolean;
  /** The client shows the chain itself, beside the message: to say it again would take the place of the fix. */
  readonly showsReasons: () => boolean;
}

/** The same in both forms; null when there is nothing to add. */
export interface FindingNotes {
  readonly markdown: string;
  readonly plain: string;
}

const mostReasons = 4;

export function createFindingHover(options: FindingHoverOptions) {
  const { models, measurements, fixes, trials } = options;

  const fixOf = (analysed: Analysed, finding: Finding): { readonly title: string; readonly diff: string[] } | null => {
    const [first] = finding.fixes;
    const edits = first && analysed.parsed ? fixes.editsOf(analysed, finding, 0) : undefined;
    if (!first || !edits || !analysed.parsed) return null;
    const title = first.changes ? `${first.title} (changes ${first.changes})` : first.title;
    return { title, diff: diffLines(analysed.parsed.text, edits) };
  };

  return (document: OpenDocument, analysed: Analysed, finding: Finding): FindingNotes | null => {
    const load = models.loadOf(document, analysed, finding);
    const record = load ? measurements.latest(models.subjectOf(document, analysed, load)) : null;
    const source = trials.costs.sourceOf(document, analysed, finding);
    const [tried, ...triedLines] = source ? trials.costs.lines(source) : [];
    const cost = tried === undefined ? costOf(record) : `measured: ${[tried, triedLines.at(-1)].join(joiner)}`;
    const evidence = options.ruleNamed(finding.rule)?.evidence[0]?.source;
    const steps = finding.reasons.slice(0, mostReasons).map((reason) => {
      const { uri, range } = locationOf(document, reason);
      const line = range.start.line + 1;
      const file = reason.elsewhere ? `${decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1))} ` : "";
      return { text: reason.text, place: `${file}line ${line}`, href: `${uri}#L${line}` };
    });
    const fix = fixOf(analysed, finding);
    if (cost === null && evidence === undefined && steps.length === 0 && !fix) return null;

    const links: string[] = [];
    const place: PlaceInDocument = { uri: document.uri, position: document.content.positionAt(finding.span.start) };
    if (options.canExplain()) links.push(commandLink("Explain", clientCommands.explain, place));
    const runs = options.canMeasure() ? [trials.measureCommand, trials.compareCommand] : [];
    for (const [index, command] of runs.map((run) => run(document, analysed, finding)).entries()) {
      const title = index > 0 ? "Compare before and after" : cost === null ? "Measure this" : "Measure again";
      if (command) links.push(commandLink(title, command.command, command.arguments?.[0]));
    }
    const chain = options.showsReasons()
      ? []
      : steps.map(({ text, place, href }) => `[${escaped(text)}](${href} "${place}")`);
    const reported = evidence === undefined ? [] : [`Cost  not measured here. Reported elsewhere: ${evidence}`];
    return {
      plain: [
        ...(cost === null ? reported : [`Cost  ${cost}`]),
        ...steps.map(({ text, place }, index) => `${index === 0 ? "Why " : "    "}  ${text}, ${place}`),
        ...(fix?.diff ?? []).map((line, index) => `${index === 0 ? "Fix " : "    "}  ${line}`),
      ].join("\n"),
      markdown: [
        [...costParts(cost, evidence), ...links].join(" | "),
        chain.length > 0 && `**Why** ${chain.join(" \u2192 ")}`,
        fix && `**Fix** ${escaped(fix.title)}`,
        fix && fix.diff.length > 0 && fenced(fix.diff),
      ]
        .filter((part) => typeof part === "string" && part !== "")
        .join("\n\n"),
    };
  };
}

function costParts(cost: string | null, source: string | undefined): readonly string[] {
  if (cost !== null) return [`**Cost** ${escaped(cost)}`];
  return source === undefined ? [] : [`**Cost** not measured here. [Reported elsewhere](${source})`];
}

/** Null when nothing was measured. */
function costOf(record: ModelRun | null): string | null {
  if (record?.outcome.kind !== "measured") return null;
  const { measured } = record.outcome;
  const summary = summarize(measured.samplesMs, measured.batch);
  const run = summary ? [`one run ${time(summary.p50Ms)}`] : [];
  const figures = [`load ${time(measured.loadMs)}`, ...run].join(", ");
  return `measured: ${figures}${joiner}${relativeTime(record.startedAt, Date.now())}`;
}

export const commandLink = (title: string, command: string, argument: unknown): string =>
  `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;

/** Names of the user's things are no markup. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#<>!|~]/g, "\\$&");

/** A fence longer than any the code holds. */
function fenced(lines: readonly string[]): string {
  const fence = "`".repeat(
    Math.max(3, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length + 1))),
  );
  return `${fence}diff\n${lines.join("\n")}\n${fence}`;
}
