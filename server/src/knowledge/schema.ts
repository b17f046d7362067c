/**
 * The JSON schema of a framework file: checks ours in tests and the workspace's own at run time, and gives completion in
 * editors (schemas/framework.schema.json is written from it). Absent on purpose: what a schema cannot say; see validate.ts.
 */
import { choice, layerWith, samplingWith, spreadWith } from "./choiceRowsSchema.ts";
import {
  type ArgumentRef,
  type Condition,
  type Framework,
  type LocalRuntime,
  type PessimalOption,
  type Row,
  roles,
  type Setting,
} from "./framework.ts";
import { generation, patience, service } from "./languageModelSchema.ts";
import { words } from "./languageWordsSchema.ts";
import { batchOption, batchWith, dimensions, vectors } from "./manyItemsSchema.ts";
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
import { literal, record, text, texts } from "./schemaParts.ts";
import { training } from "./trainingWordsSchema.ts";

const argument = {
  description:
    "An argument by its index, a key of the record at that index, one given by name, or the record of all given by name.",
  oneOf: [
    { type: "integer", minimum: 0 },
    { const: "keywords" },
    record<Extract<ArgumentRef, { argument: number }>>(
      { argument: { type: "integer", minimum: 0 }, field: text("Key of the record.") },
      ["argument", "field"],
    ),
    record<Extract<ArgumentRef, { keyword: string }>>(
      {
        keyword: text("Its name."),
        position: { type: "integer", minimum: 0, description: "Where it stands when it is given by place." },
      },
      ["keyword"],
    ),
  ],
};

const condition = {
  ...record<Condition>(
    {
      argument,
      of: { enum: ["call", "source"], description: "The row's own call, or the one its receiver comes from." },
      is: { type: "array", items: literal, minItems: 1, description: "The argument is one of these literals." },
      given: { type: "boolean", description: "The argument is there, or surely is not." },
      matches: { type: "string", minLength: 1, description: "The argument is a text this expression matches." },
    },
    ["argument"],
  ),
  anyOf: [{ required: ["is"] }, { required: ["given"] }, { required: ["matches"] }],
};

const precision = record<Precision>(
  {
    option: text("The option that chooses the precision, `dtype`."),
    full: {
      type: "array",
      items: literal,
      minItems: 1,
      description: "Values that load the weights in full precision.",
    },
    device: text("The option that names the device."),
    smallByDefaultOn: texts("Devices on which small weights are the default; absent: everywhere."),
    small: {
      type: "object",
      additionalProperties: { type: "string" },
      minProperties: 1,
      description: "The value for small weights by device, as source text; `*` for any other.",
    },
    lightModels: text("Models whose name this expression matches have so few weights that it hardly matters."),
  },
  ["option", "full", "small"],
);

const setting = record<Setting>(
  {
    of: {
      enum: [
        "threads",
        "proxy",
        "cache",
        "source",
        "debug",
        "memory",
        "device",
        "autotune",
        "deterministic",
        "slow",
        "idle",
      ],
      description: "What the value decides.",
    },
    is: { type: "array", items: literal, minItems: 1, description: "Values with the effect; absent: any." },
    effect: text("What it does, as the end of a sentence about the place."),
    onlyText: text("Only in files where this stands, as an expression."),
    where: { enum: ["node", "web"] },
    unless: text("Words in the file that show it is meant or does something, as an expression."),
    unlessGlobals: texts("Names of the platform that show it is meant."),
  },
  ["of", "effect"],
);

const pessimal = record<PessimalOption>(
  {
    option: text("The option's name."),
    is: { type: "array", items: literal, minItems: 1, description: "The values meant." },
    effect: text("What it does, as the end of a sentence about the call."),
    changes: text("What taking it away can change."),
    where: { enum: ["node", "web"] },
  },
  ["option", "is", "effect"],
);

