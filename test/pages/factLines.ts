/** Writes facts as the lines of a conformance page (see notation.md beside the pages). Absent on purpose: reading lines back. */
import type { BindingId, Call, CodeFacts, Scope, ScopeId, Value } from "../../server/src/facts/facts.ts";
import type { AccessPath } from "../../server/src/facts/path.ts";
import type { Span } from "../../server/src/text/span.ts";

export function factLines(facts: CodeFacts, text: string): readonly string[] {
  const say = speaker(facts, text);
  return [
    ...facts.imports.map(say.import),
    ...facts.scopes.filter((scope) => scope.kind === "class").map(say.class),
    ...facts.scopes.filter((scope) => scope.kind === "function").map(say.function),
    ...facts.scopes.filter((scope) => scope.kind === "loop").map(say.loop),
    ...facts.scopes.filter((scope) => scope.kind === "branch").map(say.branch),
    ...facts.calls.map(say.call),
    ...facts.bindings.map(say.binding),
    ...facts.directives.map(say.directive),
    ...facts.marks.map(say.mark),
    ...[...facts.globals].map((name) => `global ${name}`),
    ...facts.broken.map((span) => `broken ${quote(text.slice(span.start, span.end))}`),
  ];
}

/** The first word of a line: a list that has lines of one kind has all of that kind. */
export const kindOf = (line: string): string => line.split(" ", 1)[0]!;

const quote = (text: string): string => JSON.stringify(text);

type OfKind<Kind extends Scope["kind"]> = Extract<Scope, { kind: Kind }>;

