/**
 * The facts while they are being written. To readers they are the plain interfaces of facts.ts; the parts that are only
 * worked out when read are getters. Absent on purpose: knowing how to work anything out; the pen asks the front end.
 */
import type { Span } from "../text/span.ts";
import type { FactsBuilder, Place } from "./builder.ts";
import type {
  Binding,
  BindingId,
  BranchScope,
  Call,
  CallId,
  ClassScope,
  ContextScope,
  FunctionScope,
  LoopScope,
  Read,
  ScopeId,
  Value,
  Write,
} from "./facts.ts";
import type { AccessPath } from "./path.ts";

class ScopeRecord {
  readonly id: ScopeId;
  readonly parent: ScopeId;
  span: Span;
  body: Span;

  constructor(id: ScopeId, parent: ScopeId, span: Span, body: Span) {
    this.id = id;
    this.parent = parent;
    this.span = span;
    this.body = body;
  }
}

export class FunctionRecord extends ScopeRecord implements FunctionScope {
  readonly kind = "function";
  name: string | null = null;
  nameSpan: Span | null = null;
  async = false;
  generator = false;
  readonly parameters: BindingId[] = [];
  opener: FunctionScope["opener"] = null;
  decorators: readonly CallId[] = [];
  readonly exportedAs: string[] = [];
  member: FunctionScope["member"] = null;
  static = false;
  binding: BindingId | null = null;
  rendersJsx = false;
  immediate = false;
  readonly returns: ReturnRecord[] = [];
  readonly #pen: FactsBuilder;
  readonly #assignedTo: Place[] = [];

  constructor(pen: FactsBuilder, id: ScopeId, parent: ScopeId, span: Span, body: Span) {
    super(id, parent, span, body);
    this.#pen = pen;
  }

  assignTo(place: Place): void {
    this.#assignedTo.push(place);
  }

  get assignedTo(): readonly AccessPath[] {
    return this.#assignedTo.flatMap((place) => this.#pen.later.targetPaths(place));
  }