const row = record<Row>(
  {
    at: {
      type: "string",
      description:
        "Access path below the package or a name of `types`: `InferenceSession.create`, `App.{get,post}`, `pipeline()`.",
    },
    role: { enum: roles, description: "What the call, or the function it is handed, means." },
    noun: text("load: what the call gives, for messages: `session`, `tokenizer`; `model` when absent."),
    awaitable: text("What does the same without holding up its thread, to be awaited: `AsyncOpenAI`."),
    cost: {
      enum: ["seconds", "milliseconds", "microseconds", "network"],
      description: "What one call costs unmeasured.",
    },
    model: { ...argument, description: "The argument that names the model." },
    modelKind: { enum: ["file", "hub", "service"], description: "What that name is." },
    options: { ...argument, description: "The argument that holds the options." },
    when: { ...condition, description: "Only when an argument is as said." },
    precision: { ...precision, description: "How an option chooses the precision of the weights." },
    setting: { ...setting, description: "setting: what the value decides." },
    pessimal: { type: "array", items: pessimal, minItems: 1, description: "Option values that make the call slower." },
    ignored: texts("Options of earlier versions that have no effect any more."),
    batch: { ...batchWith(argument), description: "How one call can serve many items." },
    text: { ...generation, description: "generate: what one can say to a language model." },
    remembers: { const: true, description: "Its receiver keeps a conversation." },
    batchOption: { ...batchOption, description: "construct: how many items go into one request." },
    dimensions: { ...dimensions, description: "embed, construct: the option that makes vectors shorter." },
    vectors: { ...vectors, description: "search: the option that makes it return stored vectors." },
    callback: {
      oneOf: [{ type: "integer", minimum: -1 }, { enum: ["all", "last"] }],
      description: "Which argument is the function; for `field` the record that holds it. -1 is the last.",
    },
    as: {
      enum: ["callback", "decorator", "assignment", "export", "extends", "field", "parameter", "component"],
      description: "How the function is given, when not as an argument.",
    },
    names: texts("Export names, keys of the record, or methods, as `as` says."),
    files: texts("export: globs of files it speaks of."),
    imports: texts("export: modules of which the file imports at least one."),
    per: {
      enum: ["request", "message", "frame", "render", "invocation", "event", "tick"],
      description: "What one run of a handler is.",
    },
    label: { enum: ["method-path", "name"], description: "How a handler is named to the user." },
    debug: { type: "array", items: pessimal, minItems: 1, description: "Options that help to look into a problem." },
    results: {
      ...record<ResultPlace>(
        {
          option: text("The option that says where results lie."),
          devices: text("The option that names devices."),
          kept: {
            type: "object",
            additionalProperties: { type: "string" },
            minProperties: 1,
            description: "The value that keeps results on the device, by device, as source text.",
          },
          numbers: texts("Members of a result that give its numbers."),
          shape: text("The member that says how the numbers are laid out."),
        },
        ["option", "devices", "kept", "numbers", "shape"],
      ),
      description: "load: how its options decide where results lie after a run.",
    },
    owned: { const: true, description: "What the call gives holds memory that only a release frees." },
    frees: {
      enum: ["arguments", "callback", "scope", "nothing"],
      description: "release: what it frees; absent: what it is called on.",
    },
    asynchronous: text("sync: the member that does the same without holding up the thread."),
    passes: { enum: ["receiver", "first"], description: "Which value the call returns." },
    drawn: {
      const: true,
      description: "infer: results are drawn by chance, so the same input gives another one each time.",
    },
    repeats: { const: true, description: "limit: the callback runs once per item of a list." },
    accelerator: {
      ...record<Accelerator>(
        {
          option: text("The option that names the processor; may lead into a record."),
          fast: texts("Values that take the work off the processor the page runs on."),
          value: text("What to write, as source text."),
          worth: { ...condition, description: "Only worth it for these." },
        },
        ["option", "fast", "value"],
      ),
      description: "load: how its options choose the processor.",
    },
    threads: text("load: the option that says how many threads a run takes; all cores without it."),
    idle: {
      type: "array",
      minItems: 1,
      items: record<IdleOption>(
        {
          option: text("The option."),
          modules: texts("Only where it was imported from one of these modules."),
          unless: record<NonNullable<IdleOption["unless"]>>(
            { option: text("Another option."), is: { type: "array", items: literal, minItems: 1 } },
            ["option", "is"],
          ),
          because: text("Why it does nothing, as the end of a sentence about it."),
        },
        ["option", "because"],
      ),
      description: "Options that do nothing where the code runs, or beside others.",
    },
    onVideo: {
      ...record<NonNullable<Row["onVideo"]>>(
        {
          sibling: text("The function for the pictures of a video."),
          option: text("The option of the load that allows it."),
          value: text("The option's value, as source text."),
        },
        ["sibling", "option", "value"],
      ),
      description: "infer: takes one picture, a sibling takes those of a video.",
    },
    recorded: {
      ...record<Recorded>(
        {
          guard: text("What to write around it, as source text."),
          unless: text("Code that shows that gradients are asked for, as an expression."),
          ends: text("What takes a result out of the recording, as an expression."),
          decorator: text(
            "Names of decorators that keep it from being recorded, a project's own among them, as an expression.",
          ),
        },
        ["guard", "unless", "ends", "decorator"],
      ),
      description: "infer: its run is recorded for gradients unless a guard is around it.",
    },
    workers: {
      ...record<DataWorkers>(
        {
          option: text("How many processes prepare samples."),
          value: text("What to write, as source text."),
          beside: texts("Options that show that somebody has thought of it."),
          keeps: record<DataWorkers["keeps"]>(
            { option: text("Keeps the processes for the next time through."), value: text("As source text.") },
            ["option", "value"],
          ),
          needed: texts("Options that raise an error without such processes."),
          collate: text("The option for a function that puts each batch together."),
          decodes: text("Paths of data sets that decode files, as an expression."),
          inMemory: text("Paths of data sets that lie in memory, as an expression."),
        },
        ["option", "value", "beside", "keeps", "needed", "collate", "decodes", "inMemory"],
      ),
      description: "data: how samples are read beside the training process.",
    },
    choices: { type: "array", items: choice, minItems: 1, description: "Ways it offers of which one is slower." },
    spread: { ...spreadWith(argument), description: "parallel: how a model is spread over devices." },
    sampling: { ...samplingWith(argument), description: "data: how samples are picked." },
    layer: { ...layerWith(argument), description: "layer: what part of a network it is." },
    blocks: { const: true, description: "Gives its result when it returns: there is nothing to await." },
    promise: { const: true, description: "Gives a promise: it goes on after what is around it has ended." },
    batchSize: {
      ...record<BatchSize>(
        {
          option: text("Its name."),
          position: { type: "integer", minimum: 0, description: "Where it stands when it is given by place." },
          beside: texts("Options that put batches together in another way."),
          value: text("What to write, as source text."),
        },
        ["option", "position", "beside", "value"],
      ),
      description: "data: how many samples a step gets; one where nothing is said.",
    },
    replaced: {
      ...record<Replaced>(
        {
          since: text("The first version that has the new one and warns of the old."),
          by: text("The new name."),
          device: text("Its first argument, as source text."),
        },
        ["since", "by", "device"],
      ),
      description: "An older name; the new one takes a device first.",
    },
    keeps: {
      ...record<KeptOption>(
        {
          option: text("Its name."),
          position: { type: "integer", minimum: 0, description: "Where it stands when it is given by place." },
          unless: text("Code that reads what is kept, as an expression."),
        },
        ["option", "position", "unless"],
      ),
      description: "zero: the option that, when off, keeps memory of gradients and fills it.",
    },
    pooled: { const: true, description: "handler: a function that is not asynchronous runs in a pool of threads." },
    copies: { ...argument, description: "fork: how many processes run the same code." },
    serves: { const: true, description: "From this call on requests come." },
    rebuilds: { const: true, description: "Builds what its receiver computes anew." },
    fanOut: {
      ...record<NonNullable<Row["fanOut"]>>(
        {
          list: { ...argument, description: "The list; absent for the construction of a client." },
          bound: { ...argument, description: "What bounds how many run at once." },
        },
        ["bound"],
      ),
      description: "Sends one request per item of a list, all at once unless it is bounded.",
    },
    since: text("First version it is true of."),
    until: text("First version it is no longer true of."),
    note: text("One sentence for the documentation."),
  },
  ["at", "role"],
);

