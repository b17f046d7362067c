/**
 * What a pointer on a finding or on a model is told: cost, chain and fix, or what the model file says of itself and how fast
 * it last was. Never more than twelve lines, never what the diagnostic says already, null when there is nothing to add.
 * Absent on purpose: edits; a hover changes nothing.
 */
import type { Hover, Position } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { summarize } from "../bench/statistics.ts";
import type { RunRecord } from "../history/record.ts";
import { joiner, relativeTime, time } from "../report/figures.ts";
import { hoverLines } from "../report/measurement.ts";
import { cardLines, faultLine } from "../report/modelCard.ts";
import type { Rule } from "../rules/rule.ts";
import { applyEdits, type TextEdit } from "../text/edit.ts";
import { contains, type Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { rangeOf } from "./convert.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Fixes } from "./fixes.ts";
import type { Measurements } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { Options } from "./options.ts";
import { clientCommands, type MeasureTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import type { ModelLoad } from "./targets.ts";

export interface Hovers {
  answer(document: OpenDocument, analysed: Analysed, position: Position): Hover | null;
}

export interface HoversOptions {
  readonly abilities: ClientAbilities;
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly files: ModelFiles;
  readonly fixes: Fixes;
  readonly options: () => Options;
  readonly ruleNamed: (name: string) => Rule | undefined;
}

const mostLines = 12;
const mostDiffLines = 4;

/** Columns that align, and a line of links below them. */
interface Content {
  readonly lines: readonly string[];
  readonly links: readonly string[];
  readonly span: Span;
}

export function createHovers(hovers: HoversOptions): Hovers {
  const { abilities, models, measurements, files, fixes } = hovers;

  const ofFinding = (document: OpenDocument, analysed: Analysed, finding: Finding): Content | null => {
    const load = models.loadOf(document, analysed, finding);
    const record = load ? measurements.latest(models.subjectOf(document, analysed, load)) : null;
    const lines = [...costLines(finding, record), ...whyLines(document, finding), ...fixLines(analysed, finding)];
    const links = load ? measureLinks(document, load, record ? "Measure again" : "Measure this") : [];
    return lines.length === 0 ? null : { lines, links, span: finding.span };
  };

  const costLines = (finding: Finding, record: RunRecord | null): string[] => {
    if (record?.outcome.kind === "measured") {
      const { measured } = record.outcome;
      const summary = summarize(measured.samplesMs, measured.batch);
      const run = summary ? [`one run ${time(summary.p50Ms)}`] : [];
      return [
        `Cost  measured  ${[`load ${time(measured.loadMs)}`, ...run].join(", ")}${joiner}${relativeTime(record.startedAt, Date.now())}`,
      ];
    }
    const source = hovers.ruleNamed(finding.rule)?.evidence[0]?.source;
    return source === undefined ? [] : [`Cost  not measured here. Reported elsewhere: ${source}`];
  };

  const whyLines = (document: OpenDocument, finding: Finding): string[] =>
    finding.reasons.slice(0, 4).map((reason, index) => {
      const { line } = document.content.positionAt(reason.span.start);
      return `${index === 0 ? "Why " : "    "}  ${reason.text}, line ${line + 1}`;
    });

  const fixLines = (analysed: Analysed, finding: Finding): string[] => {
    const edits = finding.fixes.length > 0 && analysed.parsed ? fixes.editsOf(analysed, finding, 0) : undefined;
    if (!edits || !analysed.parsed) return [];
    return diffLines(analysed.parsed.text, edits).map((line, index) => `${index === 0 ? "Fix " : "    "}  ${line}`);
  };

  const ofModel = (document: OpenDocument, analysed: Analysed, load: ModelLoad, span: Span): Content => {
    const result = files.card(load.file);
    if ("fault" in result) return { lines: [load.name, faultLine(result.fault)], links: [], span };
    const record = measurements.latest(models.subjectOf(document, analysed, load));
    const last = record ? hoverLines(record, Date.now()) : ["Last  not measured here"];
    const card = cardLines(load.name, result.card).slice(0, mostLines - last.length - 1);
    return {
      lines: [...card, ...last],
      links: measureLinks(document, load, record ? "Measure again" : "Measure"),
      span,
    };
  };

  /** Only our own client knows the command, and only a trusted workspace may run it. */
  const measureLinks = (document: OpenDocument, load: ModelLoad, title: string): string[] => {
    const { menus, trusted } = hovers.options();
    if (!menus || !trusted || !abilities.markdownHover) return [];
    const target: MeasureTarget = { uri: document.uri, id: load.id };
    return [`[${title}](command:${clientCommands.measure}?${encodeURIComponent(JSON.stringify([target]))})`];
  };

  const contentAt = (document: OpenDocument, analysed: Analysed, offset: number): Content | null => {
    const { loads } = models.targets(document, analysed);
    const named = loads.find((load) => load.event.model && holds(load.event.model.span, offset));
    if (named?.event.model) return ofModel(document, analysed, named, named.event.model.span);
    const finding = analysed.analysis?.findings.find((one) => holds(one.span, offset));
    const told = finding && ofFinding(document, analysed, finding);
    if (told) return told;
    const load = loads.find((one) => holds(one.call.callee, offset));
    return load ? ofModel(document, analysed, load, load.call.callee) : null;
  };

  return {
    answer(document, analysed, position) {
      const content = contentAt(document, analysed, document.content.offsetAt(position));
      if (!content) return null;
      const { lines, links, span } = content;
      const text = lines.slice(0, mostLines - (links.length > 0 ? 1 : 0)).join("\n");
      const range = rangeOf(document.content, span);
      if (!abilities.markdownHover) return { contents: { kind: "plaintext", value: text }, range };
      return { contents: { kind: "markdown", value: [`\`\`\`text\n${text}\n\`\`\``, ...links].join("\n\n") }, range };
    },
  };
}

const holds = (span: Span, offset: number): boolean => contains(span, { start: offset, end: offset });

/** Lines that go and lines that come, the first few of each. A line that only moves says where to. */
function diffLines(text: string, edits: readonly TextEdit[]): string[] {
  const before = text.split(/\r\n|\r|\n/);
  const after = applyEdits(text, edits).split(/\r\n|\r|\n/);
  const stays = new Set(after);
  const was = new Set(before);
  const gone = before.filter((line) => line.trim() !== "" && !stays.has(line)).map((line) => line.trim());
  const come = after.flatMap((line, index) => {
    if (line.trim() === "" || was.has(line)) return [];
    return [gone.includes(line.trim()) ? `${line.trim()}   (moved to line ${index + 1})` : line.trim()];
  });
  const most = mostDiffLines - Math.min(gone.length, mostDiffLines / 2);
  const shown = [
    ...gone.slice(0, mostDiffLines / 2).map((line) => `- ${line}`),
    ...come.slice(0, most).map((line) => `+ ${line}`),
  ];
  return shown.map((line) => (line.length > 90 ? `${line.slice(0, 89)}…` : line));
}
