/**
 * Lenses: one above each load of a model that is found, one above each function that runs one. Each is whole when it is
 * first shown; while the text cannot be parsed they stay where they were. Absent on purpose: lenses on single runs.
 */
import type { CodeLens, Command } from "vscode-languageserver/node";
import type { TextChange } from "../languages/language.ts";
import { joiner } from "../report/figures.ts";
import { type LensTitle, lensTitle, lensTooltip, progressTitle } from "../report/measurement.ts";
import type { Analysed } from "./analyses.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Measurements, Subject } from "./measurements.ts";
import type { Options } from "./options.ts";
import { clientCommands, commands, type MeasureTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import type { ModelLoad } from "./targets.ts";

export interface Lenses {
  answer(document: OpenDocument, analysed: Analysed): CodeLens[];
  /** Keeps places right while the text cannot be parsed. */
  changed(document: OpenDocument, changes: readonly TextChange[] | null): void;
  closed(document: OpenDocument): void;
}

export interface LensesOptions {
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly options: () => Options;
  readonly overBudget: (document: OpenDocument, analysed: Analysed, load: ModelLoad) => readonly string[] | null;
}

interface Anchor {
  readonly offset: number;
  readonly of: "load" | "function";
  readonly load: ModelLoad;
  readonly subject: Subject;
  /** The load itself is what a finding is about. */
  readonly leads: "load" | "latency";
  /** What is over budget, in the words of a lens. */
  readonly over: () => readonly string[] | null;
}

const mostPerLine = 2;

export function createLenses({ models, measurements, options, overBudget }: LensesOptions): Lenses {
  const anchors = new Map<string, readonly Anchor[]>();

  const anchorsOf = (document: OpenDocument, analysed: Analysed): readonly Anchor[] => {
    const before = anchors.get(document.uri);
    const broken = (analysed.analysis?.usage?.facts.broken.length ?? 0) > 0;
    if (broken && before && before.length > 0) return before;
    const now = freshAnchors(document, analysed);
    anchors.set(document.uri, now);
    return now;
  };

  const freshAnchors = (document: OpenDocument, analysed: Analysed): readonly Anchor[] => {
    const { loads, functions } = models.targets(document, analysed);
    const findings = analysed.analysis?.findings ?? [];
    const anchor = (of: Anchor["of"], offset: number, load: ModelLoad): Anchor => {
      const { callee } = load.call;
      const reported = findings.some(
        (finding) => finding.span.start === callee.start && finding.span.end === callee.end,
      );
      return {
        of,
        offset,
        load,
        subject: models.subjectOf(document, analysed, load),
        leads: of === "load" && reported ? "load" : "latency",
        over: () => overBudget(document, analysed, load),
      };
    };
    return [
      ...loads.map((load) => anchor("load", load.call.callee.start, load)),
      ...functions.flatMap(({ scope, loads: run }) =>
        run.map((load) => anchor("function", (scope.nameSpan ?? scope.span).start, load)),
      ),
    ].sort((a, b) => a.offset - b.offset);
  };

  const commandsOf = (uri: string, anchor: Anchor): Command[] => {
    const target: MeasureTarget = { uri, id: anchor.load.id };
    const { menus, trusted } = options();
    const name = anchor.of === "function" ? anchor.load.name : null;
    const state = measurements.stateOf(anchor.subject);
    const measure = (title: LensTitle, tooltip: readonly string[]): Command => ({
      ...named(title, name, menus, tooltip),
      command: menus ? clientCommands.measure : commands.measure,
      arguments: [target],
    });
    switch (state.kind) {
      case "none":
        if (!trusted) return [];
        return [
          {
            ...measure({ icon: "pulse", text: "Measure" }, [anchor.load.file, offSwitch]),
            title: withIcon({ icon: "pulse", text: name === null ? "Measure" : `Measure ${name}` }, menus),
          },
        ];
      case "running":
        return [
          { ...named(progressTitle(state.progress), name, menus, []), command: "" },
          { title: "Cancel", command: menus ? clientCommands.cancel : commands.cancel },
        ];
      case "failed": {
        const { reason, act } = state.failure;
        const title = measure({ icon: "error", text: `Not measured: ${reason}` }, [act, offSwitch]);
        if (menus)
          return [
            title,
            { title: "How to fix", command: clientCommands.showHowToFix, arguments: [{ title: reason, text: act }] },
          ];
        return [title, { ...title, title: act }];
      }
      case "done": {
        const title = lensTitle(state.record, {
          leads: anchor.leads,
          staleness: state.stale,
          over: state.stale || anchor.of === "function" ? null : anchor.over(),
        });
        const tooltip = [...lensTooltip(state.record, Date.now()), offSwitch];
        if (state.stale || !menus)
          return [trusted ? measure(title, tooltip) : { ...named(title, name, menus, tooltip), command: "" }];
        return [
          { ...named(title, name, menus, tooltip), command: clientCommands.showMeasurement, arguments: [target] },
        ];
      }
    }
  };

  return {
    answer(document, analysed) {
      if (!options().codeLens) return [];
      const lines = new Map<number, CodeLens[]>();
      const places = anchorsOf(document, analysed).map((anchor) => ({
        anchor,
        position: document.content.positionAt(anchor.offset),
      }));
      for (const { anchor, position } of places) {
        const shared = places.some((other) => other.anchor !== anchor && other.position.line === position.line);
        const known = lines.get(position.line) ?? [];
        // Several things on one line: each gets its first word in.
        for (const command of commandsOf(document.uri, anchor).slice(0, shared ? 1 : mostPerLine)) {
          if (known.length < mostPerLine) known.push({ range: { start: position, end: position }, command });
        }
        lines.set(position.line, known);
      }
      return [...lines.values()].flat();
    },
    changed(document, changes) {
      const before = anchors.get(document.uri);
      if (!before) return;
      if (changes === null) anchors.delete(document.uri);
      else
        anchors.set(
          document.uri,
          before.map((anchor) => ({ ...anchor, offset: changes.reduce(shifted, anchor.offset) })),
        );
    },
    closed: (document) => void anchors.delete(document.uri),
  };
}

const offSwitch = "Hide: setting inferlens.codeLens";

/** Other editors show the words between `$(` and `)` as they are. */
const withIcon = ({ icon, text }: LensTitle, icons: boolean): string => (icon && icons ? `$(${icon}) ${text}` : text);

function named(
  title: LensTitle,
  name: string | null,
  icons: boolean,
  tooltip: readonly string[],
): Omit<Command, "command"> {
  const text = name === null ? title.text : [name, title.text].join(joiner);
  return { title: withIcon({ ...title, text }, icons), ...(tooltip.length > 0 && { tooltip: tooltip.join("\n") }) };
}

function shifted(offset: number, change: TextChange): number {
  if (change.end <= offset) return offset + change.text.length - (change.end - change.start);
  return Math.min(offset, change.start);
}
