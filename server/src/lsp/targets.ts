/**
 * What of a document can be measured: loads of a model whose file is found, the calls that run them, and the functions these
 * stand in. Absent on purpose: positions in the editor's terms, and figures.
 */
import path from "node:path";
import type { Call, FunctionScope, ScopeId, Value } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import type { Event, Usage } from "../usage/usage.ts";
import type { Analysed } from "./analyses.ts";
import { candidatesOf, type PathContext } from "./modelPath.ts";

export interface ModelLoad {
  /** `model:` and the path as written, with `#2`, `#3` … for further loads of the same one. */
  readonly id: string;
  /** As written, for people: its last part. */
  readonly name: string;
  readonly written: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly call: Call;
  readonly event: Event;
  /** The keys of the options record whose values the code tells. */
  readonly sessionOptions: Readonly<Record<string, unknown>>;
}

export interface ModelRun {
  readonly call: Call;
  readonly load: ModelLoad;
  readonly within: FunctionScope | null;
}

export interface ModelFunction {
  readonly scope: FunctionScope;
  /** Models it runs, in order of appearance. */
  readonly loads: readonly ModelLoad[];
}

export interface Targets {
  readonly loads: readonly ModelLoad[];
  readonly runs: readonly ModelRun[];
  readonly functions: readonly ModelFunction[];
}

export const noTargets: Targets = { loads: [], runs: [], functions: [] };

export interface TargetContext {
  /** Absolute path of the document. */
  readonly file: string;
  readonly roots: readonly string[];
  readonly exists: (file: string) => boolean;
}

export function targetsOf(analysed: Analysed, context: TargetContext): Targets {
  const usage = analysed.analysis?.usage;
  if (!usage || !analysed.parsed) return noTargets;
  const paths: PathContext = {
    facts: usage.facts,
    text: analysed.parsed.text,
    folder: path.dirname(context.file),
    roots: context.roots,
  };
  const loads = loadsOf(usage, paths, context.exists);
  const runs = runsOf(usage, loads);
  return { loads, runs, functions: functionsOf(runs) };
}

function loadsOf(usage: Usage, paths: PathContext, exists: (file: string) => boolean): readonly ModelLoad[] {
  const seen = new Map<string, number>();
  const loads: ModelLoad[] = [];
  for (const event of usage.of("load")) {
    if (event.row.modelKind !== "file" || !event.model) continue;
    const file = candidatesOf(event.model, paths).find((candidate) => isMeasurable(candidate) && exists(candidate));
    if (file === undefined) continue;
    const written = event.modelText ?? path.basename(file);
    const count = (seen.get(written) ?? 0) + 1;
    seen.set(written, count);
    loads.push({
      id: `model:${written}${count > 1 ? `#${count}` : ""}`,
      name: path.basename(file),
      written,
      file,
      call: event.call,
      event,
      sessionOptions: plainRecord(event.options.value, usage),
    });
  }
  return loads;
}

/** The formats the bench can run. */
export const isMeasurable = (file: string): boolean => /\.onnx$/i.test(file);

function runsOf(usage: Usage, loads: readonly ModelLoad[]): readonly ModelRun[] {
  return usage.of("infer", "embed", "generate").flatMap((event) => {
    const load = loads.find((one) => one.event === event.source);
    return load ? [{ call: event.call, load, within: enclosingFunction(usage, event.call.scope) }] : [];
  });
}

function functionsOf(runs: readonly ModelRun[]): readonly ModelFunction[] {
  const byScope = new Map<ScopeId, { readonly scope: FunctionScope; readonly loads: ModelLoad[] }>();
  for (const { within, load } of runs) {
    if (!within) continue;
    const known = byScope.get(within.id) ?? { scope: within, loads: [] };
    if (!known.loads.includes(load)) known.loads.push(load);
    byScope.set(within.id, known);
  }
  return [...byScope.values()];
}

/** The function a reader would name: bodies of `xs.map(…)` belong to the function around them. */
function enclosingFunction(usage: Usage, from: ScopeId): FunctionScope | null {
  let id: ScopeId | null = from;
  while (id !== null) {
    const scope = usage.scope(id);
    if (scope.kind === "function" && !isLoopBody(usage, scope)) return scope;
    id = scope.parent;
  }
  return null;
}

function isLoopBody(usage: Usage, scope: FunctionScope): boolean {
  const parent = scope.parent === null ? null : usage.scope(scope.parent);
  return (
    parent?.kind === "loop" && parent.form === "callback" && parent.call !== null && parent.call === scope.opener?.call
  );
}

/** Literals, lists and records of literals; what the code does not tell is left out. */
function plainRecord(value: Value | null, usage: Usage): Readonly<Record<string, unknown>> {
  const plain = value && plainOf(value, usage, 0);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? (plain as Record<string, unknown>) : {};
}

function plainOf(value: Value, usage: Usage, depth: number): unknown {
  if (depth > 8) return undefined;
  switch (value.kind) {
    case "literal":
      return value.value;
    case "array":
      return value.items.map((item) => plainOf(item, usage, depth + 1)).filter((item) => item !== undefined);
    case "record":
      return Object.fromEntries(
        value.fields
          .map((field) => [field.name, plainOf(field.value, usage, depth + 1)])
          .filter(([, inner]) => inner !== undefined),
      );
    case "reference": {
      const binding = usage.facts.bindings[value.binding];
      const only = binding?.writes.length === 1 ? binding.writes[0]?.value : undefined;
      return only ? plainOf(only, usage, depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}

/** The load a place is on or in, else the model run there, else the only one of the function around it. */
export function targetAt(targets: Targets, offset: number): ModelLoad | undefined {
  const load = smallest(
    targets.loads.filter((one) => within(one.call.statement, offset)),
    (one) => one.call.statement,
  );
  if (load) return load;
  const run = smallest(
    targets.runs.filter((one) => within(one.call.statement, offset)),
    (one) => one.call.statement,
  );
  if (run) return run.load;
  return smallest(
    targets.functions.filter((one) => within(one.scope.span, offset)),
    (one) => one.scope.span,
  )?.loads[0];
}

const within = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

function smallest<T>(items: readonly T[], spanOf: (item: T) => Span): T | undefined {
  return [...items].sort((a, b) => spanOf(a).end - spanOf(a).start - (spanOf(b).end - spanOf(b).start))[0];
}
