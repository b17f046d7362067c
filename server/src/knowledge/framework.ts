/**
 * What libraries mean: the shape of the data files in npm/ and the closed list of roles. Absent on purpose: code. A row
 * says what a call costs or how often its callback runs, never what to do about it.
 */

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
  /** Short names for access paths, usable at the start of `at`: `{ "Session": ["InferenceSession.create()"] }`. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
  /** Facts about running it in this process; absent for services reached over the network. */
  readonly local?: LocalRuntime;
  readonly rows: readonly Row[];
}

export interface LocalRuntime {
  /** In Node a call returns a promise but computes on the calling thread: `promise-sync`; truly beside it: `native`. */
  readonly node?: "promise-sync" | "sync" | "native";
  readonly web?: "queued" | "main-thread" | "native";
}

/**
 * - load: reads weights into memory · construct: builds a client with connections of its own
 * - infer, embed, generate: runs a model · tokenize: text to ids · preprocess: input preparation
 * - release: frees · allocate: creates memory that must be released · sync: waits for a device
 * - handler: the callback or the marked function runs once per request, message or frame (`per`)
 * - once: the callback runs once per process (start-up hooks) · repeat: the callback runs many times
 * - memo: keeps the result of its callback · limit: bounds how many run at once · delay: waits on purpose
 * - worker: moves work off this thread · same: returns its receiver or first argument
 */
export type Role =
  | "load" | "construct" | "infer" | "embed" | "generate" | "tokenize" | "preprocess" | "release" | "allocate" | "sync"
  | "handler" | "once" | "repeat" | "memo" | "limit" | "delay" | "worker" | "same";

export interface Row {
  /**
   * Access path below the package, or below a name of `types`. `*` stands for one member name. A leading `default.` of
   * the code's path is ignored, so `import ort from` and `import * as ort from` read alike. A path that ends in a call's
   * result is written with `()`: `pipeline()` as callee means calling what `pipeline(…)` gave.
   */
  readonly at: string;
  readonly role: Role;
  /** What one call costs when nobody has measured it. */
  readonly cost?: "seconds" | "milliseconds" | "microseconds" | "network";
  /** Argument that names the model (index, or index and key), a file path or a hub id. */
  readonly model?: ArgumentRef;
  /** `file`: a path on disk or an address; `hub`: an identifier of a model hub; `service`: a name a service knows. */
  readonly modelKind?: "file" | "hub" | "service";
  /** Argument that holds the options record. */
  readonly options?: ArgumentRef;
  /** Only when this argument has one of these values: the task of `pipeline("feature-extraction")`. */
  readonly when?: { readonly argument: ArgumentRef; readonly is: readonly string[] };
  /** How one call can serve many items. */
  readonly batch?: Batch;
  /** For handler, once, repeat, memo, limit, worker: which argument is the function; -1 is the last. */
  readonly callback?: number | "all" | "last";
  /** handler and memo: how the function is given, when not as an argument. */
  readonly as?: "callback" | "decorator" | "assignment" | "export" | "extends" | "field";
  /** as = export: export names; as = field: names of the record's functions. */
  readonly names?: readonly string[];
  /** as = export: the file must match one of these globs (relative to the workspace), as in `** /app/** /route.*`. */
  readonly files?: readonly string[];
  /** handler: what one run of it is. `invocation` may be one at a time (serverless). */
  readonly per?: "request" | "message" | "frame" | "render" | "invocation" | "event";
  /** handler: how to name it to the user: `method-path` makes `POST /embed` of `app.post("/embed", …)`. */
  readonly label?: "method-path" | "name";
  /** same: which value it returns. */
  readonly passes?: "receiver" | "first";
  readonly since?: string;
  readonly until?: string;
  readonly note?: string;
}

export type ArgumentRef = number | { readonly argument: number; readonly field: string };

export interface Batch {
  /**
   * - array: pass a list where a single item stood · sibling: call another function (`callee`)
   * - tensor: stack along dimension 0, only if that axis is dynamic · none: no form for many items exists
   */
  readonly kind: "array" | "sibling" | "tensor" | "none";
  readonly item?: ArgumentRef;
  readonly callee?: string;
  readonly batchField?: string;
  /** Access of one result: after a single call, and in the batch result at index `i`. */
  readonly single?: string;
  readonly many?: string;
  /** Most items per call, and where that is stated. */
  readonly limit?: number;
  readonly limitSource?: string;
  /** The library cuts long lists into requests by itself. */
  readonly chunks?: boolean;
}
