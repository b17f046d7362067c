/**
 * Lenses: one above each load of a model that is found, one above each function that runs one. Each is whole when it is
 * first shown; while the text cannot be parsed they stay where they were. Absent on purpose: lenses on single runs.
 */
import type { CodeLens, Command } from "vscode-languageserver/node";
import type { FunctionScope } from "../facts/facts.ts";
import type { TextChange } from "../languages/language.ts";
import { joiner } from "../report/figures.ts";
import type { Prices } from "../report/functionMeasurement.ts";
import { type LensTitle, lensTitle, lensTooltip, progressTitle } from "../report/measurement.ts";
import type { Analysed } from "./analyses.ts";
import type { DocumentFunctions } from "./documentFunctions.ts";
import type { DocumentModels } from "./documentModels.ts";
import { benchFileCommand, functionCommands } from "./functionLens.ts";
import type { FunctionMeasurements, FunctionState } from "./functionMeasurements.ts";
import type { FunctionTarget } from "./functionTargets.ts";
import type { Measurements, Subject } from "./measurements.ts";
import type { Options } from "./options.ts";
import { clientCommands, commands, type MeasureTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import { shifted } from "./shifted.ts";
import type { ModelLoad } from "./targets.ts";
import type { TrialLenses } from "./trialLenses.ts";

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
  /** Of findings that were tried: they have their line for themselves. */
  readonly trials: TrialLenses;
  readonly ownFunctions: DocumentFunctions;
  readonly functionMeasurements: FunctionMeasurements;
  readonly functionOverBudget: (
    document: OpenDocument,
    analysed: Analysed,
    target: FunctionTarget,
  ) => readonly string[] | null;
}

type Anchor = ModelAnchor | FunctionAnchor | HiddenAnchor;

interface FunctionAnchor {
  readonly of: "measurable function";
  readonly offset: number;
  readonly target: FunctionTarget;
  readonly state: () => FunctionState;
  /** The model it runs has a lens here, which needs no arguments. */
  readonly besideModel: boolean;
  readonly over: () => readonly string[] | null;
  readonly prices: Prices;
}

/** Asked to be measured, and cannot be called from outside. */
interface HiddenAnchor {
  readonly of: "hidden function";
  readonly offset: number;
}

interface ModelAnchor {
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

export function createLenses(given: LensesOptions): Lenses {
  const { models, measurements, options, overBudget, trials } = given;
  const { ownFunctions, functionMeasurements, functionOverBudget } = given;
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
    const anchor = (of: ModelAnchor["of"], offset: number, load: ModelLoad): ModelAnchor => {
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
    const { measurable, hidden } = ownFunctions.targets(document, analysed);
    const placeOf = (scope: FunctionScope): number => (scope.nameSpan ?? scope.span).start;
    const bySelf = new Set(measurable.filter(({ needsArguments }) => !needsArguments).map(({ scope }) => scope.id));
    const runsModel = new Set(functions.map(({ scope }) => scope.id));
    const all: readonly Anchor[] = [
      ...loads.map((load) => anchor("load", load.call.callee.start, load)),
      ...functions.flatMap(({ scope, loads: run }) =>
        bySelf.has(scope.id) ? [] : run.map((load) => anchor("function", placeOf(scope), load)),
      ),
      ...measurable.map((target): FunctionAnchor => {
        const subject = ownFunctions.subjectOf(analysed, target);
        return {
          of: "measurable function",
          offset: placeOf(target.scope),
          target,
          state: () => functionMeasurements.stateOf(subject),
          besideModel: runsModel.has(target.scope.id) && !bySelf.has(target.scope.id),
          over: () => functionOverBudget(document, analysed, target),
          prices: analysed.config.prices,
        };
      }),
      ...hidden.map(({ scope }): HiddenAnchor => ({ of: "hidden function", offset: placeOf(scope) })),
    ];
    return [...all].sort((a, b) => a.offset - b.offset);
  };

  const commandsOf = (uri: string, anchor: Anchor): Command[] => {
    switch (anchor.of) {
      case "hidden function":
        return options().trusted ? [{ title: "Export it to measure", command: "" }] : [];
      case "measurable function":
        return commandsOfFunction(uri, anchor);
      default:
        return commandsOfModel(uri, anchor);
    }
  };

  const commandsOfFunction = (uri: string, { target, state, over, prices, besideModel }: FunctionAnchor): Command[] => {
    const { menus, trusted } = options();
    const now = state();
    if (besideModel && now.kind === "none") return trusted ? [benchFileCommand(uri, target, menus)] : [];
    return functionCommands({ uri, target, state: now, trusted, menus, over: over(), prices });
  };

  const commandsOfModel = (uri: string, anchor: ModelAnchor): Command[] => {
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
      const tried = trials.answer(document, analysed);
      const taken = new Set(tried.map(({ range }) => range.start.line));
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
      for (const line of taken) lines.delete(line);
      return [...tried, ...[...lines.values()].flat()];
    },
    changed(document, changes) {
      trials.changed(document, changes);
      const before = anchors.get(document.uri);
      if (!before) return;
      if (changes === null) anchors.delete(document.uri);
      else
        anchors.set(
          document.uri,
          before.map((anchor) => ({ ...anchor, offset: changes.reduce(shifted, anchor.offset) })),
        );
    },
    closed(document) {
      trials.closed(document);
      anchors.delete(document.uri);
    },
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