  return(value: Place | null, scope: ScopeId, span: Span): void {
    this.returns.push(new ReturnRecord(this.#pen, value, scope, span));
  }
}

class ReturnRecord {
  readonly scope: ScopeId;
  readonly span: Span;
  readonly place: Place | null;
  readonly #pen: FactsBuilder;

  constructor(pen: FactsBuilder, place: Place | null, scope: ScopeId, span: Span) {
    this.#pen = pen;
    this.place = place;
    this.scope = scope;
    this.span = span;
  }

  get value(): Value | null {
    return this.place === null ? null : this.#pen.later.value(this.place);
  }
}

export class ClassRecord extends ScopeRecord implements ClassScope {
  readonly kind = "class";
  name: string | null = null;
  readonly exportedAs: string[] = [];
  decorators: readonly CallId[] = [];
  base: Place | null = null;
  readonly #pen: FactsBuilder;

  constructor(pen: FactsBuilder, id: ScopeId, parent: ScopeId, span: Span, body: Span) {
    super(id, parent, span, body);
    this.#pen = pen;
  }

  get extends(): readonly AccessPath[] {
    return this.base === null ? [] : this.#pen.later.paths(this.base);
  }
}

export class LoopRecord extends ScopeRecord implements LoopScope {
  readonly kind = "loop";
  readonly form: LoopScope["form"];
  method: string | null = null;
  call: CallId | null = null;
  iterated: Place | null = null;
  readonly variables: BindingId[] = [];
  chunked = false;
  readonly exits: ExitRecord[] = [];
  test: Span | null = null;
  readonly #pen: FactsBuilder;

  constructor(pen: FactsBuilder, id: ScopeId, parent: ScopeId, span: Span, body: Span, form: LoopScope["form"]) {
    super(id, parent, span, body);
    this.#pen = pen;
    this.form = form;
  }

  get over(): Value | null {
    return this.iterated === null ? null : this.#pen.later.value(this.iterated);
  }

  get bound(): number | null {
    return this.#pen.later.loopBound(this.id);
  }

  get condition(): readonly BindingId[] {
    return this.test === null ? [] : this.#pen.references.uses(this.test);
  }

  /** `deciding` are the conditions between the loop and the way out. */
  exit(kind: ExitRecord["kind"], span: Span, deciding: readonly Span[]): void {
    this.exits.push(new ExitRecord(this.#pen, kind, span, deciding));
  }
}

class ExitRecord {
  readonly kind: "break" | "continue" | "return" | "throw";
  readonly span: Span;
  readonly #deciding: readonly Span[];
  readonly #pen: FactsBuilder;

  constructor(pen: FactsBuilder, kind: ExitRecord["kind"], span: Span, deciding: readonly Span[]) {
    this.#pen = pen;
    this.kind = kind;
    this.span = span;
    this.#deciding = deciding;
  }

  get uses(): readonly BindingId[] {
    return [...new Set(this.#deciding.flatMap((span) => this.#pen.references.uses(span)))];
  }
}

export class BranchRecord extends ScopeRecord implements BranchScope {
  readonly kind = "branch";
  readonly #condition: Span | null;
  readonly #pen: FactsBuilder;
  #empty: { readonly binding: BindingId; readonly key: Place | null } | null = null;

  constructor(pen: FactsBuilder, id: ScopeId, parent: ScopeId, body: Span, condition: Span | null) {
    super(id, parent, body, body);
    this.#pen = pen;
    this.#condition = condition;
  }

  get uses(): readonly BindingId[] {
    return this.#condition === null ? [] : this.#pen.references.uses(this.#condition);
  }

  get emptyOf(): BranchScope["emptyOf"] {
    if (this.#empty === null) return null;
    const { binding, key } = this.#empty;
    return { binding, key: key === null ? null : this.#pen.later.value(key) };
  }

  whileEmpty(binding: BindingId, key: Place | null): void {
    this.#empty = { binding, key };
  }
}

export class ContextRecord extends ScopeRecord implements ContextScope {
  readonly kind = "context";
  readonly call: CallId | null;

  constructor(id: ScopeId, parent: ScopeId, body: Span, call: CallId | null) {
    super(id, parent, body, body);
    this.call = call;
  }
}

export class CallRecord implements Call {
  readonly id: CallId;
  readonly span: Span;
  readonly callee: Span;
  readonly statement: Span;
  readonly scope: ScopeId;
  construct = false;
  awaited = false;
  result: BindingId | null = null;
  results: readonly BindingId[] = [];
  discarded = false;
  readonly #pen: FactsBuilder;
  #arguments: readonly Value[] | null = null;
  #keywords: Value | null | undefined;
  #paths: readonly AccessPath[] | null = null;
  #target: ScopeId | null | undefined;

  constructor(pen: FactsBuilder, id: CallId, scope: ScopeId, span: Span, callee: Span, statement: Span) {
    this.#pen = pen;
    this.id = id;
    this.scope = scope;
    this.span = span;
    this.callee = callee;
    this.statement = statement;
  }

  get paths(): readonly AccessPath[] {
    this.#paths ??= this.#pen.later.callPaths(this.id);
    return this.#paths;
  }

  get target(): ScopeId | null {
    if (this.#target === undefined) this.#target = this.#pen.later.callTarget(this.id);
    return this.#target;
  }

  get arguments(): readonly Value[] {
    if (this.#arguments === null) {
      const placed = this.#pen.later.callArguments(this.id);
      this.#arguments = this.keywords === null ? placed : [...placed, this.keywords];
    }
    return this.#arguments;
  }

  get keywords(): Value | null {
    if (this.#keywords === undefined) this.#keywords = this.#pen.later.callKeywords?.(this.id) ?? null;
    return this.#keywords;
  }

  get receiver(): readonly BindingId[] {
    return this.#pen.references.uses(this.callee);
  }
}

export class BindingRecord implements Binding {
  readonly id: BindingId;
  readonly name: string;
  readonly origin: Binding["origin"];
  home: ScopeId;
  readonly declaration: Span;
  readonly exportedAs: string[] = [];
  constant = false;
  shared = false;
  readonly writes: WriteRecord[] = [];
  readonly #pen: FactsBuilder;

  constructor(
    pen: FactsBuilder,
    id: BindingId,
    name: string,
    origin: Binding["origin"],
    home: ScopeId,
    declaration: Span,
  ) {
    this.#pen = pen;
    this.id = id;
    this.name = name;
    this.origin = origin;
    this.home = home;
    this.declaration = declaration;
  }

  get reads(): readonly Read[] {
    return this.#pen.references.readsOf(this.id);
  }

  get paths(): readonly AccessPath[] {
    return this.#pen.later.bindingPaths(this.id);
  }
}

export class WriteRecord implements Write {
  kind: Write["kind"];
  readonly scope: ScopeId;
  readonly span: Span;
  awaited = false;
  readonly place: Place | null;
  /** The member that is given the value. */
  member: Place | null = null;
  readonly #pen: FactsBuilder;
  #value: Value | null = null;

  constructor(pen: FactsBuilder, kind: Write["kind"], scope: ScopeId, span: Span, place: Place | null) {
    this.#pen = pen;
    this.kind = kind;
    this.scope = scope;
    this.span = span;
    this.place = place;
  }

  get value(): Value | null {
    if (this.place === null) return null;
    this.#value ??= this.#pen.later.value(this.place);
    return this.#value;
  }

  get into(): readonly AccessPath[] {
    return this.member === null ? [] : this.#pen.later.targetPaths(this.member);
  }
}
