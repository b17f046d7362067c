/**
 * What knowledge says of a function: the row that speaks of it and the call that makes it so, whether it is decorated,
 * exported, assigned, handed over by name, wrapped or written in place. Absent on purpose: what follows from that.
 */
import type { Call, CodeFacts, FunctionScope, ScopeId, Value } from "../facts/facts.ts";
import type { Row } from "../knowledge/framework.ts";
import { contains, type Span } from "../text/span.ts";
import type { CallGraph } from "./callGraph.ts";
import type { Meanings } from "./meanings.ts";
import { classOf, isLoopCallback } from "./scopes.ts";
import { follow } from "./values.ts";

export interface Mark {
  readonly row: Row;
  readonly call?: Call;
}

/** A function as an argument of a call. */
export interface Handing {
  readonly call: Call;
  readonly argument: number;
  readonly field?: string;
}

export interface Marks {
  of(scope: FunctionScope): Mark | undefined;
  /** The call a function is handed to; undefined when it is called, kept or ignored instead. */
  handingOf(scope: FunctionScope): Handing | undefined;
  /** What a call that is handed a function says of it, be it through wrappers: `app.post("/", wrap(fn))`. */
  ofHanding(handing: Handing, scope: FunctionScope): Mark | undefined;
  /** The row of a class decorator that speaks of a member. */
  ofMember(classScope: ScopeId, name: string): Mark | undefined;
}

export interface MarksInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
}

/** Wrappers around wrappers that are looked through. */
const deepestWrap = 3;

export function createMarks({ facts, meanings, graph }: MarksInput): Marks {
  const ofMember = (classScope: ScopeId, name: string): Mark | undefined => {
    const owner = facts.scopes[classScope]!;
    if (owner.kind !== "class") return undefined;
    const base = meanings.rowAt(owner.extends, "extends");
    // What a base class frees says nothing of how often its methods run.
    if (base?.names?.includes(name) && base.role !== "release") return { row: base };
    return fromDecorators(owner.decorators, (row) => row.names?.includes(name) ?? false);
  };

  const fromDecorators = (decorators: readonly number[], wanted: (row: Row) => boolean): Mark | undefined => {
    for (const id of decorators) {
      const call = facts.calls[id]!;
      const row = meanings.rowAt(call.paths, "decorator", call);
      if (row && wanted(row)) return { row, call };
    }
    return undefined;
  };

  const of = (scope: FunctionScope): Mark | undefined => {
    const decorated = fromDecorators(scope.decorators, () => true);
    if (decorated) return decorated;
    const exported = meanings.rowOfFunction(scope);
    if (exported) return { row: exported };
    const assigned = scope.assignedTo.length > 0 ? meanings.rowAt(scope.assignedTo, "assignment") : undefined;
    if (assigned) return { row: assigned };
    const owner = classOf(facts, scope);
    const member = owner && scope.name !== null ? ofMember(owner.id, scope.name) : undefined;
    return member ?? ofParameters(scope);
  };

  /** `(req: Request)`. A named function that takes one may be a helper: what calls it here comes first. */
  const ofParameters = (scope: FunctionScope): Mark | undefined => {
    if (scope.parameters.length === 0 || isLoopCallback(facts, scope)) return undefined;
    for (const parameter of scope.parameters) {
      const row = meanings.rowAt(facts.bindings[parameter]!.paths, "parameter");
      if (row && (scope.name === null || graph.callersOf(scope.id).length === 0)) return { row };
    }
    return undefined;
  };

  const handingOf = (scope: FunctionScope): Handing | undefined => {
    if (scope.opener) return { ...scope.opener, call: facts.calls[scope.opener.call]! };
    const binding = scope.binding === null ? undefined : facts.bindings[scope.binding];
    for (const { span } of binding?.reads ?? []) {
      const call = givenTo(span);
      const argument = call?.arguments.findIndex((value) => contains(value.span, span)) ?? -1;
      // `wrap(this.detect)` and `routes.detect` hand the function over; `routes.detect.name` does not.
      if (call && argument >= 0 && endsWith(call.arguments[argument]!, span.end)) return { call, argument };
    }
    return undefined;
  };

  /** The innermost call among whose arguments a place lies. */
  const givenTo = (place: Span): Call | undefined => {
    let found: Call | undefined;
    for (const call of facts.calls) {
      if (!contains(call.span, place) || call.callee.end > place.start) continue;
      if (!found || contains(found.span, call.span)) found = call;
    }
    return found;
  };

  const ofHanding = (handing: Handing, scope: FunctionScope, depth = 0): Mark | undefined => {
    const { call, argument, field } = handing;
    const row = field === undefined ? meanings.rowOf(call) : fieldRow(meanings, call, field);
    if (row && opensWith(row, call, argument)) return { row, call };
    if (row || depth >= deepestWrap) return undefined;
    const held = call.results.map((id) => facts.bindings[id]!);
    const exported = meanings.rowOfExport(held.flatMap(({ exportedAs }) => exportedAs));
    if (exported) return { row: exported };
    const outer = wrapperOf(call);
    return outer && ofHanding(outer, scope, depth + 1);
  };

  /** The call that is given what a call returned: directly, or by the name it is kept under. */
  const wrapperOf = (call: Call): Handing | undefined => {
    const places = [call.span, ...call.results.flatMap((id) => facts.bindings[id]!.reads.map(({ span }) => span))];
    for (const span of places) {
      const outer = givenTo(span);
      if (!outer) continue;
      const argument = outer.arguments.findIndex((value) => {
        const followed = follow(facts, value);
        return followed.kind === "call" && followed.call === call.id;
      });
      if (argument >= 0) return { call: outer, argument };
    }
    return undefined;
  };

  return { of, handingOf, ofHanding: (handing, scope) => ofHanding(handing, scope), ofMember };
}

/** The row that speaks of a function under this key of a call's options. */
export function fieldRow(meanings: Meanings, call: Call, field: string): Row | undefined {
  const row = meanings.rowAt(call.paths, "field", call);
  return row?.names?.includes(field) ? row : undefined;
}

function endsWith(value: Value, end: number): boolean {
  return value.kind === "reference" ? value.span.end === end : value.kind === "opaque" && value.span.end === end;
}

/** Whether the argument is the function, or among the functions, that the row speaks of. */
export function opensWith(row: Row, call: Call, argument: number): boolean {
  switch (row.callback) {
    case undefined:
      return row.as === "field";
    case "all":
      return true;
    case "last":
      return argument === call.arguments.length - 1;
    default:
      return row.callback < 0 ? argument === call.arguments.length + row.callback : argument === row.callback;
  }
}
