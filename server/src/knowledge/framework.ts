/**
 * What libraries mean: the shape of the data files in npm/ and the closed list of roles. Absent on purpose: code. A row
 * says what a call costs or how often its callback runs, never what to do about it.
 */

import type { Choice, Layer, Sampling, Spread } from "./choiceRows.ts";
import type { LanguageService, Patience, TextGeneration } from "./languageModel.ts";
import type { LanguageWords } from "./languageWords.ts";
import type { Batch, BatchOption, DimensionsOption, VectorsOption } from "./manyItems.ts";
import type {
  Accelerator,
  BatchSize,
  DataWorkers,
  IdleOption,
  KeptOption,
  Precision,
  Recorded,
  Replaced,
  ResultPlace,
} from "./rowOptions.ts";
import type { TrainingWords } from "./trainingWords.ts";

export type { Change, Choice, ChoiceKind, Layer, Sampling, Spread } from "./choiceRows.ts";
export type { ClockWords, LanguageWords, NumberWords } from "./languageWords.ts";
export type { Batch, BatchOption, DimensionsOption, VectorsOption } from "./manyItems.ts";
export type { TrainingWords } from "./trainingWords.ts";

/** One file per interface. Packages and addresses that share it stand in `also`. */
export interface Framework {
  readonly $schema?: string;
  readonly package: string;
  /** Further modules of the same interface. `*` matches within a path segment or a version, `/**` any sub-path. */
  readonly also?: readonly string[];
  /** Versions the rows were read in, as a semver range. */
  readonly versions: string;
  /** Where the facts come from: an address of a page or a package's own type file. */
  readonly evidence: string;
  /**
   * Short names for access paths, usable at the start of `at` and of each other: `{ "Session": ["InferenceSession.create()",
   * "InferenceSession#"] }`. `X#` is a value declared to be of the exported type X, such as a parameter `session: X`.
   */
  readonly types?: Readonly<Record<string, readonly string[]>>;
  /** Words, at least one of which stands in every file the rows can speak of: for libraries that mostly do something else. `*` where a word may go on. */
  readonly mentions?: readonly string[];
  /** Members of its values that hold no memory of their own: `shape` of a tensor. */
  readonly plain?: readonly string[];
  /** Its names that stand for something else in each run, though they are imported once: `request`. */
  readonly changing?: readonly string[];
  /** Names it is known by where a page's script or a worker brought it and nothing is imported: `tf`. */
  readonly globals?: readonly string[];
  /**
   * Members no other library has, by the type they are of: a value of unknown origin they are called on is one, in a file
   * that uses the library. `{ "Tensor#": ["dataSync"] }`.
   */
  readonly distinctive?: Readonly<Record<string, readonly string[]>>;
  /** Types among those whose values are called themselves: after `model.eval()`, `model(x)` is a call of a `Module#`. */
  readonly callable?: readonly string[];
  /** Facts about running it in this process; absent for services reached over the network. */
  readonly local?: LocalRuntime;
  /** How its language models keep prompts, take calls that can wait, and count tokens. */
  readonly service?: LanguageService;
  /** How long its calls over the network may take and how often they are tried. */
  readonly patience?: Patience;
  /** Words of the language itself, in its data file. */
  readonly words?: LanguageWords;
  /** Members of what its runs give that hold numbers in memory: `data` of a tensor. */
  readonly numbers?: readonly string[];
  /** A server people mostly run themselves: how many calls it serves at once depends on their machine. */
  readonly ownServer?: true;
  /** Its models may be trained on: two of the same are soon two, but where they only serve. */
  readonly trains?: true;
  /** How code trains with it. */
  readonly training?: TrainingWords;
  /** Its calls give their results when they return, as those of most libraries of Python do. */
  readonly blocks?: true;
  readonly rows: readonly Row[];
}

export interface LocalRuntime {
  /** In Node a call returns a promise but computes on the calling thread: `promise-sync`; truly beside it: `native`. */
  readonly node?: "promise-sync" | "sync" | "native";
  readonly web?: "queued" | "main-thread" | "native";
  /** Modules of it that compute beside the calling thread all the same. */
  readonly beside?: readonly string[];
  /** Where a file brings one of `modules` and none of `unless`, results lie in memory: reading them waits for no device. */
  readonly inMemory?: { readonly modules: readonly string[]; readonly unless: readonly string[] };
}

