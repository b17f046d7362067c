/** The same model is loaded twice in one process, with the same options. Absent on purpose: loads that take turns, of which only one runs. */
import type { ScopeId } from "../../facts/facts.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { doubleLoadTrial } from "../experiments.ts";
import { modelName } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "load";

export default defineRule({
  name: "duplicate-model-load",
  summary: "The same model is loaded twice with the same options in one process.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "Loads share no memory: two of a model of 1.5 GB, there in two processes, took at least 3 GB.",
      source: "https://github.com/fastapi/fastapi/issues/2425",
    },
  ],
  concerns,
  check({ usage, report }) {
    const firsts = new Map<string, Event>();
    for (const load of usage.of("load")) {
      if (load.framework.trains && usage.target !== "server" && usage.target !== "serverless") continue;
      const key = keyOf(usage, load);
      if (key === undefined || usage.broken(load.call) || !staysInProcess(usage, load)) continue;
      const first = firsts.get(key);
      if (!first) firsts.set(key, load);
      else if (bothRun(usage, first, load) && !isReplaced(usage, first, load))
        report({
          at: load.call.callee,
          about: load.call.id,
          message: `${shortened(modelName(load))} is loaded a second time in this process. Share one ${load.row.noun ?? "model"}.`,
          reasons: [{ span: first.call.callee, text: "is loaded here as well" }],
          ...doubleLoadTrial(load, "in-order"),
        });
    }
  },
});

const longestName = 48;

const shortened = (name: string): string =>
  name.length > longestName ? (name.split("/").at(-1) ?? name).slice(0, longestName) : name;

/** What is loaded and how: callee, model and all arguments. Undefined when not all of it can be read. */
function keyOf(usage: Usage, { call, framework, row, modelText }: Event): string | undefined {
  if (modelText === null) return undefined;
  const given = call.arguments.map((value) => (value.uses.length === 0 ? usage.textOf(value.span) : undefined));
  const known = call.arguments.every((value, index) => given[index] !== undefined || isNamed(usage, value.uses));
  if (!known) return undefined;
  const names = call.arguments.map(
    (value, index) => given[index] ?? `${usage.textOf(value.span)}#${value.uses.join()}`,
  );
  const model = `${framework.package} ${row.at} ${modelText}`;
  return [model, usage.textOf(call.callee), ...names.map((text) => (text.includes(modelText) ? "" : text))].join("|");
}

/** Constants of the file mean the same in both places. */
const isNamed = (usage: Usage, uses: readonly number[]): boolean =>
  uses.every((id) => {
    const { origin, writes, home } = usage.facts.bindings[id]!;
    if (origin === "import") return true;
    return usage.scope(home).kind === "module" && writes.length === 1 && writes[0]!.kind === "initial";
  });

/** It runs once and is kept: at module level, behind a guard, in a memo. What a function loads for itself is gone after. */
function staysInProcess(usage: Usage, { call }: Event): boolean {
  const { level, barrier } = usage.frequencyOf(call);
  if (level !== "once" && !(level === "per call" && barrier === "guard")) return false;
  return isAtModuleLevel(usage, call.scope) || barrier === "guard" || barrier === "memo";
}

const isAtModuleLevel = (usage: Usage, from: ScopeId): boolean =>
  upFrom(usage.facts, from).every((scope) => scope.kind !== "function" || scope.immediate);

/** Neither of the two stands in an alternative the other does not stand in. */
function bothRun(usage: Usage, first: Event, second: Event): boolean {
  const around = (load: Event, other: Event): boolean => {
    const shared = new Set(upFrom(usage.facts, other.call.scope).map(({ id }) => id));
    return upFrom(usage.facts, load.call.scope)
      .filter(({ id }) => !shared.has(id))
      .every((scope) => (scope.kind === "branch" ? scope.emptyOf !== null : scope.kind !== "try"));
  };
  return around(first, second) && around(second, first);
}

/** Both go into the same place, so the second is there instead of the first. */
const isReplaced = (usage: Usage, first: Event, second: Event): boolean => {
  const places = (load: Event): readonly number[] => [...load.call.results, ...guardsOf(usage, load.call.scope)];
  return places(second).some((id) => places(first).includes(id));
};

const guardsOf = (usage: Usage, from: ScopeId): readonly number[] =>
  upFrom(usage.facts, from).flatMap((scope) =>
    scope.kind === "branch" && scope.emptyOf ? [scope.emptyOf.binding] : [],
  );
