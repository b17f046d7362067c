/**
 * docs/frameworks/ and the schema of framework files, made from the data files and their pages. Absent on purpose: writing;
 * the generator compares and writes.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ArgumentRef, Batch, Condition, Framework, Role, Row } from "../../server/src/knowledge/framework.ts";
import { frameworkSchema } from "../../server/src/knowledge/schema.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = "server/src/knowledge";

interface Documented {
  /** `npm/@huggingface/transformers`, `npm/node/http`, `pypi/torch`: the data file, without its ending. */
  readonly name: string;
  readonly framework: Framework;
  readonly page: string;
}

/** Texts by path below the project's root. */
export function generateFrameworkDocs(): Map<string, string> {
  const all = globSync("{npm,pypi}/**/*.json", { cwd: path.join(root, folder) })
    .map((file) => file.replaceAll("\\", "/").replace(/\.json$/, ""))
    .sort()
    .map(read);
  return new Map([
    ["docs/frameworks/README.md", index(all)],
    ...all.map((one): [string, string] => [`docs/frameworks/${documentOf(one.name)}`, document(one)]),
    ["schemas/framework.schema.json", `${JSON.stringify(frameworkSchema, null, 2)}\n`],
  ]);
}

/** `npm/@huggingface/transformers` → `huggingface-transformers.md`, `pypi/torch` → `python-torch.md`. */
export const documentOf = (name: string): string =>
  `${name
    .replace(/^npm\/@?/, "")
    .replace(/^pypi\//, "python-")
    .replaceAll("/", "-")}.md`;

function read(name: string): Documented {
  const file = path.join(root, folder, name);
  return {
    name,
    framework: JSON.parse(readFileSync(`${file}.json`, "utf8")) as Framework,
    page: readFileSync(`${file}.md`, "utf8"),
  };
}

/** The data file of a package as rows name it: `npm/node/http` for `node:http`, `pypi/torch` for `pypi:torch`. */
export const nameOf = (packageName: string): string =>
  packageName.startsWith("pypi:") ? packageName.replace(":", "/") : `npm/${packageName.replace(":", "/")}`;

const generated = "<!-- Made by `npm run generate`; edit the page beside the data file instead. -->";

const groups: readonly { readonly title: string; readonly roles: readonly Role[] }[] = [
  { title: "Models in this process", roles: ["load"] },
  { title: "Models reached over the network", roles: ["construct", "embed", "generate"] },
  { title: "What runs often: handlers, messages, components", roles: ["handler"] },
  { title: "What keeps a result", roles: ["memo"] },
  { title: "What bounds or delays", roles: ["limit", "delay", "repeat"] },
  { title: "What moves work off the thread", roles: ["worker"] },
];

function index(all: readonly Documented[]): string {
  const grouped = groups.map(({ title }, at) => {
    const members = all.filter((one) => groupOf(one) === at);
    const lines = members.map((one) => `- [${titleOf(one)}](${documentOf(one.name)}): ${firstSentence(one.page)}`);
    return members.length > 0 ? [`## ${title}`, "", ...lines, ""] : [];
  });
  return `${[
    generated,
    "",
    "# Libraries InferLens knows",
    "",
    `InferLens judges a call only when it comes, by import, from one of these ${all.length} libraries. Each page shows the library in use; a comment \`// is: load\`, in Python \`# is: load\`, at the end of a line says what InferLens takes the call for.`,
    "",
    ...grouped.flat(),
    ownFile,
  ].join("\n")}`;
}

const ownFile = `## Your own library or wrapper

Write the same kind of file for your own code and name it in \`inferlens.json\`:

\`\`\`json
{ "frameworks": ["./inferlens/vectors.json"] }
\`\`\`

\`\`\`json
{
  "$schema": "https://raw.githubusercontent.com/inferlens/inferlens/main/schemas/framework.schema.json",
  "package": "@acme/vectors",
  "also": ["@/lib/vectors", "./vectors.js"],
  "versions": "*",
  "evidence": "packages/vectors/src/index.ts",
  "types": { "Index": ["openIndex()", "VectorIndex#"] },
  "rows": [
    { "at": "openIndex", "role": "load", "cost": "seconds", "model": 0, "modelKind": "file" },
    {
      "at": "Index.embed",
      "role": "embed",
      "cost": "network",
      "batch": { "kind": "sibling", "item": 0, "callee": "embedAll", "single": "vector", "many": "vectors[i]" }
    },
    { "at": "onQuery", "role": "handler", "callback": 0, "per": "request" }
  ]
}
\`\`\`

\`package\` and \`also\` are modules as they are imported. \`at\` is where the call comes from, below that module: \`openIndex\` is the
export, \`openIndex()\` what it gives, \`VectorIndex#\` a value declared to be of that type, \`Index\` a short name for both. A row of
yours stands before ours for the same path. A mistake in the file is reported in \`inferlens.json\`, and the file is left out.
`;

/** The first group one of its rows belongs to; a library with models counts as one whatever else it has. */
const groupOf = ({ framework }: Documented): number =>
  groups.findIndex(({ roles }) => framework.rows.some(({ role }) => roles.includes(role)));

const titleOf = ({ page }: Documented): string => /^# (.+)$/m.exec(page)![1]!;

function firstSentence(page: string): string {
  const paragraph = page.split(/\n{2,}/)[1]!.replaceAll("\n", " ");
  return /^.*?[.:](?=\s|$)/.exec(paragraph)?.[0].replace(/:$/, ".") ?? paragraph;
}