/**
 * - load: reads weights into memory · construct: builds a client with connections of its own
 * - infer, embed, generate: runs a model · tokenize: text to ids · preprocess: input preparation
 * - release: frees · allocate: creates memory that must be released · sync: waits for a device
 * - upsert: writes records into a vector index · search: asks one for the nearest records
 * - handler: the callback or the marked function runs once per request, message, frame or tick of a clock (`per`)
 * - once: the callback runs once per process (start-up hooks) · repeat: the callback runs once per item of a list
 * - memo: keeps the result of its callback; without one, what is put into it · limit: bounds how many run at once · delay: waits on purpose
 * - wait: holds its thread until something outside answers, as a plain request over the network does
 * - worker: moves work off this thread · same: returns its receiver or first argument
 * - parallel: spreads a model over devices · compile: makes a faster form of a model, which takes long · configure: decides how a model runs
 * - layer: a part of a network as it is put together
 * - fork: starts another process or thread with the same code
 * - mix: chooses a smaller precision for what runs inside it · scale: keeps small gradients from vanishing there
 * - zero: clears gradients · restore: puts weights into a model · read: reads a file whole
 * - setting: a place of the library that is given a value, `env.wasm.numThreads = 4`; what it means stands in `setting`
 */
export type Role = (typeof roles)[number];

export const roles = [
  "load",
  "construct",
  "infer",
  "embed",
  "generate",
  "tokenize",
  "preprocess",
  "release",
  "allocate",
  "sync",
  "upsert",
  "search",
  "handler",
  "once",
  "repeat",
  "memo",
  "limit",
  "delay",
  "wait",
  "worker",
  "same",
  "setting",
  "fork",
  "evaluate",
  "backward",
  "step",
  "data",
  "clear",
  "guard",
  "mix",
  "scale",
  "zero",
  "restore",
  "read",
  "parallel",
  "compile",
  "configure",
  "layer",
] as const;

/** Roles findings are about; the others only say how often something runs. */
export const modelRoles: ReadonlySet<Role> = new Set<Role>([
  "load",
  "construct",
  "infer",
  "embed",
  "generate",
  "tokenize",
  "preprocess",
  "release",
  "allocate",
  "sync",
  "upsert",
  "search",
  "evaluate",
  "backward",
  "step",
  "data",
  "clear",
  "mix",
  "scale",
  "zero",
  "restore",
  "parallel",
  "compile",
  "configure",
]);

/** Roles of calls that give the same for the same input; what a store answers changes with what was written. */
export const modelRunRoles: ReadonlySet<Role> = new Set<Role>([
  "load",
  "infer",
  "embed",
  "generate",
  "tokenize",
  "preprocess",
]);

