/**
 * What a pointer on a model is told: what its file says of itself and how fast it last was; on a finding the word is
 * findingHover.ts's. Never more than twelve lines, never what the diagnostic says already, null when there is nothing to add.
 * Absent on purpose: edits; a hover changes nothing.
 */
import type { Hover, Position } from "vscode-languageserver/node";
import { hoverLines } from "../report/measurement.ts";
import { cardLines, faultLine } from "../report/modelCard.ts";
import type { Rule } from "../rules/rule.ts";
import { contains, type Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { rangeOf } from "./convert.ts";
import type { DocumentModels } from "./documentModels.ts";
import { commandLink, createFindingHover, type FindingNotes } from "./findingHover.ts";
import type { Fixes } from "./fixes.ts";
import type { Measurements } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { Options } from "./options.ts";
import { clientCommands, type MeasureTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import type { ModelLoad } from "./targets.ts";
import type { Trials } from "./trials.ts";

export interface Hovers {
  answer(document: OpenDocument, analysed: Analysed, position: Position): Hover | null;
}

export interface HoversOptions {
  readonly abilities: ClientAbilities;
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly files: ModelFiles;
  readonly fixes: Fixes;
  readonly trials: Trials;
  readonly options: () => Options;
  readonly ruleNamed: (name: string) => Rule | undefined;
}

const mostLines = 12;

/** Columns that align, and a line of links below them. */
interface Content {
  readonly lines: readonly string[];
  readonly links: readonly string[];
}

export function createHovers(hovers: HoversOptions): Hovers {
  const { abilities, models, measurements, files } = hovers;

  const ofModel = (document: OpenDocument, analysed: Analysed, load: ModelLoad): Content => {
    const result = files.card(load.file);
    if ("fault" in result) return { lines: [load.name, faultLine(result.fault)], links: [] };
    const record = measurements.latest(models.subjectOf(document, analysed, load));
    const last = record ? hoverLines(record, Date.now()) : ["Last  not measured here"];
    const card = cardLines(load.name, result.card).slice(0, mostLines - last.length - 1);
    return {
      lines: [...card, ...last],
      links: measureLinks(document, load, record ? "Measure again" : "Measure"),
    };
  };

  /** Only our own client knows the command, and only a trusted workspace may run it. */
  const canMeasure = (): boolean => hovers.options().menus && hovers.options().trusted;
  const measureLinks = (document: OpenDocument, load: ModelLoad, title: string): string[] => {
    const target: MeasureTarget = { uri: document.uri, id: load.id };
    return canMeasure() ? [commandLink(title, clientCommands.measure, target)] : [];
  };
  const ofFinding = createFindingHover({
    models,
    measurements,
    fixes: hovers.fixes,
    trials: hovers.trials,
    ruleNamed: hovers.ruleNamed,
    canExplain: () => hovers.options().menus,
    canMeasure,
    showsReasons: () => hovers.options().menus,
  });

  const told = (document: OpenDocument, { plain, markdown }: FindingNotes, span: Span): Hover => ({
    contents: abilities.markdownHover
      ? { kind: "markdown", value: markdown }
      : { kind: "plaintext", value: plain.split("\n").slice(0, mostLines).join("\n") },
    range: rangeOf(document.content, span),
  });

  const inColumns = ({ lines, links }: Content): FindingNotes => {
    const plain = lines.slice(0, mostLines - (links.length > 0 ? 1 : 0)).join("\n");
    return { plain, markdown: [`\`\`\`text\n${plain}\n\`\`\``, ...links].join("\n\n") };
  };

  return {
    answer(document, analysed, position) {
      const offset = document.content.offsetAt(position);
      const model = (load: ModelLoad, span: Span): Hover =>
        told(document, inColumns(ofModel(document, analysed, load)), span);
      const { loads } = models.targets(document, analysed);
      const named = loads.find((load) => load.event.model && holds(load.event.model.span, offset));
      if (named?.event.model) return model(named, named.event.model.span);
      const finding = analysed.analysis?.findings.find((one) => holds(one.span, offset));
      const notes = finding && ofFinding(document, analysed, finding);
      if (notes) return told(document, notes, finding.span);
      const load = loads.find((one) => holds(one.call.callee, offset));
      return load ? model(load, load.call.callee) : null;
    },
  };
}

const holds = (span: Span, offset: number): boolean => contains(span, { start: offset, end: offset });
