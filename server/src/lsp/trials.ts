/**
 * Findings that can be tried, put together: how, what came of it, what it says of their cost, its lens, and the commands that
 * begin it. Absent on purpose: each of these.
 */
import type { Command } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import type { Analysed } from "./analyses.ts";
import { type Comparisons, createComparisons } from "./comparisons.ts";
import type { DiagnosticExtras } from "./convert.ts";
import { createExperiments, type Experiments, type ExperimentsOptions } from "./experiments.ts";
import { createFindingCosts, type FindingCosts } from "./findingCosts.ts";
import type { Measurements } from "./measurements.ts";
import type { Options } from "./options.ts";
import { clientCommands, commands, type FindingTarget, type MeasureTarget } from "./protocol.ts";
import { comparableFix } from "./reviewChange.ts";
import type { OpenDocument } from "./session.ts";
import { createTrialLenses, type TrialLenses } from "./trialLenses.ts";

export interface Trials {
  readonly experiments: Experiments;
  readonly comparisons: Comparisons;
  readonly costs: FindingCosts;
  readonly lenses: TrialLenses;
  /** Undefined when there is nothing to measure, or nobody may. */
  measureCommand(document: OpenDocument, analysed: Analysed, finding: Finding): Command | undefined;
  /** Undefined when the fix cannot be tried, or nobody may. */
  compareCommand(document: OpenDocument, analysed: Analysed, finding: Finding): Command | undefined;
  /** What was measured about a finding, as its diagnostic says it. */
  measuredOf(
    document: OpenDocument,
    analysed: Analysed,
    finding: Finding,
  ): Pick<DiagnosticExtras, "measured" | "severity">;
}

export interface TrialsOptions extends Omit<ExperimentsOptions, "comparisons"> {
  readonly measurements: Measurements;
  readonly options: () => Options;
}

export function createTrials(given: TrialsOptions): Trials {
  const { history, files, measurements, models, fixes, options } = given;
  const comparisons = createComparisons(history, files, measurements);
  const experiments = createExperiments({ ...given, comparisons });
  const costs = createFindingCosts({ models, measurements, experiments, comparisons });
  const command = (
    title: string,
    names: readonly [string, string],
    target: MeasureTarget | FindingTarget,
  ): Command => ({
    title,
    command: options().menus ? names[0] : names[1],
    arguments: [target],
  });

  return {
    experiments,
    comparisons,
    costs,
    lenses: createTrialLenses({
      experiments,
      comparisons,
      options,
      canReview(document, analysed, fingerprint) {
        const finding = analysed.analysis?.findings.find((one) => one.fingerprint === fingerprint);
        return document.file !== null && finding !== undefined && comparableFix(fixes, analysed, finding) !== undefined;
      },
    }),
    measureCommand(document, analysed, finding) {
      const id = options().trusted ? costs.sourceOf(document, analysed, finding)?.targetId : null;
      if (!id) return undefined;
      return command("Measure", [clientCommands.measure, commands.measure], { uri: document.uri, id });
    },
    compareCommand(document, analysed, finding) {
      if (!options().trusted || !experiments.canCompare(document, analysed, finding)) return undefined;
      const target = { uri: document.uri, fingerprint: finding.fingerprint };
      return command("Compare", [clientCommands.compareFix, commands.compareFix], target);
    },
    measuredOf(document, analysed, finding) {
      const source = costs.sourceOf(document, analysed, finding);
      if (!source) return {};
      return { measured: costs.measured(source)?.text, severity: costs.severityOf(source, finding.severity) };
    },
  };
}