function document({ framework, page }: Documented): string {
  const { types = {}, also = [], local } = framework;
  const known = Object.entries(types).map(
    ([name, paths]) => `- \`${name}\`: ${paths.map((at) => `\`${at}\``).join(", ")}`,
  );
  return `${[
    generated,
    "",
    page.trimEnd(),
    "",
    "## What InferLens knows",
    "",
    "| call | meaning | more |",
    "| --- | --- | --- |",
    ...framework.rows.map((row) => `| ${cell(callOf(row))} | ${cell(meaningOf(row))} | ${cell(moreOf(row))} |`),
    "",
    ...(known.length > 0 ? ["Short names in the table:", "", ...known, ""] : []),
    ...(also.length > 0
      ? [`Modules: ${[framework.package, ...also].map((module) => `\`${module}\``).join(", ")}.`, ""]
      : []),
    ...(local?.node ? [`In Node: ${inNode[local.node]}.`, ""] : []),
    ...(local?.web ? [`In a browser: ${inBrowser[local.web]}.`, ""] : []),
    `Versions: \`${framework.versions}\`. Read in: ${framework.evidence}.`,
    "",
  ].join("\n")}`;
}

const inNode = {
  "promise-sync": "a call returns a promise but computes on the calling thread",
  sync: "a call computes before it returns",
  native: "a call computes beside the calling thread",
} as const;

const inBrowser = {
  queued: "calls of one page run one after another",
  "main-thread": "a call computes on the calling thread",
  native: "a call computes beside the calling thread",
} as const;

const meanings: Readonly<Record<Role, string>> = {
  load: "loads a model",
  construct: "makes a client",
  infer: "runs a model",
  embed: "embeds",
  generate: "generates",
  tokenize: "counts or makes tokens",
  preprocess: "prepares input",
  release: "frees",
  allocate: "allocates what must be freed",
  sync: "waits for a device",
  upsert: "writes into a vector index",
  search: "asks a vector index",
  handler: "runs its function often",
  once: "runs its function once",
  repeat: "runs its function per item",
  memo: "keeps what its function gives",
  limit: "bounds how many run at once",
  delay: "waits on purpose",
  wait: "holds its thread for an answer",
  worker: "works off this thread",
  same: "returns its receiver",
  setting: "changes how the library runs",
  evaluate: "switches a model to evaluation",
  backward: "works gradients out",
  step: "updates weights",
  data: "reads training data",
  clear: "empties the device's cache",
  guard: "keeps runs from being recorded for gradients",
  mix: "computes in a smaller precision",
  scale: "scales gradients for it",
  zero: "clears gradients",
  restore: "puts weights into a model",
  read: "reads a file whole",
  parallel: "spreads a model over devices",
  compile: "compiles a model",
  configure: "decides how a model runs",
  layer: "is a part of a network",
  fork: "starts another process or thread",
};

const callOf = (row: Row): string => {
  if (row.as === "export") return `export ${(row.names ?? []).map((name) => `\`${name}\``).join(", ")}`;
  if (row.as === "component") return "component";
  if (row.as === "parameter") return `function that takes \`${row.at.replace(/#$/, "")}\``;
  return row.as === "decorator" ? `\`@${row.at}\`` : `\`${row.at}\``;
};

const meaningOf = (row: Row): string => (row.role === "handler" ? `runs once per ${row.per}` : meanings[row.role]);

const moreOf = (row: Row): string => [detailsOf(row).join("; "), row.note ?? ""].filter(Boolean).join(". ");

function detailsOf(row: Row): readonly string[] {
  return [
    ...(row.when ? [whenOf(row.when)] : []),
    ...(row.cost ? [row.cost === "network" ? "over the network" : `takes ${row.cost}`] : []),
    ...(row.files ? [`in ${row.files.map((glob) => `\`${glob}\``).join(", ")}`] : []),
    ...(row.imports
      ? [`${row.files ? "or " : ""}with an import of ${row.imports.map((name) => `\`${name}\``).join(", ")}`]
      : []),
    ...(row.as === "field" || row.as === "extends"
      ? [`functions ${(row.names ?? []).map((name) => `\`${name}\``).join(", ")}`]
      : []),
    ...(row.batch ? batchOf(row.batch) : []),
    ...(row.precision ? [`\`${row.precision.option}\` chooses the precision`] : []),
    ...(row.pessimal ?? []).map(
      ({ option, is, effect }) => `\`${option}: ${is.map((value) => JSON.stringify(value)).join(" | ")}\` ${effect}`,
    ),
    ...(row.since ? [`since ${row.since}`] : []),
    ...(row.until ? [`before ${row.until}`] : []),
  ];
}

function batchOf({ kind, item, callee, batchField, limit, limitSource }: Batch): readonly string[] {
  const most = limit === undefined ? "" : ` of at most ${limit} (${limitSource})`;
  switch (kind) {
    case "array":
      return [`takes a list${most} in ${argumentOf(item)}`];
    case "sibling":
      return [`\`${callee}\` takes a list${batchField ? ` in \`${batchField}\`` : ""}${most}`];
    case "tensor":
      return ["many inputs stack along the first dimension, if the model leaves it open"];
    case "statement":
      return ["many fit into one statement"];
    case "none":
      return [];
  }
}

function whenOf({ argument, of, is, given, matches }: Condition): string {
  const subject = `${argumentOf(argument)}${of === "source" ? " of the call that made it" : ""}`;
  if (is) return `when ${subject} is ${is.map((value) => `\`${value}\``).join(", ")}`;
  if (matches) return `when the text of ${subject} says so`;
  return `${given ? "with" : "without"} ${subject}`;
}

const argumentOf = (reference: ArgumentRef | undefined): string => {
  if (reference === undefined) return "an argument";
  if (reference === "keywords") return "arguments given by name";
  if (typeof reference === "number") return `argument ${reference + 1}`;
  return `\`${"keyword" in reference ? reference.keyword : reference.field}\``;
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
