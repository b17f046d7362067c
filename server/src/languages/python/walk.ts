/**
 * The state of one walk over a Python file: where we are, what is declared, what was noted for later. Absent on purpose: the
 * walking itself (lower.ts) and the answers that are only worked out when asked (values.ts, resolve.ts).
 */
import { FactsBuilder, type Later, type Place } from "../../facts/builder.ts";
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { BindingRecord, FunctionRecord, LoopRecord, WriteRecord } from "../../facts/records.ts";
import type { Span } from "../../text/span.ts";
import type { Node } from "./tree.ts";

/** One step from a value to a part of it: an attribute, an index, or each of its elements. */
export type Step = string | number | typeof each;
export const each = Symbol("each");

/** Where a binding's value, or the value of one of its parts, comes from. */
export interface Origin {
  readonly node: Node;
  readonly access: readonly Step[];
  /** The part that receives it; undefined when it is the binding itself. */
  readonly into?: Step;
}

export interface ClassInfo {
  readonly node: Node;
  readonly scope: ScopeId;
  readonly members: Map<string, BindingId>;
  readonly bases: readonly Node[];
}

/** Names declared in one module, class, function or comprehension. Names of a class are not seen from its functions. */
export interface Frame {
  readonly kind: "module" | "class" | "function" | "comprehension";
  readonly names: Map<string, BindingId>;
  readonly outer: Frame | null;
  readonly scope: ScopeId;
  readonly global: Set<string>;
  readonly nonlocal: Set<string>;
}

export interface Jump {
  readonly loop: LoopRecord | null;
  readonly conditions: number;
}

export class Walk {
  readonly text: string;
  readonly root: Node;
  readonly pen: FactsBuilder;
  readonly callNodes: Node[] = [];
  readonly bindingNodes: Node[] = [];
  readonly places: Origin[] = [];
  /** By binding: what its value may come from. */
  readonly origins: Origin[][] = [];
  readonly callOf = new Map<Node, CallId>();
  readonly scopeOf = new Map<Node, ScopeId>();
  readonly scopeNodes: Node[] = [];
  readonly functionOf = new Map<BindingId, ScopeId>();
  readonly classOf = new Map<BindingId, ClassInfo>();
  /** By the parameter that stands for an instance, or for the class itself: `self`, `cls`. */
  readonly selves = new Map<BindingId, ClassInfo>();
  /** By imported binding: `torch.nn` for `import torch.nn as nn`; with the name for `from torch import nn`. */
  readonly imported = new Map<BindingId, { readonly module: string; readonly name: string | null }>();
  readonly stars: string[] = [];
  /** Functions given by name: settled when all functions are known. */
  readonly given: {
    readonly node: Node;
    readonly call: CallId;
    readonly argument: number;
    readonly field: string | undefined;
  }[] = [];

  scope: ScopeId = 0;
  frame: Frame;
  inFunction: FunctionRecord | null = null;
  inClass: ClassInfo | null = null;
  statement: Node;
  depth = 0;
  jumps: Jump[] = [];
  deciding: Span[] = [];
  /** Set by a statement after which the rest of its block only runs while something is empty. */
  rest: { readonly condition: Span; readonly empty: Target } | null = null;
  visit: (node: Node) => void = () => {};

  constructor(text: string, root: Node, later: Later) {
    this.text = text;
    this.root = root;
    this.statement = root;
    this.pen = new FactsBuilder(later);
    this.pen.module({ start: 0, end: text.length });
    this.frame = { kind: "module", names: new Map(), outer: null, scope: 0, global: new Set(), nonlocal: new Set() };
  }

  textOf(node: Span): string {
    return this.text.slice(node.start, node.end);
  }

  place(node: Node, access: readonly Step[] = []): Place {
    return this.places.push({ node, access }) - 1;
  }

  enterScope(id: ScopeId, node: Node): ScopeId {
    this.scopeNodes[id] = node;
    const outer = this.scope;
    this.scope = id;
    return outer;
  }

  enterFrame(kind: Frame["kind"], scope: ScopeId): Frame {
    const outer = this.frame;
    this.frame = { kind, names: new Map(), outer, scope, global: new Set(), nonlocal: new Set() };
    return outer;
  }

  binding(node: Node, name: string, origin: BindingRecord["origin"], home: ScopeId): BindingRecord {
    const binding = this.pen.binding(name, origin, home, { start: node.start, end: node.end });
    this.bindingNodes[binding.id] = node;
    this.origins[binding.id] = [];
    return binding;
  }

  /** The binding a name means here. */
  find(name: string): BindingId | undefined {
    for (let frame: Frame | null = this.frame; frame !== null; frame = frame.outer) {
      if (frame.kind === "class" && frame !== this.frame) continue;
      if (frame.global.has(name)) return this.module().names.get(name);
      const found = frame.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  module(): Frame {
    let frame = this.frame;
    while (frame.outer !== null) frame = frame.outer;
    return frame;
  }

  read(node: Span, binding: BindingId): void {
    this.pen.references.read(node.end, binding, this.scope);
  }

  mention(node: Span, binding: BindingId): void {
    this.pen.references.write(node.end, binding, this.scope);
  }

  write(binding: BindingId, kind: WriteRecord["kind"], whole: Node, value: Node | null, access: readonly Step[]): void {
    const place = value === null ? null : this.place(value, access);
    const write = this.pen.write(binding, kind, this.scope, { start: whole.start, end: whole.end }, place);
    write.awaited = value?.type === "await";
    if (value !== null && kind !== "change") this.origins[binding]!.push({ node: value, access });
  }
}

/** A binding, or an entry of it, that code tests or changes. */
export interface Target {
  readonly binding: BindingId;
  readonly key: Node | null;
}
