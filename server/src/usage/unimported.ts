/**
 * Paths of calls that syntax alone leads nowhere, in files that name the library all the same: a global that a script brought,
 * and a member only one library has, called on a value of unknown origin. Absent on purpose: the names; they stand in the data files.
 */
import type { BindingId, Call, CodeFacts } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import type { Framework } from "../knowledge/framework.ts";
import type { Knowledge } from "../knowledge/match.ts";
import { isPythonModule } from "../knowledge/pythonModules.ts";

export interface UnimportedInput {
  readonly facts: CodeFacts;
  readonly text: string;
  readonly knowledge: Knowledge;
}

/** Where a call comes from, be it by the word of the data files. */
export function createPathsOf({ facts, text, knowledge }: UnimportedInput): (call: Call) => readonly AccessPath[] {
  const scripts = scriptsOf(facts);
  const globals = new Map<string, string>();
  const members = new Map<string, AccessPath>();
  /** Types whose values are called, by module and type. */
  const called = new Map<string, AccessPath>();
  const from = (specifier: string, learn: (framework: Framework) => void): void =>
    knowledge.frameworksOf(specifier).forEach(learn);
  for (const script of scripts) {
    from(script, (framework) => {
      for (const name of framework.globals ?? []) globals.set(name, script);
    });
  }
  // A script of the page brought it, which its code does not show; a worker names its own.
  for (const framework of scripts.length > 0 ? [] : knowledge.frameworks)
    for (const name of framework.globals ?? [])
      if (facts.globals.has(name) && !globals.has(name)) globals.set(name, framework.package);
  const brought = new Set(globals.values());
  for (const module of [...facts.imports.filter(({ typeOnly }) => !typeOnly).map((one) => one.module), ...brought]) {
    from(module, ({ package: name, distinctive, callable }) => {
      // Below which name of a package it was imported says nothing of a value's type.
      const at = isPythonModule(module) ? name : module;
      for (const [type, names] of Object.entries(distinctive ?? {}))
        for (const member of names) members.set(member, { module: at, steps: `${type}.${member}` });
      for (const type of callable ?? []) called.set(`${at}:${type}`, { module: at, steps: type });
    });
  }
  for (const { distinctive } of knowledge.frameworksOf(platform))
    for (const [type, names] of Object.entries(distinctive ?? {}))
      for (const name of names)
        if (text.includes(name)) members.set(name, { module: platform, steps: `${type}.${name}` });
  if (globals.size === 0 && members.size === 0) return ({ paths }) => paths;

  const ofGlobal = (path: AccessPath): AccessPath => {
    const first = path.module === "" ? /^[\w$]+/.exec(path.steps)?.[0] : undefined;
    const module = first === undefined ? undefined : globals.get(first);
    return module === undefined ? path : { module, steps: path.steps.slice(first!.length).replace(/^\./, "") };
  };
  const modelsOf = new Set([...members.values()].map(({ module }) => module).filter((module) => module !== platform));
  const saysEnough = (path: AccessPath): boolean =>
    !path.steps.includes("()") || modelsOf.has(path.module) || knowledge.match(path).length > 0;
  let valuesOf: ReadonlyMap<BindingId, AccessPath> | undefined;
  /** What a member that only one type has tells of the binding it is called on: `model.eval()`. */
  const typedValues = (): ReadonlyMap<BindingId, AccessPath> => {
    const found = new Map<BindingId, AccessPath>();
    for (const call of facts.calls) {
      const owner = call.receiver.at(-1);
      const member = memberOf(call);
      const path = member === undefined ? undefined : members.get(member);
      if (owner === undefined || path === undefined || !endsBefore(facts, owner, call, member!.length + 1)) continue;
      const type = called.get(`${path.module}:${path.steps.slice(0, -member!.length - 1)}`);
      if (type) found.set(owner, type);
    }
    return found;
  };
  const memberOf = ({ callee }: Call): string | undefined =>
    /\.([\w$]+)$/.exec(text.slice(callee.start, callee.end))?.[1];
  const ofValue = (call: Call): AccessPath | undefined => {
    const owner = call.receiver.at(-1);
    if (called.size === 0 || owner === undefined || !endsBefore(facts, owner, call, 0)) return undefined;
    valuesOf ??= typedValues();
    return valuesOf.get(owner);
  };

  return (call) => {
    const known = call.paths.map(ofGlobal);
    // What a call nobody knows gave, `useState()`, may be anything; what another module exports is its own matter.
    if (known.some(saysEnough)) return known;
    if (call.construct || call.target !== null) return known;
    const value = ofValue(call);
    if (value) return [value];
    const name = memberOf(call);
    const path = name === undefined ? undefined : members.get(name);
    return path === undefined ? known : [path];
  };
}

/** What is there without any library. */
const platform = "";

/** Addresses of scripts a worker runs before its own code. */
export function scriptsOf({ calls }: CodeFacts): readonly string[] {
  return calls
    .filter(({ paths }) => paths.some(({ module, steps }) => module === "" && /^(?:self\.)?importScripts$/.test(steps)))
    .flatMap((call) => call.arguments)
    .flatMap((value) => (value.kind === "literal" && typeof value.value === "string" ? [value.value] : []));
}

/** Whether the callee is the binding itself, but for a member of so many characters. */
const endsBefore = ({ bindings }: CodeFacts, id: BindingId, { callee }: Call, characters: number): boolean =>
  bindings[id]!.reads.some(({ span }) => span.end === callee.end - characters && span.start >= callee.start);
