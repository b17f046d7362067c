/**
 * Facts joined with knowledge: what rules ask. Absent on purpose: syntax, library names and advice.
 */
import type { BindingId, Call, CodeFacts, LoopScope, Scope, ScopeId, Value } from "../facts/facts.ts";
import type { Framework, Role, Row } from "../knowledge/framework.ts";
import type { LanguageWords } from "../knowledge/languageWords.ts";
import type { TrainingWords } from "../knowledge/trainingWords.ts";
import type { Position, Span } from "../text/span.ts";

/** Where the code runs, guessed per file from imports, globals and path, unless the settings say. */
export type Target = "server" | "serverless" | "browser" | "worker" | "batch" | "edge" | "test" | "unknown";

export type Platform = "node" | "web" | "unknown";

/** A call whose meaning is known. */
export interface Event {
  readonly call: Call;
  readonly framework: Framework;
  readonly row: Row;
  readonly role: Role;
  /** The argument that names the model, with constants followed. */
  readonly model: Value | null;
  readonly modelText: string | null;
  readonly options: Options;
  /** For infer, embed, generate, tokenize: the load or construction its receiver comes from, when it is in this file. */
  readonly source: Event | null;
  /** The values it is made from at this call: the arguments, or those of them that a function of another file hands on. */
  readonly given: readonly Value[];
  /** The argument that is the item, or a list of them; undefined when it is not there, null when it may be. */
  readonly item: Value | null | undefined;
  /** Set when it happens in another file, which this call runs. */
  readonly via: Via | null;
  /** What stands behind it waits for it: its promise is awaited, or it blocks and has none. */
  readonly waited: boolean;
}

/** How a call of this file comes to do what another file says. */
export interface Via {
  /** The function that is called here, as a reader knows it: `loadVad`, `detect`. */
  readonly name: string;
  /** From the function to the event, outermost first. Their `span` is that of the call here. */
  readonly reasons: readonly Reason[];
  /** The last name of what is called there: `OpenAI`. */
  readonly callee: string;
  /** Calls wait there for their turn: a limiter, a queue. */
  readonly turns: boolean;
  /** It happens more than once within the one call. */
  readonly repeated: boolean;
  /** What it is made from changes by itself, beside what this call hands over: a conversation that is kept there. */
  readonly changing: boolean;
  /** The function does nothing else: what moves the call moves the event. */
  readonly alone: boolean;
}

/** A place of a library that is given a value. */
export interface SettingWrite {
  readonly framework: Framework;
  readonly row: Row;
  /** The value, with constants followed. */
  readonly value: Value;
  /** The place and its value as written, without what ends the statement. */
  readonly span: Span;
  readonly scope: ScopeId;
}

/** Keys of an options record, constants and spreads of constants followed. */
export interface Options {
  /** The value of a key, or undefined when it is not there or not known. */
  get(name: string): Value | undefined;
  /** A key's literal, or undefined. */
  literal(name: string): string | number | boolean | null | undefined;
  /** True when the key is surely absent: no spread, no computed key, no unknown record. */
  absent(name: string): boolean;
  readonly value: Value | null;
}

/** How often a line runs, with the chain that says why. */
export interface Frequency {
  readonly level: "once" | "per call" | "per request" | "per iteration";
  /** For messages: `on every POST /detect`, `in every iteration`, `on every render of Search`. Empty when once. */
  readonly phrase: string;
  /** The chain, outermost first: handler, functions called on the way, loop. */
  readonly reasons: readonly Reason[];
  /** The handler function whose runs count, if any. */
  readonly handler: ScopeId | null;
  readonly per: NonNullable<Row["per"]> | null;
  /** Where the handler is not asynchronous, it runs in a thread of a pool. */
  readonly pooled?: true;
  /** The nearest loop that is not cut off by a memo barrier, if any. */
  readonly loop: ScopeId | null;
  /** Why it counts as once although it stands in a function: `guard`, `memo`, `constructor`, `start-up`. */
  readonly barrier: "guard" | "memo" | "constructor" | "start-up" | null;
}

export interface Reason {
  /** In the file of the finding; for a reason that stands elsewhere, the call here that leads there. */
  readonly span: Span;
  /** A phrase for related information: `called per request: POST /embed`. */
  readonly text: string;
  /** Where it stands, when that is another file. Lines are those the file had when it was read. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Absolute, as the host names it. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export interface Usage {
  readonly facts: CodeFacts;
  readonly fileName: string;
  readonly target: Target;
  /** Whether it runs in Node or in a page or worker of a browser, as far as the file shows. */
  readonly platform: Platform;
  /** Words of the file's language; undefined where no data says. */
  readonly words: LanguageWords | undefined;
  /** Words of the library models are trained with; undefined when the file brings none. */
  readonly training: TrainingWords | undefined;
  /** All known calls, in order of appearance. */
  readonly events: readonly Event[];
  /** The same usage; its events also have what functions of other files do when this file calls them. */
  readonly across: Usage;
  of(...roles: readonly Role[]): readonly Event[];
  eventOf(call: Call): Event | undefined;
  /** Settings of libraries this file changes, in order of appearance. */
  readonly settings: readonly SettingWrite[];
  /** What a call that runs no model means for the functions it is given: `limit`, `memo`, `once`, … */
  roleOf(call: Call): Role | undefined;
  /** The row of a call that runs no model. */
  rowOf(call: Call): Row | undefined;
  /**
   * Whether the promises a loop makes are awaited together: those of a callback, or of a call whose promise each round
   * puts into a list.
   */
  together(loop: LoopScope, call?: Call): boolean;
  /** The code at a place, white space folded. */
  textOf(span: Span): string;
  frequencyOf(at: Call): Frequency;
  /** The loops around a call, innermost first, within the function it stands in. */
  loopsAround(call: Call): readonly LoopScope[];
  /** Whether something the value depends on, through local bindings, changes from one run of the scope to the next. */
  varies(
    values: readonly Value[],
    within: ScopeId,
    receiver?: readonly BindingId[],
    /** Bindings that count as the same. */
    fixed?: ReadonlySet<BindingId>,
  ): boolean;
  /**
   * Whether the rounds of a loop can run in any order or together as far as this call is concerned; the reason when not
   * (rules.md, loop independence guard).
   */
  dependence(call: Call, loop: LoopScope): Dependence | null;
  /** The known call a value that must be released comes from: the call itself, or what a function of this file returns. */
  makerOf(call: Call): Event | undefined;
  /** What becomes of a value that must be released. */
  fateOf(call: Call): Fate;
  /** Whether what is made at a call is freed when something around it ends: `tidy(() => …)`. */
  isFreedAround(call: Call): boolean;
  /** Whether this run is kept from being recorded for gradients. */
  isGuarded(run: Event): boolean;
  /** Calls of a function of this file, in order of appearance. */
  callersOf(scope: ScopeId): readonly Call[];
  /** Whether a call touches a region the parser could not read. */
  broken(call: Call): boolean;
  /** Whether the file moves work off its thread (workers, child processes) or is a worker itself. */
  readonly offThread: boolean;
  scope(id: ScopeId): Scope;
  /** Version of a package in the project that owns the file, when the host knows it. */
  versionOf(packageName: string): string | undefined;
}

/** `elsewhere`: returned, stored or handed to code nobody has described, whose matter it is. */
export type Fate = "lost" | "freed" | "elsewhere";

export type Dependence =
  | "uses an earlier result"
  | "ends on the result"
  | "few rounds"
  | "limited or delayed on purpose"
  | "works in chunks"
  | "reads a stream"
  | "test or benchmark"
  | "retries"
  | "sampling on purpose";