export const frameworkSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "InferLens framework file",
  description:
    "What the calls of a library mean: which load a model, which run it, which hand a function to be run often.",
  ...record<Framework>(
    {
      $schema: { type: "string" },
      package: {
        type: "string",
        description: "The module as it is imported; for own wrappers also a relative path or an alias.",
      },
      also: texts("Further modules of the same interface. `*` within a segment, `/**` any sub-path."),
      versions: text("Versions the rows were read in, as a semver range."),
      evidence: text("Where the facts come from: an address or a type file."),
      types: {
        type: "object",
        additionalProperties: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
        propertyNames: { pattern: "^[A-Za-z_][\\w]*$" },
        description: "Short names for access paths, usable at the start of `at`.",
      },
      mentions: texts("Words, at least one of which stands in every file the rows can speak of."),
      changing: texts("Names that stand for something else in each run, though they are imported once."),
      globals: texts("Names it is known by where a script brought it and nothing is imported."),
      distinctive: {
        type: "object",
        additionalProperties: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
        description: "Members no other library has, by the type they are of, written as at the start of `at`.",
      },
      callable: texts("Types among those of `distinctive` whose values are called themselves."),
      plain: texts("Members of its values that hold no memory of their own."),
      local: {
        ...record<LocalRuntime>(
          {
            node: { enum: ["promise-sync", "sync", "native"] },
            web: { enum: ["queued", "main-thread", "native"] },
            beside: texts("Modules of it that compute beside the calling thread all the same."),
            inMemory: {
              ...record<NonNullable<LocalRuntime["inMemory"]>>(
                { modules: texts("Modules that keep results in memory."), unless: texts("Modules that do not.") },
                ["modules", "unless"],
              ),
              description: "Where results lie in memory, so that reading them waits for nothing.",
            },
          },
          [],
        ),
        description: "Facts about running it in this process; absent for services reached over the network.",
      },
      service: { ...service, description: "What holds for all its language models." },
      patience: { ...patience, description: "How long its calls may take and how often they are tried." },
      words: { ...words, description: "Words of the language itself." },
      numbers: texts("Members of what its runs give that hold numbers in memory."),
      ownServer: { const: true, description: "A server people mostly run themselves." },
      trains: { const: true, description: "Its models may be trained on." },
      training: { ...training, description: "How code trains with it." },
      blocks: { const: true, description: "Its calls give their results when they return." },
      rows: { type: "array", items: row, minItems: 1, description: "One row per meaning." },
    },
    ["package", "versions", "evidence", "rows"],
  ),
};
