/** What both shapes of callOnce share: the job, the list it hands over, and names for what it makes. Absent on purpose: edits. */
import type { BatchForm } from "../../../facts/vocabulary.ts";
import { ts } from "../compiler.ts";
import type { BatchCall } from "./batchCall.ts";
import type { ItemReads, ListAccess } from "./batchResult.ts";
import { type Code, innerExpression, textOf } from "./code.ts";
import { freeName } from "./names.ts";
import { arrayKind, type Rounds } from "./rounds.ts";

export interface BatchJob {
  readonly call: ts.CallExpression | ts.NewExpression;
  readonly rounds: Rounds;
  readonly batch: BatchCall;
  readonly access: ListAccess;
  readonly reads: ItemReads;
  readonly form: BatchForm;
  /** Items per call when the list may be longer. */
  readonly limit: number | undefined;
  /** No call may be made for an empty list, and the list may be empty. */
  readonly needsItems: boolean;
}

/** What goes around the one call: a loop over slices, or a test that there are items; undefined when it stands alone. */
export interface Frame {
  /** The name of what one call is made for. */
  readonly part: string;
  /** The opening line, and the lines that follow it one step further in. */
  readonly open: string;
  readonly first: readonly string[];
}

export function frameFor(code: Code, job: BatchJob, list: string): Frame | undefined {
  if (job.limit === undefined) {
    return job.needsItems ? { part: list, open: `if (${list}.length > 0) {`, first: [] } : undefined;
  }
  const from = freeName(code, "start");
  const part = freeName(code, "batch");
  return {
    part,
    open: `for (let ${from} = 0; ${from} < ${list}.length; ${from} += ${job.limit}) {`,
    first: [`const ${part} = ${list}.slice(${from}, ${from} + ${job.limit})${code.style.semicolon}`],
  };
}

/** The items as an argument: the list itself, or one made from it. */
export function itemsOf(code: Code, job: BatchJob, list: string): string {
  const { element } = job.rounds;
  const { item } = job.batch;
  if (ts.isIdentifier(element) && ts.isIdentifier(item) && element.text === item.text) return list;
  const text = textOf(code, item);
  return `${list}.map((${textOf(code, element)}) => ${ts.isObjectLiteralExpression(item) ? `(${text})` : text})`;
}

export interface List {
  readonly name: string;
  /** What it is made of, when a statement has to make it first. */
  readonly made: string | undefined;
}

/** The list a loop runs over, as the simple name of an array. */
export function listOf(code: Code, job: Pick<BatchJob, "rounds" | "limit">): List {
  const over = innerExpression(job.rounds.over);
  const text = textOf(code, job.rounds.over);
  const kind = arrayKind(code, over);
  const isKnown = job.rounds.kind === "map" ? kind !== "readonly" : kind === "array";
  if (ts.isIdentifier(over) && (isKnown || (kind === "readonly" && job.limit !== undefined)))
    return { name: text, made: undefined };
  const name = freeName(code, "items");
  const made =
    kind === "unknown" && job.rounds.kind === "for-of" ? `[...${text}]` : kind === "readonly" ? `[...${text}]` : text;
  return { name, made };
}

/** How the batch result is declared, and how item `index` is read from it. */
export interface ResultNames {
  readonly pattern: string;
  /** The expression items are read from, with the leading part of the access already taken. */
  readonly list: string;
  /** What is declared: the call's result, or the list a method makes of it, so that it is made once and not per item. */
  value(call: string): string;
}

export function resultNames(code: Code, job: BatchJob): ResultNames {
  const { list } = job.access;
  const key = /^\.([A-Za-z_$][\w$]*)$/.exec(list)?.[1];
  if (key && job.access.rest === "") {
    const name = freeName(code, key);
    return { pattern: name === key ? `{ ${key} }` : `{ ${key}: ${name} }`, list: name, value: (call) => call };
  }
  const isMade = list.includes("(");
  const name = freeName(code, list === "" || isMade ? "results" : "response");
  if (isMade) return { pattern: name, list: name, value: (call) => `(${call})${list}` };
  return { pattern: name, list: `${name}${list}`, value: (call) => call };
}
