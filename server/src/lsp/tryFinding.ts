/**
 * Commands about a finding: measuring it, trying its fix, reviewing what was tried, letting go of it. Absent on purpose: doing
 * these things; and checking arguments, which come from other programs (execute.ts).
 */
import type { CancellationToken, Position } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { contains } from "../text/span.ts";
import type { Features } from "./features.ts";
import { type FindingTarget, findingTarget, type MeasureAnswer } from "./protocol.ts";
import { comparableFix, reviewChange } from "./reviewChange.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";

/** Of a MeasureTarget's id; undefined when it names something else. */
export const fingerprintIn = (id: string): string | undefined =>
  id.startsWith(findingTarget("")) ? id.slice(findingTarget("").length) : undefined;

export const findingOf = ({ analysed }: UpToDate, fingerprint: string): Finding | undefined =>
  analysed.analysis?.findings.find((one) => one.fingerprint === fingerprint);

/** Runs the finding's experiment, or measures the model where only that is known. */
export async function measureFinding(
  core: ServerContext,
  features: Features,
  found: UpToDate,
  fingerprint: string,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  const finding = findingOf(found, fingerprint);
  if (!finding) return gone;
  const { document, analysed } = found;
  const seconds = secondsFor(core, found);
  const place = features.trials.experiments.placeOf(document, analysed, finding);
  const onModels = features.trials.experiments.onModels(document, analysed, finding);
  if (place && onModels) return await features.trials.experiments.tryOnModels(place, onModels, seconds, token);
  const load = features.models.loadOf(document, analysed, finding);
  if (!load) return nothing;
  return await features.measuring.measure(features.models.subjectOf(document, analysed, load), seconds, token);
}

/** On the exported function around it; where there is none, on the models it speaks of. */
export async function compareFix(
  core: ServerContext,
  features: Features,
  found: UpToDate,
  fingerprint: string,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  const finding = findingOf(found, fingerprint);
  if (!finding) return gone;
  const { document, analysed } = found;
  const { trials, fixes } = features;
  const { experiments } = trials;
  const place = experiments.placeOf(document, analysed, finding);
  const fix = comparableFix(fixes, analysed, finding);
  if (!place || !fix)
    return { kind: "failed", reason: "there is no automatic fix to compare", act: "Read what the message advises." };
  const seconds = secondsFor(core, found);
  const onFunction = experiments.onFunction(document, analysed, finding, fix);
  const onModels = experiments.onModels(document, analysed, finding);
  if ("wanted" in onFunction && !(onFunction.wanted.needsArguments && onModels))
    return await experiments.tryOnFunction(place, onFunction.wanted, seconds, token);
  if (onModels) return await experiments.tryOnModels(place, onModels, seconds, token);
  return "failure" in onFunction ? { kind: "failed", ...onFunction.failure } : nothing;
}

export async function review(
  core: ServerContext,
  features: Features,
  found: UpToDate,
  fingerprint: string,
): Promise<boolean> {
  const finding = findingOf(found, fingerprint);
  const place = finding && features.trials.experiments.placeOf(found.document, found.analysed, finding);
  if (!finding || !place) return false;
  const { connection, abilities } = core;
  const { fixes, trials } = features;
  const { comparisons } = trials;
  return await reviewChange({ connection, abilities, fixes, comparisons }, { ...found, finding, place });
}

export function dismiss(features: Features, found: UpToDate, fingerprint: string): void {
  const finding = findingOf(found, fingerprint);
  const place = finding && features.trials.experiments.placeOf(found.document, found.analysed, finding);
  if (!place) return;
  features.trials.comparisons.dismiss(place);
  features.refresh();
}

/** The finding at a place whose fix can be tried, else any there. */
export function findingAt(features: Features, found: UpToDate, position: Position): FindingTarget | null {
  const { document, analysed } = found;
  const offset = document.content.offsetAt(position);
  const line = (finding: Finding) => document.content.positionAt(finding.span.start).line;
  const findings = analysed.analysis?.findings ?? [];
  const there = findings.filter(({ span }) => contains(span, { start: offset, end: offset }));
  const near = there.length > 0 ? there : findings.filter((finding) => line(finding) === position.line);
  const finding = near.find((one) => features.trials.experiments.canCompare(document, analysed, one)) ?? near[0];
  return finding ? { uri: document.uri, fingerprint: finding.fingerprint } : null;
}

const secondsFor = (core: ServerContext, { analysed }: UpToDate): number =>
  analysed.config.measureSeconds ?? core.options().measureSeconds;

const gone: MeasureAnswer = {
  kind: "failed",
  reason: "the finding is no longer in this file",
  act: "Look at the file again.",
};
const nothing: MeasureAnswer = {
  kind: "failed",
  reason: "no model file of this workspace is named here",
  act: "Put the cursor on a line that loads a model file of this workspace.",
};