export interface Row {
  /**
   * Access path below the package, or below a name of `types`. `*` stands for one member name or a part of it, `*()` for
   * one that is called, `{get,post}` for either. A leading `default.` of the code's path is ignored, so `import ort from` and `import * as ort from` read alike;
   * `default` alone is the module itself as a value. A path that ends in a call's result is written with `()`: `pipeline()`
   * as callee means calling what `pipeline(…)` gave. Of several rows for one path
   * and the same `as` the first whose `when` holds counts.
   */
  readonly at: string;
  readonly role: Role;
  /** The member, the class or the call that does the same without holding up its thread, to be awaited: `AsyncOpenAI`, `client.aio`. */
  readonly awaitable?: string;
  /** What one call costs when nobody has measured it. */
  readonly cost?: "seconds" | "milliseconds" | "microseconds" | "network";
  /** load: what the call gives, for messages: `session`, `tokenizer`; `model` when absent. */
  readonly noun?: string;
  /** Argument that names the model (index, or index and key), a file path or a hub id. */
  readonly model?: ArgumentRef;
  /** `file`: a path on disk or an address; `hub`: an identifier of a model hub; `service`: a name a service knows. */
  readonly modelKind?: "file" | "hub" | "service";
  /** Argument that holds the options record. */
  readonly options?: ArgumentRef;
  /** Only when an argument is as said: the task of `pipeline("feature-extraction")`. Unknown values never hold. */
  readonly when?: Condition;
  /** load: how an option chooses the precision of the weights. */
  readonly precision?: Precision;
  /** setting: what the value decides; of any other role: what the call itself switches. */
  readonly setting?: Setting;
  /** Option values that make the call slower than its defaults do. */
  readonly pessimal?: readonly PessimalOption[];
  /** Options of earlier versions that have no effect any more. */
  readonly ignored?: readonly string[];
  /** How one call can serve many items. */
  readonly batch?: Batch;
  /** generate: what one can say to a language model; absent for pictures and speech. */
  readonly text?: TextGeneration;
  /** Its receiver keeps a conversation: each call builds on those before. */
  readonly remembers?: true;
  /** construct: the option that says how many items the library puts into one request. */
  readonly batchOption?: BatchOption;
  /** embed and construct: the option that makes vectors shorter. */
  readonly dimensions?: DimensionsOption;
  /** search: the option that makes it return stored vectors. */
  readonly vectors?: VectorsOption;
  /** For handler, once, repeat, memo, limit, worker: which argument is the function; -1 is the last. */
  readonly callback?: number | "all" | "last";
  /**
   * handler, once and memo: how the function is given. Absent means `callback`.
   * - callback: as the argument `callback` of the call `at` · decorator: marked by the decorator `at`; of a class, its methods `names` are meant
   * - assignment: assigned to the place `at`, `self.onmessage = fn`
   * - field: as one of the functions `names` in the record that is the argument `callback` of the call `at`
   * - export: exported under one of `names`; `at` says nothing, `files` and `imports` do
   * - extends: a method among `names` of a class that extends `at` (or implements it)
   * - parameter: it has a parameter declared to be of the type `at`, such as `Request#`
   * - component: it renders markup and its name begins with a capital; `at` says nothing
   */
  readonly as?: "callback" | "decorator" | "assignment" | "export" | "extends" | "field" | "parameter" | "component";
  /** as = export: export names; as = field: names of the record's functions; as = extends and decorators of classes: names of methods; of what frees, absent for all. */
  readonly names?: readonly string[];
  /** as = export: globs relative to the workspace, as in `** /app/** /route.*`. The file matches one or imports one of `imports`. */
  readonly files?: readonly string[];
  /** as = export: modules of which the file imports at least one, types included. `*` and `/**` as in `also`. */
  readonly imports?: readonly string[];
  /** handler: what one run of it is. `invocation` may be one at a time (serverless). */
  readonly per?: "request" | "message" | "frame" | "render" | "invocation" | "event" | "tick";
  /** handler: a function that is not asynchronous runs in a thread of a pool, beside the event loop. */
  readonly pooled?: true;
  /** handler: how to name it to the user: `method-path` makes `POST /embed` of `app.post("/embed", …)`. */
  readonly label?: "method-path" | "name";
  /** Options that help to look into a problem and make every run slower. */
  readonly debug?: readonly PessimalOption[];
  /** load: how its options decide where results lie after a run. */
  readonly results?: ResultPlace;
  /** What the call gives holds memory that only a release frees. So it is of `allocate` without saying. */
  readonly owned?: true;
  /**
   * release: what it frees. Absent means what it is called on. `callback`: all its function makes, save what that returns;
   * `scope`: all that is made until its counterpart is called.
   */
  readonly frees?: "arguments" | "callback" | "scope" | "nothing";
  /** sync: the member that does the same without holding up the thread, to be awaited. */
  readonly asynchronous?: string;
  /** Which value the call returns, for `same` and for any row in a chain: `new Hono().get("/a", f).post("/b", g)`. */
  readonly passes?: "receiver" | "first";
  /** limit: its callback also runs once per item of a list, as in `pMap(items, fn, { concurrency: 4 })`. */
  readonly repeats?: true;
  /** It sends one request per item of `list` and all at once, unless `bound` is given; without `list`, what a client bounds its requests with. */
  readonly fanOut?: { readonly list?: ArgumentRef; readonly bound: ArgumentRef };
  /** infer: results are drawn by chance, so the same input gives another one each time. */
  readonly drawn?: true;
  /** infer: its run is recorded for gradients unless a `guard` is around it. */
  readonly recorded?: Recorded;
  /** data: how samples are read beside the training process. */
  readonly workers?: DataWorkers;
  /** data: how many samples a step gets; one where nothing is said. */
  readonly batchSize?: BatchSize;
  /** Ways it offers of which one is slower. */
  readonly choices?: readonly Choice[];
  /** parallel: how a model is spread. */
  readonly spread?: Spread;
  /** data: how samples are picked. */
  readonly sampling?: Sampling;
  /** layer: what part of a network it is. */
  readonly layer?: Layer;
  /** Gives its result when it returns: there is nothing to await. For all rows where the framework says it. */
  readonly blocks?: true;
  /** Gives a promise: it goes on after what is around it has ended. */
  readonly promise?: true;
  /** An older name of something; the new one takes a device first. */
  readonly replaced?: Replaced;
  /** zero: the option that keeps memory of gradients and fills it instead. */
  readonly keeps?: KeptOption;
  /** fork: the argument that says how many processes run the same code; where it is absent, one. */
  readonly copies?: ArgumentRef;
  /** From this call on requests come. */
  readonly serves?: true;
  /** load: how its options choose the processor. */
  readonly accelerator?: Accelerator;
  /** load: the option that says how many threads a run takes; all cores without it. Names may lead into a record: `session_options.intraOpNumThreads`. */
  readonly threads?: string;
  /** Options that do nothing where the code runs, or beside others. */
  readonly idle?: readonly IdleOption[];
  /** infer: takes one picture; the sibling for the pictures of a video, which may use what it found in the one before. */
  readonly onVideo?: { readonly sibling: string; readonly option: string; readonly value: string };
  /** Builds what its receiver computes anew, so it is for changes, not for every picture. */
  readonly rebuilds?: true;
  /** First version it is true of, and the first of which it is no longer. */
  readonly since?: string;
  readonly until?: string;
  readonly note?: string;
}

