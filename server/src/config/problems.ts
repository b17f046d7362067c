/**
 * Reads the text of one inferlens.json: the keys that are right, and what is wrong with the others, each with its place.
 * Never throws: a half-typed file gives the keys that can be read. Absent on purpose: files and nesting.
 */
import { Ajv, type ErrorObject } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { figureNames } from "../history/budget.ts";
import type { Span } from "../text/span.ts";
import { configSchema, type RuleSummary } from "./schema.ts";
import type { ConfigValues } from "./values.ts";

export interface ConfigProblem {
  readonly span: Span;
  /** What is wrong, and what holds instead. */
  readonly message: string;
  /** `syntax` is what every JSON editor shows by itself; `value` what it shows where the schema is known. */
  readonly kind: "syntax" | "value" | "unknown";
}

export interface ReadConfig {
  readonly values: ConfigValues;
  readonly problems: readonly ConfigProblem[];
}

interface SchemaPart {
  readonly properties?: object;
  readonly items?: { readonly properties?: object };
}

const defaultsHold = "Defaults stay in force.";

export function createConfigReader(rules: readonly RuleSummary[]): (text: string) => ReadConfig {
  const schema = configSchema(rules);
  const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);
  const properties = schema.properties as Readonly<Record<string, SchemaPart>>;
  const keys = Object.keys(properties).filter((key) => key !== "$schema");
  const measureKeys = Object.keys(properties.measure?.properties ?? {});
  const overrideKeys = Object.keys(properties.overrides?.items?.properties ?? {});
  const budgetKeys = [...figureNames, "machine"];
  const ruleNames = rules.map((rule) => rule.name);

  return (text) => {
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    const problems: ConfigProblem[] = errors.map((error) => ({
      span: { start: error.offset, end: error.offset + Math.max(1, error.length) },
      message: `Not valid JSON: ${wordsOf(printParseErrorCode(error.error))}. What can be read is in force.`,
      kind: "syntax",
    }));
    if (!tree) return { values: {}, problems };
    if (tree.type !== "object") {
      problems.push({ span: spanOf(tree), message: `Expected an object. ${defaultsHold}`, kind: "value" });
      return { values: {}, problems };
    }
    const value = plain(tree) as Record<string, unknown>;
    problems.push(
      ...unknownNames(tree, [], ["$schema", ...keys], "key"),
      ...unknownNames(tree, ["rules"], ruleNames, "rule"),
      ...unknownNames(tree, ["measure"], measureKeys, "key of measure"),
      ...(findNodeAtLocation(tree, ["budgets"])?.children ?? []).flatMap((budget) =>
        unknownNames(tree, ["budgets", String(budget.children?.[0]?.value)], budgetKeys, "figure"),
      ),
      ...(findNodeAtLocation(tree, ["overrides"])?.children ?? []).flatMap((_, at) => [
        ...unknownNames(tree, ["overrides", at], overrideKeys, "key of an override"),
        ...unknownNames(tree, ["overrides", at, "rules"], ruleNames, "rule"),
      ]),
    );
    if (!validate(value)) {
      for (const error of mostSpecific(validate.errors ?? [])) {
        const path = pointerPath(error.instancePath);
        problems.push({
          span: spanOf(nodeNear(tree, path)),
          message: `${sentenceOf(error, path)} ${defaultsHold}`,
          kind: "value",
        });
        remove(value, path);
      }
    }
    for (const key of Object.keys(value)) if (!keys.includes(key)) delete value[key];
    return { values: value as ConfigValues, problems: problems.sort((a, b) => a.span.start - b.span.start) };
  };
}

/** `"warn"` for `warning`: a word is a slip of another when less than half of it differs. */
function unknownNames(
  tree: Node,
  path: readonly (string | number)[],
  known: readonly string[],
  noun: string,
): ConfigProblem[] {
  const node = path.length === 0 ? tree : findNodeAtLocation(tree, [...path]);
  if (node?.type !== "object") return [];
  const found: ConfigProblem[] = [];
  for (const property of node.children ?? []) {
    const key = property.children?.[0];
    const name: unknown = key?.value;
    if (!key || typeof name !== "string" || known.includes(name)) continue;
    found.push({
      span: spanOf(key),
      message: `Unknown ${noun} "${name}".${suggestion(name, known)} ${defaultsHold}`,
      kind: "unknown",
    });
  }
  return found;
}

function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const prefixed = known.find((name) => word.length >= 4 && (name.startsWith(word) || word.startsWith(name)));
  const nearest = prefixed ?? closest(word, known);
  if (!prefixed && distance(word, nearest) > Math.max(word.length, nearest.length) / 2) return "";
  return ` Did you mean "${nearest}"?`;
}

function sentenceOf(error: ErrorObject, path: readonly (string | number)[]): string {
  const name = path.length === 0 ? "The file" : `"${path.join(".")}"`;
  if (error.keyword === "enum") {
    const allowed = (error.params as { readonly allowedValues: readonly string[] }).allowedValues;
    const given: unknown = error.data;
    const hint = typeof given === "string" ? suggestion(given, allowed) : "";
    return `${name} must be one of ${allowed.join(", ")}.${hint}`;
  }
  const example = (error.parentSchema as { readonly examples?: readonly unknown[] } | undefined)?.examples?.[0];
  if (error.keyword === "pattern" && typeof example === "string") return `${name} must be written as "${example}".`;
  return `${name} ${error.message ?? "is not valid"}.`;
}

/** An error inside a value makes an error about the whole value needless. */
function mostSpecific(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    if (seen.has(error.instancePath)) return false;
    seen.add(error.instancePath);
    return !errors.some((other) => other !== error && other.instancePath.startsWith(`${error.instancePath}/`));
  });
}

const pointerPath = (pointer: string): readonly (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

function nodeNear(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node;
  }
  return tree;
}

/** Takes a wrong value out: a list item alone, so that the others hold. */
function remove(value: unknown, path: readonly (string | number)[]): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let at = value;
  for (const part of path.slice(0, -1)) {
    if (typeof at !== "object" || at === null) return;
    at = (at as Record<string | number, unknown>)[part];
  }
  if (typeof at !== "object" || at === null) return;
  if (Array.isArray(at)) at[Number(last)] = "";
  else delete (at as Record<string | number, unknown>)[last];
}

/** The value of a tree, prototypes left alone: a key `__proto__` is a key. */
function plain(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plain);
  if (node.type !== "object") return node.value as unknown;
  const record: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key && value)
      Object.defineProperty(record, String(key.value), {
        value: plain(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return record;
}

const wordsOf = (code: string): string => code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const spanOf = (node: Node): Span => ({ start: node.offset, end: node.offset + node.length });
