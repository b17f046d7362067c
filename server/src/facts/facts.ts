/**
 * What a file's code says, in any language: scopes, calls, bindings and our own comments, as plain data with offsets.
 * Absent on purpose: what a library means (knowledge), how often a line runs (usage), and the syntax tree itself.
 */
import type { Span } from "../text/span.ts";
import type { AccessPath } from "./path.ts";

export type ScopeId = number;
export type CallId = number;
export type BindingId = number;

/** One file's facts. Ids are indices into the arrays of this object. Scope 0 is the module. */
export interface CodeFacts {
  readonly imports: readonly Import[];
  readonly scopes: readonly Scope[];
  readonly calls: readonly Call[];
  readonly bindings: readonly Binding[];
  readonly directives: readonly Directive[];
  readonly marks: readonly Mark[];
  /** Names of identifiers that nothing in the file declares: `document`, `self`, `process`. */
  readonly globals: ReadonlySet<string>;
  /** Regions the parser could not read. Nothing may be reported on a statement that touches one. */
  readonly broken: readonly Span[];
  readonly hasJsx: boolean;
}

export interface Import {
  /** The specifier as written: a package, a sub-path of one, a relative path or an address. */
  readonly module: string;
  readonly span: Span;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

export type Scope = ModuleScope | FunctionScope | ClassScope | LoopScope | BranchScope | TryScope | ContextScope;

interface ScopeBase {
  readonly id: ScopeId;
  readonly parent: ScopeId | null;
  /** The whole construct. */
  readonly span: Span;
  /** The part that runs in this scope: the body without header or parameters. */
  readonly body: Span;
}

export interface ModuleScope extends ScopeBase {
  readonly kind: "module";
}

export interface ClassScope extends ScopeBase {
  readonly kind: "class";
  readonly name: string | null;
  readonly exportedAs: readonly string[];
  readonly decorators: readonly CallId[];
  readonly extends: readonly AccessPath[];
}

export interface FunctionScope extends ScopeBase {
  readonly kind: "function";
  /** Own name, else the variable, property or method that holds it. */
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly async: boolean;
  readonly generator: boolean;
  readonly parameters: readonly BindingId[];
  /** The call that is handed this function as an argument: `app.post("/x", fn)`. */
  readonly opener: { readonly call: CallId; readonly argument: number; readonly field?: string } | null;
  /** Calls of decorators on this function or method, `@Post("/x")`. */
  readonly decorators: readonly CallId[];
  /** Export names it is reachable by: `POST`, `default`, `default.fetch` for a member of an exported object. */
  readonly exportedAs: readonly string[];
  /** Places it is assigned to, `self.onmessage = fn`. */
  readonly assignedTo: readonly AccessPath[];
  /** Method of a class (`static` included), `constructor`, accessor, or none of these. */
  readonly member: "method" | "constructor" | "accessor" | "field" | null;
  readonly static: boolean;
  /** The binding calls go through: of its declaration, or of the variable or field that holds it. */
  readonly binding: BindingId | null;
  readonly rendersJsx: boolean;
  /** Runs as soon as it is written: `(async () => { … })()`. */
  readonly immediate: boolean;
  /** Values it returns, with where. */
  readonly returns: readonly { readonly value: Value | null; readonly scope: ScopeId; readonly span: Span }[];
}

export interface LoopScope extends ScopeBase {
  readonly kind: "loop";
  /** `callback` is a function run once per element by an array method; its own function scope lies inside this scope. */
  readonly form: "for" | "for-of" | "for-in" | "for-await" | "while" | "do" | "callback";
  /** `map`, `forEach`, … when the form is `callback`. */
  readonly method: string | null;
  /** The `xs.map(…)` call when the form is `callback`. */
  readonly call: CallId | null;
  /** What is iterated: `xs` of `for (const x of xs)` and of `xs.map(…)`. */
  readonly over: Value | null;
  /** The bindings that change by the loop's own doing: loop variable, element and index parameters. */
  readonly variables: readonly BindingId[];
  /** The largest number of rounds when it can be read off: a literal bound or a literal array. */
  readonly bound: number | null;
  /** Steps by more than one (`i += 32`), so it already works in chunks. */
  readonly chunked: boolean;
  /** Ways out of the loop or on to the next round, with the bindings that decide whether they are taken. */
  readonly exits: readonly {
    readonly kind: "break" | "continue" | "return" | "throw";
    readonly uses: readonly BindingId[];
    readonly span: Span;
  }[];
  /** Bindings the loop's own condition reads (`while (!done)`). */
  readonly condition: readonly BindingId[];
}

export interface BranchScope extends ScopeBase {
  readonly kind: "branch";
  readonly uses: readonly BindingId[];
  /**
   * Taken only while this binding is empty: `if (!x) { … }`, `if (x === undefined)`, the right side of `x ??= …`, what
   * follows `if (x) return x;`. `key` is set when the emptiness is of an entry: `if (!cache.has(k))`, `if (!models[k])`.
   */
  readonly emptyOf: { readonly binding: BindingId; readonly key: Value | null } | null;
}

export interface TryScope extends ScopeBase {
  readonly kind: "try";
  readonly part: "try" | "catch" | "finally";
}

/** A block inside which a call's effect holds (`with torch.no_grad():`, `await using`). */
export interface ContextScope extends ScopeBase {
  readonly kind: "context";
  readonly call: CallId | null;
}

export interface Call {
  readonly id: CallId;
  /** The whole expression, without `await`. */
  readonly span: Span;
  /** What a diagnostic underlines: the callee, `ort.InferenceSession.create`. With `new` included. */
  readonly callee: Span;
  /** The enclosing statement. */
  readonly statement: Span;
  readonly construct: boolean;
  /** Where the callee comes from; several when it has several origins, none when unknown. */
  readonly paths: readonly AccessPath[];
  /** The function of this file that is called, if it is one. */
  readonly target: ScopeId | null;
  /** In order; those given by name are one record behind the others. */
  readonly arguments: readonly Value[];
  /** That record, in languages that have arguments: `DataLoader(ds, batch_size=32)`. */
  readonly keywords: Value | null;
  /** Bindings the callee itself depends on: `session` of `session.run(x)`. */
  readonly receiver: readonly BindingId[];
  readonly scope: ScopeId;
  readonly awaited: boolean;
  /** The binding that receives the result, or its awaited value. */
  readonly result: BindingId | null;
  /** All bindings that receive the result or a part of it: `result`, or the names of a destructuring pattern. */
  readonly results: readonly BindingId[];
  /** The result of a `.then` chain or of the call itself is neither stored, awaited, returned nor passed on. */
  readonly discarded: boolean;
}

/** A value as far as syntax and local constants tell. */
export type Value =
  | {
      readonly kind: "literal";
      readonly value: string | number | boolean | null;
      readonly span: Span;
      readonly uses: readonly BindingId[];
    }
  | {
      readonly kind: "array";
      readonly items: readonly Value[];
      readonly open: boolean;
      readonly span: Span;
      readonly uses: readonly BindingId[];
    }
  /** `open` when a spread, a computed key or a getter may add or hide keys. */
  | {
      readonly kind: "record";
      readonly fields: readonly Field[];
      readonly open: boolean;
      readonly span: Span;
      readonly uses: readonly BindingId[];
    }
  | {
      readonly kind: "reference";
      readonly binding: BindingId;
      readonly span: Span;
      readonly uses: readonly BindingId[];
    }
  | { readonly kind: "call"; readonly call: CallId; readonly span: Span; readonly uses: readonly BindingId[] }
  | { readonly kind: "function"; readonly scope: ScopeId; readonly span: Span; readonly uses: readonly BindingId[] }
  /**
   * `pieces` of a text put together, in order: constant ones are literals, an unknown one is itself opaque. `member`: by which
   * names it is reached from a binding, `controller.create`.
   */
  | {
      readonly kind: "opaque";
      readonly span: Span;
      readonly uses: readonly BindingId[];
      readonly pieces?: readonly Value[];
      readonly member?: { readonly of: BindingId; readonly steps: string };
    };

export interface Field {
  readonly name: string;
  readonly nameSpan: Span;
  /** From the start of the name to the end of the value, without the comma. */
  readonly span: Span;
  readonly value: Value;
}

export interface Binding {
  readonly id: BindingId;
  readonly name: string;
  /** The scope that declares it. A class field's home is its class. */
  readonly home: ScopeId;
  readonly declaration: Span;
  readonly origin: "import" | "parameter" | "variable" | "function" | "class" | "field" | "loop" | "catch";
  readonly exportedAs: readonly string[];
  /** Declared so that it cannot be assigned again. */
  readonly constant: boolean;
  /** `static` field, or module level: one per process rather than one per instance or call. */
  readonly shared: boolean;
  readonly writes: readonly Write[];
  readonly reads: readonly Read[];
  /** Where its value may come from. */
  readonly paths: readonly AccessPath[];
}

export interface Write {
  /** `empty`: only when still empty (`??=`, `||=`). `change`: alters the value in place (`xs.push(x)`, `x.n = 1`, `i++`). */
  readonly kind: "initial" | "assign" | "empty" | "change";
  readonly scope: ScopeId;
  readonly span: Span;
  readonly value: Value | null;
  /** The value is what an `await` gave. */
  readonly awaited: boolean;
  /** Where a member is given a value, what that member is: `env.wasm.numThreads` of a package. */
  readonly into: readonly AccessPath[];
}

export interface Read {
  readonly scope: ScopeId;
  readonly span: Span;
}

/** One of our comments. `line` is zero-based; an ignore comment speaks of the next line with code, or of its own line if code stands before it. */
export interface Directive {
  readonly kind: "ignore" | "ignore-file";
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly span: Span;
  /** Span of the code line it covers; null for the whole file. */
  readonly covers: Span | null;
}

/** A comment of ours that says what to measure, or what that may cost: of the function or call on the line it covers. */
export interface Mark {
  readonly kind: "bench" | "budget";
  /** What follows the word: `p95 < 20 ms`. */
  readonly text: string;
  readonly span: Span;
  /** Its own line when code stands before it, else the next line with code. */
  readonly covers: Span;
}
