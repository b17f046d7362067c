/**
 * The pen front ends write facts with. Ids are handed out in order, so they are indices by construction; what costs time
 * to say (values, paths) is asked of the front end when somebody first reads it. Absent on purpose: any language.
 */
import type { Span } from "../text/span.ts";
import type {
  BindingId,
  CallId,
  CodeFacts,
  Directive,
  Import,
  Mark,
  ModuleScope,
  Scope,
  ScopeId,
  TryScope,
  Value,
} from "./facts.ts";
import type { AccessPath } from "./path.ts";
import {
  BindingRecord,
  BranchRecord,
  CallRecord,
  ClassRecord,
  ContextRecord,
  FunctionRecord,
  LoopRecord,
  WriteRecord,
} from "./records.ts";
import { References } from "./references.ts";

/** A number by which a front end finds again the code that a value or a path is read from. */
export type Place = number;

/** What a front end answers later, each question at most once. */
export interface Later {
  value(place: Place): Value;
  /** Access paths of the expression at a place. */
  paths(place: Place): readonly AccessPath[];
  /** Access paths of the place an assignment at a place gives its value to. */
  targetPaths(place: Place): readonly AccessPath[];
  callPaths(call: CallId): readonly AccessPath[];
  callTarget(call: CallId): ScopeId | null;
  callArguments(call: CallId): readonly Value[];
  /** Left out by languages whose arguments have places only. */
  callKeywords?(call: CallId): Value | null;
  bindingPaths(binding: BindingId): readonly AccessPath[];
  /** Largest number of rounds of a loop, when it can be read off. */
  loopBound(loop: ScopeId): number | null;
}

export class FactsBuilder {
  readonly imports: Import[] = [];
  readonly scopes: (Scope & { readonly id: ScopeId })[] = [];
  readonly calls: CallRecord[] = [];
  readonly bindings: BindingRecord[] = [];
  readonly globals = new Set<string>();
  readonly references = new References(this.bindings);
  directives: readonly Directive[] = [];
  marks: readonly Mark[] = [];
  broken: Span[] = [];
  hasJsx = false;
  readonly later: Later;

  constructor(later: Later) {
    this.later = later;
  }

  module(span: Span): ScopeId {
    const scope: ModuleScope = { kind: "module", id: this.scopes.length, parent: null, span, body: span };
    return this.scopes.push(scope) - 1;
  }

  function(parent: ScopeId, span: Span, body: Span): FunctionRecord {
    return this.#enter(new FunctionRecord(this, this.scopes.length, parent, span, body));
  }

  class(parent: ScopeId, span: Span, body: Span): ClassRecord {
    return this.#enter(new ClassRecord(this, this.scopes.length, parent, span, body));
  }

  loop(parent: ScopeId, span: Span, body: Span, form: LoopRecord["form"]): LoopRecord {
    return this.#enter(new LoopRecord(this, this.scopes.length, parent, span, body, form));
  }

  /** `condition` is the code that decides; null when there is none to point at. */
  branch(parent: ScopeId, body: Span, condition: Span | null): BranchRecord {
    return this.#enter(new BranchRecord(this, this.scopes.length, parent, body, condition));
  }

  try(parent: ScopeId, span: Span, part: TryScope["part"]): ScopeId {
    const scope: TryScope = { kind: "try", id: this.scopes.length, parent, span, body: span, part };
    return this.scopes.push(scope) - 1;
  }

  context(parent: ScopeId, body: Span, call: CallId | null): ContextRecord {
    return this.#enter(new ContextRecord(this.scopes.length, parent, body, call));
  }

  call(scope: ScopeId, span: Span, callee: Span, statement: Span): CallRecord {
    const call = new CallRecord(this, this.calls.length, scope, span, callee, statement);
    this.calls.push(call);
    return call;
  }

  binding(name: string, origin: BindingRecord["origin"], home: ScopeId, declaration: Span): BindingRecord {
    const binding = new BindingRecord(this, this.bindings.length, name, origin, home, declaration);
    this.bindings.push(binding);
    return binding;
  }

  write(binding: BindingId, kind: WriteRecord["kind"], scope: ScopeId, span: Span, value: Place | null): WriteRecord {
    const write = new WriteRecord(this, kind, scope, span, value);
    this.bindings[binding]!.writes.push(write);
    return write;
  }

  facts(): CodeFacts {
    const { imports, scopes, calls, bindings, directives, marks, globals, broken, hasJsx } = this;
    return { imports, scopes, calls, bindings, directives, marks, globals, broken, hasJsx };
  }

  #enter<T extends Scope>(scope: T): T {
    this.scopes.push(scope);
    return scope;
  }
}
