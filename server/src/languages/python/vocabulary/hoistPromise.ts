/**
 * Moves a call that loads something into a function of the module that keeps what it gives: `@functools.cache`. Nothing is loaded
 * when the module is imported; a failed load fails where it did, and is tried again by the next call. What changes: it is loaded once.
 * Absent on purpose: what is awaited, since a coroutine can be awaited once; calls whose result a run alters or closes.
 */
import type { CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Node } from "../tree.ts";
import { type Code, callNode, insert, leadOf, replace, statementOf, textOf } from "./code.ts";
import { written } from "./form.ts";
import { baseName, calledName, moduleAnchor, startWithComments } from "./moduleLevel.ts";
import { textIndented } from "./movable.ts";
import { freeName, isTaken } from "./names.ts";
import { named, type Written } from "./packages.ts";

export function hoistPromise(code: Code, id: CallId): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const top = call && moduleAnchor(code, id, call);
  if (!call || !top || isKept(code, call)) return undefined;
  const known = existingLoader(code, call, top);
  if (known !== undefined) return [replace(call, `${known}()`)];
  const keeps = keeper(code, top);
  if (!keeps) return undefined;
  const base = baseName(code, id, call);
  const wanted = [base, calledName(code, call) ?? base].map((one) =>
    /^(?:load|get|make)_/.test(one) ? one : `load_${one}`,
  );
  const name = wanted.find((one) => !isTaken(code, one)) ?? freeName(code, wanted[0]!);
  const { eol, unit } = code;
  const from = leadOf(code, statementOf(call)!.start);
  const lines = [
    `@${keeps.text}`,
    `def ${name}():`,
    `${unit}return ${textIndented(code, call, from, unit)}`,
    "",
    "",
    "",
  ];
  return [...keeps.edits, insert(startWithComments(code, top), lines.join(eol)), replace(call, `${name}()`)];
}

/** `functools.cache`, or the older name of it where the file has that already. */
function keeper(code: Code, top: Node): Written | undefined {
  const older = named(code, "functools.lru_cache", top.start);
  const hasOlder = older?.edits.length === 0 && older.text === "lru_cache";
  const newer = written(code, "{functools.cache}", top.start);
  if (newer?.edits.length === 0 || !hasOlder) return newer;
  return { text: `${older.text}(maxsize=None)`, edits: [] };
}

const keeping = /^@(?:functools\.)?(?:cache|lru_cache(?:\(maxsize=None\)|\(\))?)$/;

const marksOf = (code: Code, definition: Node): readonly string[] =>
  definition.children.filter(({ type }) => type === "decorator").map((one) => textOf(code, one).trim());

/** A function around it keeps what it gives. */
function isKept(code: Code, call: Node): boolean {
  for (let at = call.parent; at !== null; at = at.parent)
    if (at.type === "decorated_definition" && marksOf(code, at).some((mark) => keeping.test(mark))) return true;
  return false;
}

/** A function above that already keeps what the very same call gives. */
function existingLoader(code: Code, call: Node, top: Node): string | undefined {
  for (const statement of top.parent?.children ?? []) {
    if (statement.end > top.start) return undefined;
    const loader = statement.type === "decorated_definition" ? statement.child("definition") : undefined;
    const body = loader?.child("body");
    const only = body?.children.length === 1 ? body.children[0] : undefined;
    if (loader?.type !== "function_definition" || only?.type !== "return_statement") continue;
    if (loader.child("parameters")?.parts.length !== 0 || loader.has("async")) continue;
    const marks = marksOf(code, statement);
    if (marks.length !== 1 || !keeping.test(marks[0]!)) continue;
    const flat = (node: Node): string => textOf(code, node).replace(/\s+/g, " ");
    if (only.parts[0] && flat(only.parts[0]) === flat(call)) return textOf(code, loader.child("name")!);
  }
  return undefined;
}
