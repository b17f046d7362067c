/**
 * Functions of a document that can be measured: exported ones that run a model, are marked with `inferlens-bench`, or that a
 * bench file speaks of. Absent on purpose: figures, and running anything.
 */
import path from "node:path";
import { isBenchFile, speaksOf } from "../bench/functions/benchFiles.ts";
import type { FunctionScope, Mark } from "../facts/facts.ts";
import type { Signature } from "../facts/signature.ts";
import type { Parsed } from "../languages/language.ts";
import { contains, type Span } from "../text/span.ts";
import { exportedName } from "../usage/exportedFunctions.ts";
import { functionAround } from "../usage/scopes.ts";
import { trainingLoopOf } from "../usage/trainingLoop.ts";
import type { Usage } from "../usage/usage.ts";
import type { Analysed } from "./analyses.ts";

export interface FunctionTarget {
  /** `function:` and its name. */
  readonly id: string;
  /** As exported: `embed`, `Detector.detect`. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly scope: FunctionScope;
  readonly text: string;
  /** Absolute path of the bench file that speaks of it. */
  readonly benchFile: string | null;
  readonly benchText: string | null;
  /** What it needs is nowhere given. */
  readonly needsArguments: boolean;
  /** Which of its loops trains, when one does: its steps are measured. */
  readonly loop: number | null;
}

/** Marked, but nobody outside can call it. */
export interface HiddenFunction {
  readonly scope: FunctionScope;
}

export interface FunctionTargets {
  readonly measurable: readonly FunctionTarget[];
  readonly hidden: readonly HiddenFunction[];
}

export const noFunctions: FunctionTargets = { measurable: [], hidden: [] };

export function functionTargetsOf(analysed: Analysed, file: string, bench: BenchSource): FunctionTargets {
  const program = programOf(analysed, file, bench);
  if (!program) return noFunctions;
  const { usage } = program;
  const runsModel = functionsThatRunModels(usage);
  const measurable: FunctionTarget[] = [];
  const hidden: HiddenFunction[] = [];
  for (const scope of usage.facts.scopes) {
    if (scope.kind !== "function" || scope.nameSpan === null) continue;
    const marked = usage.facts.marks.some((mark) => mark.kind === "bench" && isOn(mark, scope));
    const name = exportedName(usage.facts, scope);
    if (name === undefined) {
      if (marked) hidden.push({ scope });
      continue;
    }
    const training = trainingLoopOf(usage, scope);
    if (marked || training || runsModel.has(scope) || speaks(bench, name))
      measurable.push(targetOf(program, scope, name));
  }
  return { measurable, hidden };
}

/** The innermost exported function around a place, whatever it does. */
export function exportedAround(
  analysed: Analysed,
  file: string,
  bench: BenchSource,
  span: Span,
): FunctionTarget | undefined {
  const program = programOf(analysed, file, bench);
  const around = program?.usage.facts.scopes
    .flatMap((scope) => (scope.kind === "function" && contains(scope.span, span) ? [scope] : []))
    .sort((a, b) => b.span.start - a.span.start);
  for (const scope of around ?? []) {
    const name = exportedName(program!.usage.facts, scope);
    if (name !== undefined) return targetOf(program!, scope, name);
  }
  return undefined;
}

/**
 * The function that shows what a change at a place does: the exported one around it. For what only prepares training (a loader made
 * by a function of its own, or by the module) the one that trains, when there is no doubt which.
 */
export function exportedFor(
  analysed: Analysed,
  file: string,
  bench: BenchSource,
  span: Span,
): FunctionTarget | undefined {
  const around = exportedAround(analysed, file, bench, span);
  const usage = analysed.analysis?.usage;
  if (!usage || (around && around.loop !== null)) return around;
  const [training, ...others] = functionTargetsOf(analysed, file, bench).measurable.filter(({ loop }) => loop !== null);
  if (!training || others.length > 0) return around;
  if (around) {
    const calls = usage.callersOf(around.scope.id);
    return calls.some((call) => contains(training.scope.span, call.span)) ? training : around;
  }
  const isInFunction = usage.facts.scopes.some((scope) => scope.kind === "function" && contains(scope.span, span));
  return isInFunction ? undefined : training;
}

interface Program {
  readonly usage: Usage;
  readonly parsed: Parsed;
  readonly file: string;
  readonly bench: BenchSource;
}

/** The bench file beside a source, as an editor has it. */
export interface BenchSource {
  readonly file: string | undefined;
  /** Empty when there is none. */
  readonly text: string;
}

function programOf({ analysis, parsed }: Analysed, file: string, bench: BenchSource): Program | undefined {
  const usage = analysis?.usage;
  return usage && parsed?.signatureOf && !isBenchFile(file) ? { usage, parsed, file, bench } : undefined;
}

function targetOf({ usage, parsed, file, bench }: Program, scope: FunctionScope, name: string): FunctionTarget {
  const inBench = speaks(bench, name);
  return {
    id: `function:${name}`,
    name,
    file,
    scope,
    text: parsed.text.slice(scope.span.start, scope.span.end),
    benchFile: inBench ? bench.file! : null,
    benchText: inBench ? bench.text : null,
    loop: trainingLoopOf(usage, scope)?.position ?? null,
    needsArguments: !inBench && needsArguments(parsed.signatureOf?.(scope.span)),
  };
}

const speaks = ({ file, text }: BenchSource, name: string): boolean =>
  file !== undefined && text !== "" && speaksOf(file, text, name);

function needsArguments(signature: Signature | undefined): boolean {
  const required = [...(signature?.parameters ?? []), ...(signature?.construct ?? [])];
  return required.some((parameter) => parameter.required);
}

function functionsThatRunModels(usage: Usage): ReadonlySet<FunctionScope> {
  const found = new Set<FunctionScope>();
  for (const { call } of usage.of("infer", "embed", "generate")) {
    const around = namedAround(usage, call.scope);
    if (around) found.add(around);
  }
  return found;
}

/** The function a reader would name: callbacks belong to the function around them. */
function namedAround(usage: Usage, from: number): FunctionScope | undefined {
  let scope = functionAround(usage.facts, from);
  while (scope && scope.nameSpan === null && scope.parent !== null) scope = functionAround(usage.facts, scope.parent);
  return scope;
}

/** On the line of its head, or of the statement that holds it. */
function isOn({ covers }: Mark, scope: FunctionScope): boolean {
  return scope.nameSpan !== null && contains(covers, scope.nameSpan);
}

/** The measurable function a place is in. */
export function functionAt(targets: FunctionTargets, offset: number): FunctionTarget | undefined {
  return targets.measurable
    .filter(({ scope }) => (scope.nameSpan?.start ?? scope.span.start) <= offset && offset <= scope.span.end)
    .sort((a, b) => b.scope.span.start - a.scope.span.start)[0];
}

/** For people: `embed in embed.ts`. */
export const functionLabel = ({ name, file }: Pick<FunctionTarget, "name" | "file">): string =>
  `${name} in ${path.basename(file)}`;