/**
 * What the value of a place decides: how many threads run, whether a worker computes, whether files are kept and where they
 * come from, whether it traces; whether results lie in `memory` from here on or on a `device`.
 */
export interface Setting {
  readonly of:
    | "threads"
    | "proxy"
    | "cache"
    | "source"
    | "debug"
    | "memory"
    | "device"
    | "autotune"
    | "deterministic"
    | "slow"
    | "idle";
  /** Only in files where this stands, as an expression. */
  readonly onlyText?: string;
  /** Values with the effect; absent: any. */
  readonly is?: readonly Literal[];
  /** What it does, as the end of a sentence about the place. */
  readonly effect: string;
  /** Only where code runs in Node, or only in a browser. */
  readonly where?: "node" | "web";
  /** Words in the file that show it is meant or does something, as an expression. */
  readonly unless?: string;
  /** Names of the platform that show it is meant: `chrome` in an extension, where the browser's cache cannot be used. */
  readonly unlessGlobals?: readonly string[];
}

export interface PessimalOption {
  readonly option: string;
  readonly is: readonly Literal[];
  /** What it does, as the end of a sentence about the call: `switches graph optimisation off`. */
  readonly effect: string;
  /** Whether taking it away can change results or memory; else it is only slower. */
  readonly changes?: string;
  /** Only where code runs in Node, or only in a browser. */
  readonly where?: "node" | "web";
}

export type Literal = string | number | boolean;

export interface Condition {
  readonly argument: ArgumentRef;
  /**
   * The call whose argument it is: the row's own, or the one its receiver comes from (the `pipeline(…)` behind a call of
   * its result, `Event.source`).
   */
  readonly of?: "call" | "source";
  /** The argument is one of these literals. */
  readonly is?: readonly Literal[];
  /** The argument is there, or surely is not. */
  readonly given?: boolean;
  /** The argument is a text that matches this regular expression, upper and lower case alike. */
  readonly matches?: string;
}

/**
 * An argument by its place, a key of the record there, or one that is given by name in languages that have that, perhaps also by
 * place; `keywords` is the record of all that are given by name.
 */
export type ArgumentRef =
  | number
  | { readonly argument: number; readonly field: string }
  | { readonly keyword: string; readonly position?: number }
  | "keywords";
