/**
 * The lens line of a finding that is or was tried: progress, what came out, and what to do with it. It takes the place of other
 * lenses of its line until it is dismissed. Absent on purpose: findings nobody tried; they have a squiggle.
 */
import type { CodeLens, Command } from "vscode-languageserver/node";
import { comparisonStalenessText } from "../history/comparisonFreshness.ts";
import type { TextChange } from "../languages/language.ts";
import { joiner, relativeTime } from "../report/figures.ts";
import { progressTitle } from "../report/measurement.ts";
import { trialLines, trialTitle } from "../report/trialText.ts";
import type { Analysed } from "./analyses.ts";
import type { ComparisonState, Comparisons, TriedPlace } from "./comparisons.ts";
import type { Experiments } from "./experiments.ts";
import type { Options } from "./options.ts";
import { clientCommands, commands, type FindingTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";
import { shifted } from "./shifted.ts";

export interface TrialLenses {
  answer(document: OpenDocument, analysed: Analysed): CodeLens[];
  changed(document: OpenDocument, changes: readonly TextChange[] | null): void;
  closed(document: OpenDocument): void;
}

export interface TrialLensesOptions {
  readonly experiments: Experiments;
  readonly comparisons: Comparisons;
  readonly options: () => Options;
  /** The fix that was compared can still be made. */
  readonly canReview: (document: OpenDocument, analysed: Analysed, fingerprint: string) => boolean;
}

interface Anchor {
  readonly offset: number;
  readonly place: TriedPlace;
  readonly canReview: () => boolean;
}

export function createTrialLenses({ experiments, comparisons, options, canReview }: TrialLensesOptions): TrialLenses {
  const anchors = new Map<string, readonly Anchor[]>();

  const anchorsOf = (document: OpenDocument, analysed: Analysed): readonly Anchor[] => {
    const before = anchors.get(document.uri);
    const broken = (analysed.analysis?.usage?.facts.broken.length ?? 0) > 0;
    if (broken && before && before.length > 0) return before;
    const now = (analysed.analysis?.findings ?? []).flatMap((finding) => {
      const place = experiments.placeOf(document, analysed, finding);
      const { fingerprint, span } = finding;
      return place ? [{ offset: span.start, place, canReview: () => canReview(document, analysed, fingerprint) }] : [];
    });
    anchors.set(document.uri, now);
    return now;
  };

  const commandsOf = (uri: string, { place, canReview: canBeReviewed }: Anchor): Command[] => {
    const target: FindingTarget = { uri, fingerprint: place.fingerprint };
    const state = comparisons.stateOf(place);
    const { menus } = options();
    const icon = (name: string, text: string): string => (menus ? `$(${name}) ${text}` : text);
    const dismiss = { title: "Dismiss", command: commands.dismissComparison, arguments: [target] };
    switch (state.kind) {
      case "none":
        return [];
      case "running":
        return [
          { title: icon("watch", progressTitle(state.progress).text), command: "" },
          { title: "Cancel", command: menus ? clientCommands.cancel : commands.cancel },
        ];
      case "failed": {
        const { reason, act } = state.failure;
        const title = { title: icon("error", `Not measured: ${reason}`), tooltip: [act, offSwitch].join("\n") };
        const howToFix = { title: "How to fix", command: clientCommands.showHowToFix };
        return [
          { ...title, command: "" },
          menus ? { ...howToFix, arguments: [{ title: reason, text: act }] } : { title: act, command: "" },
          dismiss,
        ];
      }
      case "done":
        if (state.record.dismissed) return [];
        return [ofResult(state, target, icon), ...reviewOf(state, target, canBeReviewed()), dismiss];
    }
  };

  const ofResult = (state: Done, target: FindingTarget, icon: (name: string, text: string) => string): Command => {
    const { record, compared, stale } = state;
    const { menus, trusted } = options();
    const lines = [...trialLines(record, relativeTime(record.startedAt, Date.now())), offSwitch];
    const title = trialTitle(record.spec, compared);
    const again = { command: menus ? clientCommands.compareFix : commands.compareFix, arguments: [target] };
    if (stale) {
      const text = [title.split(joiner)[0]!, `outdated: ${comparisonStalenessText(stale)}`].join(joiner);
      return { title: icon("history", text), tooltip: lines.join("\n"), ...(trusted ? again : { command: "" }) };
    }
    const page = { command: clientCommands.showPage, arguments: [{ kind: "compare", runs: [record.id] }] };
    return { title: icon("git-compare", title), tooltip: lines.join("\n"), ...(menus ? page : { command: "" }) };
  };

  return {
    answer(document, analysed) {
      return anchorsOf(document, analysed).flatMap((anchor) => {
        const position = document.content.positionAt(anchor.offset);
        const range = { start: position, end: position };
        return commandsOf(document.uri, anchor).map((command) => ({ range, command }));
      });
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

type Done = Extract<ComparisonState, { kind: "done" }>;

/** Only a gain is worth a look at the change. */
const reviewOf = ({ verdict, stale }: Done, target: FindingTarget, canReview: boolean): readonly Command[] =>
  verdict.isWorthIt && !stale && canReview
    ? [{ title: "Review Change", command: commands.reviewChange, arguments: [target] }]
    : [];

const offSwitch = "Hide: setting inferlens.codeLens";
