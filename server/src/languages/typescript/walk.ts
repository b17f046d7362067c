/**
 * The state of one walk over a file: where we are, what is declared, what was noted for later. Absent on purpose: the
 * walking itself (lower.ts) and the answers that are only worked out when asked (values.ts, resolve.ts).
 */
import { FactsBuilder, type Later, type Place } from "../../facts/builder.ts";
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { FunctionRecord, LoopRecord } from "../../facts/records.ts";
import type { Span } from "../../text/span.ts";
import type { ts } from "./compiler.ts";
import { Names } from "./names.ts";

/** One step from a value to a part of it: a member's name, an element's index, or each of its elements. */
export type Step = string | number | typeof each;
export const each = Symbol("each");

/** Where a binding's value, or the value of one of its members, comes from. */
export interface Origin {
  readonly node: ts.Expression;
  /** Steps from the node's value to the binding's. */
  readonly access: readonly Step[];
  /** The member that receives it; undefined when it is the binding itself. */
  readonly into?: Step;
}

/** Fields reached through `this` or a class's name. */
export interface Members {
  readonly node: ts.Node;
  readonly scope: ScopeId;
  readonly own: Map<string, BindingId>;
  readonly static: Map<string, BindingId>;
}

/** What `this` is: members and whether they are the static ones. */
export interface Self {
  /** Where the construct stands. */
  readonly scope: ScopeId;
  readonly node: ts.Node;
  readonly static: boolean;
}

/** Where `break`, `continue`, `return` and `throw` go from here. */
export interface Jump {
  readonly loop: LoopRecord | null;
  readonly label: string | null;
  /** How many conditions enclosed the construct itself. */
  readonly conditions: number;
}

export class Walk {
  readonly source: ts.SourceFile;
  readonly pen: FactsBuilder;
  readonly names = new Names();
  readonly hasVar: boolean;

  readonly scopeNodes: ts.Node[] = [];
  readonly callNodes: ts.Expression[] = [];
  readonly bindingNodes: ts.Node[] = [];
  readonly places: Origin[] = [];
  /** By binding: what its value may come from. */
  readonly origins: Origin[][] = [];
  readonly callOf = new Map<ts.Node, CallId>();
  /** Functions and classes. */
  readonly scopeOf = new Map<ts.Node, ScopeId>();
  readonly functionOf = new Map<BindingId, ScopeId>();
  readonly classOf = new Map<BindingId, ts.ClassLikeDeclaration>();
  readonly members = new Map<ts.Node, Members>();
  readonly globalFields = new Map<string, BindingId>();
  /** Calls of array methods, and what they iterate. */
  readonly iterations = new Map<
    ts.Node,
    { readonly method: string; readonly argument: number; readonly element: number; readonly over: ts.Expression }
  >();
  /** Functions given by name: settled when all functions are known. */
  readonly given: {
    readonly binding: BindingId;
    /** `embed` of `handlers.embed`; null when the binding is the function. */
    readonly member: string | null;
    readonly call: CallId;
    readonly argument: number;
    readonly field: string | undefined;
  }[] = [];
  readonly assigned: { readonly binding: BindingId; readonly place: Place }[] = [];
  readonly exported: { readonly name: string; readonly node: ts.Expression; readonly merge: boolean }[] = [];
  /** What each `this` stands for; only those that stand for something. */
  readonly selves = new Map<ts.Node, Self>();

  scope: ScopeId = 0;
  inFunction: FunctionRecord | null = null;
  self: Self | null = null;
  statement: ts.Node;
  depth = 0;
  jumps: Jump[] = [];
  deciding: Span[] = [];
  /** Set by a statement after which the rest of its block only runs while something is empty. */
  rest: { readonly condition: Span; readonly empty: Target } | null = null;
  /** Set by lower.ts, so that the files of one job each need not import it back. */
  visit: (node: ts.Node) => void = () => {};
  visitChildren: (node: ts.Node) => void = () => {};
  readonly #text: string;
  readonly #moduleLevel: boolean[] = [true];
  #statementSpan: Span | null = null;
  #statementOf: ts.Node | null = null;

  constructor(source: ts.SourceFile, later: Later) {
    this.source = source;
    this.#text = source.text;
    this.statement = source;
    this.pen = new FactsBuilder(later);
    this.hasVar = /\bvar\s/.test(source.text);
  }

  span(node: ts.Node): Span {
    return { start: this.startOf(node), end: node.end };
  }

  /** Where the first token starts. Most stand at once or after one space; the rest is left to the compiler. */
  startOf(node: ts.Node): number {
    let { pos } = node;
    if (pos === node.end) return node.getStart(this.source);
    let code = this.#text.charCodeAt(pos);
    if (code === 32) code = this.#text.charCodeAt(++pos);
    const isPlain =
      (code >= 65 && code < 123) || code === 40 || code === 34 || code === 39 || (code >= 48 && code < 58);
    return isPlain ? pos : node.getStart(this.source);
  }

  statementSpan(): Span {
    if (this.#statementOf !== this.statement || this.#statementSpan === null) {
      this.#statementSpan = this.span(this.statement);
      this.#statementOf = this.statement;
    }
    return this.#statementSpan;
  }

  /** Notes code from which a value or a path is read later. */
  place(node: ts.Expression, access: readonly Step[] = []): Place {
    return this.places.push({ node, access }) - 1;
  }

  enterScope(id: ScopeId, node: ts.Node): ScopeId {
    this.scopeNodes[id] = node;
    const outer = this.scope;
    const { kind } = this.pen.scopes[id]!;
    this.#moduleLevel[id] =
      this.#moduleLevel[outer] === true && kind !== "function" && kind !== "class" && kind !== "loop";
    this.scope = id;
    return outer;
  }

  read(node: ts.Node, binding: BindingId): void {
    this.pen.references.read(node.end, binding, this.scope);
  }

  mention(node: ts.Node, binding: BindingId): void {
    this.pen.references.write(node.end, binding, this.scope);
  }

  /** Whether code at this scope runs once per process, as far as its scopes tell. */
  isModuleLevel(scope: ScopeId): boolean {
    return this.#moduleLevel[scope] === true;
  }
}

/** A binding, or an entry of it, that code tests or changes. */
export interface Target {
  readonly binding: BindingId;
  readonly key: ts.Expression | null;
}