function speaker(facts: CodeFacts, text: string) {
  const at = ({ start, end }: Span): string => text.slice(start, end).replace(/\s+/g, " ");
  const name = (id: BindingId): string => facts.bindings[id]!.name || "element";
  const names = (ids: readonly BindingId[]): string => ids.map(name).join(", ");
  const callee = (call: Call): string => at(call.callee).replace(/^new /, "");
  const paths = (list: readonly AccessPath[]): string =>
    list.map(({ module, steps }) => `${module}:${steps}`).join(" or ");
  const line = (head: string, ...parts: readonly (string | false | null)[]): string => {
    const said = parts.filter((part) => typeof part === "string" && part !== "");
    return said.length === 0 ? head : `${head}: ${said.join("; ")}`;
  };

  const value = (one: Value): string => {
    switch (one.kind) {
      case "literal":
        return JSON.stringify(one.value);
      case "array":
        return `[${[...one.items.map(value), ...(one.open ? ["…"] : [])].join(", ")}]`;
      case "record":
        return `{ ${[...one.fields.map((field) => `${field.name}: ${value(field.value)}`), ...(one.open ? ["…"] : [])].join(", ")} }`;
      case "reference":
        return name(one.binding);
      case "call":
        return `${callee(facts.calls[one.call]!)}()`;
      case "function":
        return `function ${(facts.scopes[one.scope] as OfKind<"function">).name ?? "-"}`;
      case "opaque":
        return one.uses.length === 0 ? "?" : `?(${names(one.uses)})`;
    }
  };

  const empty = ({ emptyOf }: OfKind<"branch">): string | null =>
    emptyOf && `empty ${name(emptyOf.binding)}${emptyOf.key === null ? "" : `[${value(emptyOf.key)}]`}`;

  const label = (scope: Scope): string => {
    switch (scope.kind) {
      case "module":
        return "module";
      case "class":
        return scope.name ?? "class";
      case "function":
        return scope.name ?? "function";
      case "loop":
        return scope.form === "callback" ? `each ${scope.method}` : scope.form;
      case "branch":
        return empty(scope) === null ? "branch" : `branch(${empty(scope)})`;
      case "try":
        return scope.part;
      case "context":
        return "context";
    }
  };

  /** From the outside in, the module left out unless it is all there is. */
  const place = (id: ScopeId): string => {
    const labels: string[] = [];
    for (let scope = facts.scopes[id]!; scope.parent !== null; scope = facts.scopes[scope.parent]!)
      labels.unshift(label(scope));
    return labels.length === 0 ? "module" : labels.join(" > ");
  };

  return {
    import: (one: CodeFacts["imports"][number]): string =>
      line(`import ${one.module}`, one.typeOnly && "type", one.dynamic && "dynamic"),

    class: (scope: OfKind<"class">): string =>
      line(
        `class ${scope.name ?? "-"} in ${place(scope.parent!)}`,
        scope.exportedAs.length > 0 && `exported ${scope.exportedAs.join(", ")}`,
        scope.extends.length > 0 && `extends ${paths(scope.extends)}`,
        scope.decorators.length > 0 && `decorated ${scope.decorators.map((id) => callee(facts.calls[id]!)).join(", ")}`,
      ),

    function: (scope: OfKind<"function">): string =>
      line(
        `function ${scope.name ?? "-"} in ${place(scope.parent!)}`,
        scope.async && "async",
        scope.generator && "generator",
        scope.static && "static",
        scope.member,
        scope.immediate && "immediate",
        scope.parameters.length > 0 && `takes ${names(scope.parameters)}`,
        scope.exportedAs.length > 0 && `exported ${scope.exportedAs.join(", ")}`,
        scope.opener &&
          `opened by ${callee(facts.calls[scope.opener.call]!)} ${scope.opener.argument}${scope.opener.field === undefined ? "" : `.${scope.opener.field}`}`,
        scope.decorators.length > 0 && `decorated ${scope.decorators.map((id) => callee(facts.calls[id]!)).join(", ")}`,
        scope.assignedTo.length > 0 && `assigned to ${paths(scope.assignedTo)}`,
        scope.binding !== null && `held by ${name(scope.binding)}`,
        scope.rendersJsx && "renders",
        scope.returns.length > 0 &&
          `returns ${scope.returns.map((one) => (one.value === null ? "nothing" : value(one.value))).join(" or ")}`,
      ),

    loop: (scope: OfKind<"loop">): string =>
      line(
        `loop ${label(scope)} in ${place(scope.parent!)}`,
        scope.over && `over ${value(scope.over)}`,
        scope.variables.length > 0 && `changes ${names(scope.variables)}`,
        scope.bound !== null && `at most ${scope.bound}`,
        scope.chunked && "chunked",
        scope.condition.length > 0 && `while ${names(scope.condition)}`,
        ...scope.exits.map((exit) => (exit.uses.length === 0 ? exit.kind : `${exit.kind} on ${names(exit.uses)}`)),
      ),

    branch: (scope: OfKind<"branch">): string =>
      line(`branch in ${place(scope.parent!)}`, empty(scope), scope.uses.length > 0 && `on ${names(scope.uses)}`),

    call: (call: Call): string =>
      line(
        `call ${callee(call)} in ${place(call.scope)}`,
        call.paths.length > 0 && paths(call.paths),
        call.target !== null && `calls ${label(facts.scopes[call.target]!)}`,
        call.arguments.length > 0 && `with ${call.arguments.map(value).join(", ")}`,
        call.awaited && "awaited",
        call.discarded && "discarded",
        call.result !== null ? `to ${name(call.result)}` : call.results.length > 0 && `parts to ${names(call.results)}`,
      ),

    binding: (binding: CodeFacts["bindings"][number]): string =>
      line(
        `binding ${name(binding.id)} in ${place(binding.home)}`,
        binding.origin,
        binding.shared && "shared",
        binding.constant && "constant",
        binding.exportedAs.length > 0 && `exported ${binding.exportedAs.join(", ")}`,
        ...binding.writes.map(
          (write) =>
            `${write.kind}${write.value === null ? "" : ` ${write.awaited ? "awaited " : ""}${value(write.value)}`}`,
        ),
        `read ${binding.reads.length}`,
        binding.paths.length > 0 && paths(binding.paths),
      ),

    directive: (directive: CodeFacts["directives"][number]): string =>
      line(
        `directive ${directive.kind} ${directive.rules.join(", ")}`,
        directive.reason !== null && `because ${quote(directive.reason)}`,
        directive.covers && `covers ${quote(at(directive.covers))}`,
      ),

    mark: (mark: CodeFacts["marks"][number]): string =>
      line(`mark ${mark.kind}`, mark.text !== "" && quote(mark.text), `covers ${quote(at(mark.covers))}`),
  };
}
