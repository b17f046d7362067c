/**
 * Moves a call, such as a client's construction, to module level as a constant. The local variable goes away where its name can be
 * that of the constant. What changes: the value is made when the module is imported, and shared. Absent on purpose: values a run
 * alters or closes, and calls that what stands before them may prepare.
 */
import type { Binding, BindingId, CallId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { contains, type Span } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import {
  type Code,
  callNode,
  functionAround,
  insert,
  leadOf,
  lineEnd,
  linesOf,
  nextLine,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { baseName, moduleAnchor, startWithComments } from "./moduleLevel.ts";
import { between, readIn, textIndented } from "./movable.ts";
import { freeName, means } from "./names.ts";

export function hoistValue(code: Code, id: CallId): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const top = call && moduleAnchor(code, id, call);
  if (!call || !top || isPrepared(code, call) || isConditional(code, call)) return undefined;
  const from = leadOf(code, statementOf(call)!.start);
  const existing = existingConstant(code, call, top);
  const variable = localVariable(code, id, call, existing);
  const isVisible =
    existing !== undefined && (existing.name === variable?.name || means(code, existing.binding, call.start));
  const known = isVisible ? existing.name : undefined;
  const name = known ?? variable?.name ?? freeName(code, baseName(code, id, call));
  const goes = variable && name === variable.name ? variable : undefined;
  const lines = [
    ...(goes && known === undefined ? goes.above : []),
    `${name} = ${textIndented(code, call, from, "")}${goes && known === undefined ? goes.beside : ""}`,
  ];
  const put = known === undefined ? [constantAbove(code, top, lines.join(code.eol) + code.eol)] : [];
  return [...put, goes ? { span: goes.span, text: "" } : replace(call, name)];
}

/** Behind the statement above where that is no definition, so that it stands with what it belongs to. */
function constantAbove(code: Code, top: Node, lines: string): TextEdit {
  const { children } = top.parent!;
  const before = children[children.indexOf(top) - 1];
  const isNear = before && /^(?:future_)?import_|^expression_statement$/.test(before.type) && standsAlone(code, before);
  if (!isNear || !/^[ \t\r\n]*(?:#|$)/.test(code.text.slice(nextLine(code, before.end), top.start)))
    return insert(startWithComments(code, top), lines + (/definition$/.test(top.type) ? code.eol + code.eol : ""));
  return insert(nextLine(code, before.end), (/import_/.test(before.type) ? code.eol : "") + lines);
}

interface LocalVariable {
  readonly name: string;
  /** Its lines, with the comments right above. */
  readonly span: Span;
  readonly above: readonly string[];
  /** The comment behind it. */
  readonly beside: string;
}

/** A variable of the function that only holds the value, and whose name nothing else in the file has. */
function localVariable(
  code: Code,
  id: CallId,
  call: Node,
  existing: { readonly binding: BindingId } | undefined,
): LocalVariable | undefined {
  const statement = statementOf(call);
  const assignment = statement?.type === "expression_statement" ? statement.parts[0] : undefined;
  const left =
    assignment?.type === "assignment" && assignment.child("right") === call ? assignment.child("left") : undefined;
  const { result } = code.facts.calls[id]!;
  if (!statement || left?.type !== "identifier" || result === null || assignment?.child("type")) return undefined;
  const binding = code.facts.bindings[result]!;
  if (binding.origin !== "variable" || binding.writes.length !== 1 || !standsAlone(code, statement)) return undefined;
  // Variables of the same name in other functions are others; one of the module would be overwritten.
  const around = functionAround(call);
  const isOther = (one: Binding): boolean =>
    one.id !== binding.id && one.id !== existing?.binding && one.name === binding.name && one.origin !== "field";
  const shares = (one: Binding): boolean =>
    one.home === 0 || (around !== undefined && contains(around, one.declaration));
  if (code.facts.bindings.some((one) => isOther(one) && shares(one))) return undefined;
  if (code.facts.globals.has(binding.name) || (statement.parent?.children.length ?? 0) < 2) return undefined;
  // A name read before it was set would now be there.
  if (binding.reads.some(({ span }) => span.start < statement.start)) return undefined;
  const { start } = linesOf(code, statement);
  const from = startWithComments(code, statement);
  return {
    name: binding.name,
    span: { start: from, end: linesOf(code, statement).end },
    above: code.text
      .slice(from, start)
      .split(/\r?\n/)
      .slice(0, -1)
      .map((line) => line.trim()),
    beside: code.text.slice(statement.end, lineEnd(code, statement.end)),
  };
}

/** Code of the function in front of it that may prepare it: a call for its effect, a setting of something outside. */
function isPrepared(code: Code, call: Node): boolean {
  const around = functionAround(call);
  const body = around?.child("body");
  if (!around || !body) return true;
  const local = (node: Node): boolean =>
    readIn(code, node).some((binding) => contains(around, code.facts.bindings[binding]!.declaration));
  const prepares = (statement: Node): boolean => {
    if (statement.start >= call.start || contains(statement, call)) return statement.children.some(prepares);
    if (/_statement$|^block$|_clause$/.test(statement.type) && statement.type !== "expression_statement")
      return /^import/.test(statement.type) || statement.children.some(prepares);
    const only = statement.type === "expression_statement" ? statement.parts[0] : undefined;
    if (only === undefined) return false;
    if (only.type === "call" || only.type === "await")
      return !local(only) && !/^(?:print|log)/.test(textOf(code, only));
    const left = only.type === "assignment" || only.type === "augmented_assignment" ? only.child("left") : undefined;
    return left !== undefined && /^(?:attribute|subscript)$/.test(left.type) && !local(left);
  };
  return body.children.some(prepares);
}

/** Under a condition that is not about this run, or the whole of a `try`: at module level nothing would hold it back. */
function isConditional(code: Code, call: Node): boolean {
  const around = functionAround(call)!;
  const isOfRun = (test: Node | undefined): boolean =>
    test !== undefined &&
    readIn(code, test).some((binding) => contains(around, code.facts.bindings[binding]!.declaration));
  for (const at of between(call, around)) {
    if (at.type === "if_statement" || at.type === "elif_clause" || at.type === "while_statement") {
      if (!isOfRun(at.child("condition"))) return true;
    }
    if (at.type === "conditional_expression" || at.type === "boolean_operator" || at.type === "case_clause")
      return true;
    if (at.type === "try_statement" && (at.child("body")?.children.length ?? 0) < 2) return true;
    if (at.type === "except_clause") return true;
    if (at.type === "block" || at === around.child("body")) {
      for (const earlier of at.children) {
        if (earlier.start >= call.start) break;
        if (earlier.type !== "if_statement" || contains(earlier, call)) continue;
        if (/\b(?:return|raise)\b/.test(textOf(code, earlier)) && !isOfRun(earlier.child("condition"))) return true;
      }
    }
  }
  return false;
}

/** A constant above that holds what the very same call gave. */
function existingConstant(code: Code, call: Node, top: Node): { name: string; binding: BindingId } | undefined {
  const flat = (node: Node): string => textOf(code, node).replace(/\s+/g, " ");
  for (const statement of top.parent?.children ?? []) {
    if (statement.end > top.start) return undefined;
    const assignment = statement.type === "expression_statement" ? statement.parts[0] : undefined;
    const left = assignment?.type === "assignment" ? assignment.child("left") : undefined;
    const right = assignment?.child("right");
    if (left?.type !== "identifier" || right?.type !== "call" || flat(right) !== flat(call)) continue;
    const name = textOf(code, left);
    const all = code.facts.bindings.filter((one) => one.name === name && one.home === 0);
    if (all.length === 1 && all[0]!.writes.length === 1) return { name, binding: all[0]!.id };
  }
  return undefined;
}
