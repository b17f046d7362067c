/**
 * Checks a framework file a user wrote and says in plain words what is wrong. Absent on purpose: reading files, and ours,
 * which the same check passes in tests. Loads the schema compiler, so import it only when there is a file to check.
 */
import { Ajv, type ErrorObject } from "ajv";
import { valid, validRange } from "semver";
import type { Framework, Row } from "./framework.ts";
import { frameworkSchema } from "./schema.ts";

/** The framework in a text, or what is wrong with it and where: `rows[2].role: …`. */
export function readFramework(text: string): { readonly framework: Framework } | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { error: `not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const problems = problemsOf(value);
  return problems.length > 0 ? { error: problems.join("; ") } : { framework: value as Framework };
}

/** What is wrong with a value as a framework file; empty when nothing is. */
export function problemsOf(value: unknown): readonly string[] {
  compiled ??= new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    frameworkSchema,
  );
  if (!compiled(value)) return [...new Set((compiled.errors ?? []).map(inWords).filter((line) => line !== undefined))];
  const framework = value as Framework;
  return [
    ...(validRange(framework.versions) === null ? [`versions: "${framework.versions}" is no semver range`] : []),
    ...Object.entries(framework.types ?? {}).flatMap(([name, paths]) =>
      paths.filter((path) => !isPath(path)).map((path) => `types.${name}: "${path}" is no access path`),
    ),
    ...framework.rows.flatMap((row, index) => problemsOfRow(row).map((problem) => `rows[${index}].${problem}`)),
  ];
}

let compiled: ReturnType<Ajv["compile"]> | undefined;

function problemsOfRow(row: Row): readonly string[] {
  const problems: string[] = [];
  const pathless = row.as === "export" || row.as === "component";
  if (!pathless && !isPath(row.at)) problems.push(`at: "${row.at}" is no access path`);
  if (row.role === "handler" && row.per === undefined) problems.push("per: a handler says what one run of it is");
  if (row.as === "export" && !row.names) problems.push("names: say which exports are meant");
  if (row.as === "export" && !row.files && !row.imports) {
    problems.push("files: say which files or imports show that an export is meant");
  }
  if (row.as === "field" && !(row.names && row.callback !== undefined)) {
    problems.push("names: say which keys hold the functions, and in `callback` which argument is the record");
  }
  if (row.as === "extends" && !row.names && row.role !== "release") problems.push("names: say which methods are meant");
  if (isHandedFunction(row) && row.callback === undefined)
    problems.push("callback: say which argument is the function");
  if (row.when?.matches !== undefined && !isExpression(row.when.matches))
    problems.push(`when.matches: "${row.when.matches}" is no regular expression`);
  if (row.batch?.kind === "sibling" && !row.batch.callee)
    problems.push("batch.callee: name the function for many items");
  if ((row.batch?.kind === "sibling" || row.batch?.kind === "array") && row.batch.item === undefined) {
    problems.push("batch.item: say which argument is the single item");
  }
  if (row.role === "setting" && !row.setting) problems.push("setting: say what the value decides");
  for (const key of ["since", "until"] as const) {
    const version = row[key];
    if (version !== undefined && valid(version) === null)
      problems.push(`${key}: "${version}" is no version, as in 1.2.0`);
  }
  return problems;
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, "i") !== undefined;
  } catch {
    return false;
  }
}

const isHandedFunction = (row: Row): boolean =>
  (row.role === "handler" || row.role === "once" || row.role === "repeat") &&
  (row.as === undefined || row.as === "callback");

/** `InferenceSession.create().run`, `App.{get,post}`, `*Tokenizer#`, `default()`, `()`. */
function isPath(path: string): boolean {
  const spelled = path.replace(/\{[^{}]+\}/g, (braces) => (/^\{[\w$*.,()# ]+\}$/.test(braces) ? "x" : "{"));
  return /^(?:(?:[\w$*]+#?)?(?:\(\))*)(?:\.[\w$*]+#?(?:\(\))*)*$/.test(spelled) && path !== "";
}

/** One error of the schema as a sentence; undefined for the echoes an error inside a choice makes. */
function inWords({ instancePath, keyword, params, schemaPath, message }: ErrorObject): string | undefined {
  if (/\/(?:oneOf|anyOf)\/\d/.test(schemaPath)) return undefined;
  const place = instancePath
    .replace(/^\//, "")
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".");
  const where = place === "" ? "" : `${place}: `;
  switch (keyword) {
    case "oneOf":
      return place.endsWith(".callback")
        ? `${where}must be an index, "last" or "all"`
        : `${where}must be an index, or { "argument": index, "field": key }`;
    case "anyOf":
      return `${where}needs "is", "given" or "matches"`;
    case "additionalProperties":
      return `${where}unknown key "${params.additionalProperty}"`;
    case "required":
      return `${where}"${params.missingProperty}" is missing`;
    case "enum":
      return `${where}must be one of ${(params.allowedValues as readonly unknown[]).join(", ")}`;
    default:
      return `${where}${message ?? "is not allowed here"}`;
  }
}
