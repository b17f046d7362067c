/**
 * The rounds of a loop, and how one call for all of them takes the place of one for each. Absent on purpose: loops that end early,
 * rounds that change what later ones read, and readings of a result beyond the item.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { BatchForm } from "../../../facts/vocabulary.ts";
import { contains } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import {
  allNodes,
  argumentsOf,
  type Code,
  callNode,
  functionAround,
  isBroken,
  nodeAround,
  ownNodes,
  statementOf,
  textOf,
} from "./code.ts";
import { between, isInsideFunctionOf, isKeptIn, outer, readIn } from "./movable.ts";

export interface Rounds {
  readonly kind: "for" | "comprehension";
  /** The statement, or the whole comprehension. */
  readonly loop: Node;
  readonly element: Node;
  readonly over: Node;
  readonly body: Node;
}

export function roundsOf(code: Code, id: ScopeId): Rounds | undefined {
  const node = code.walk.scopeNodes[id];
  const element = node?.child("left");
  const over = node?.child("right");
  if (!node || !element || !over || node.has("async")) return undefined;
  if (node.type === "for_statement") {
    const body = node.child("body");
    return body && { kind: "for", loop: node, element, over, body };
  }
  const loop = node.type === "for_in_clause" ? node.parent : null;
  const body = loop?.child("body");
  if (loop?.type !== "list_comprehension" || !body) return undefined;
  const clauses = loop.children.filter(({ type }) => type === "for_in_clause" || type === "if_clause");
  return clauses.length === 1 ? { kind: "comprehension", loop, element, over, body } : undefined;
}

/** What one call for all items is made from. */
export interface Single {
  readonly call: Node;
  /** The expression that is the item. */
  readonly item: Node;
  readonly waits: boolean;
  /** The call for a list given as text. */
  text(list: string): string;
}

export function singleCall(code: Code, id: CallId, form: BatchForm): Single | undefined {
  const call = callNode(code, id);
  const given = call && argumentsOf(call);
  if (!call || !given || isBroken(code, call)) return undefined;
  if (given.some(({ type }) => /splat/.test(type))) return undefined;
  const keyword = given.find(
    (one) =>
      one.type === "keyword_argument" && form.field !== undefined && textOf(code, one.child("name")!) === form.field,
  );
  const positional = given.filter(({ type }) => type !== "keyword_argument")[form.argument];
  const value = keyword?.child("value") ?? positional;
  if (!value) return undefined;
  const item = value.type === "list" && value.parts.length === 1 ? value.parts[0]! : value;
  if (/splat|^yield$|named_expression/.test(item.type)) return undefined;
  if ([...allNodes(call)].some(({ type }) => type === "await" || type === "yield" || type === "named_expression"))
    return undefined;
  // What an asynchronous function does not await may be a coroutine, which has no items yet.
  const waits = outer(call).type === "await" || call.parent?.type === "await";
  if (!waits && isInAsync(call)) return undefined;
  const callee = call.child("function")!;
  const name = callee.type === "attribute" ? callee.child("attribute") : undefined;
  if (form.callee !== undefined && !name) return undefined;
  return {
    call,
    item,
    waits,
    text: (list) => {
      const put: { readonly at: Node; readonly text: string }[] = [{ at: value, text: list }];
      if (form.callee !== undefined && name) put.push({ at: name, text: form.callee });
      if (keyword && form.batchField !== undefined) put.push({ at: keyword.child("name")!, text: form.batchField });
      let text = textOf(code, call);
      for (const { at, text: by } of put.sort((a, b) => b.at.start - a.at.start))
        text = text.slice(0, at.start - call.start) + by + text.slice(at.end - call.start);
      return text;
    },
  };
}

function isInAsync(node: Node): boolean {
  const around = functionAround(node);
  return around?.has("async") ?? false;
}

/** Whether every round makes the call, and no round changes what the call of another is given. */
export function isIndependent(code: Code, { call, item }: Single, rounds: Rounds): boolean {
  const { loop, body, kind } = rounds;
  if (!contains(body, call) || isInsideFunctionOf(call, loop) || isBroken(code, loop)) return false;
  if (kind === "for" && (statementOf(call)?.parent !== body || leavesEarly(body))) return false;
  const stops = kind === "for" ? statementOf(call)! : loop;
  for (const at of between(call, stops)) if (conditional.has(at.type)) return false;
  if (conditional.has(stops.type) && kind === "for") return false;
  const names = namesIn(code, rounds.element);
  if (names === undefined) return false;
  for (const binding of readIn(code, call)) {
    const isElement = names.has(binding);
    const { writes, declaration } = code.facts.bindings[binding]!;
    if (isElement) {
      if (writes.filter(({ span }) => contains(body, span)).length > 0) return false;
      if (!readIn(code, item).includes(binding) || readsOutside(code, call, item, binding)) return false;
    } else if (!isKeptIn(code, binding, loop) || contains(loop, declaration)) return false;
  }
  return readIn(code, rounds.over).every((binding) => isKeptIn(code, binding, body));
}

const conditional = new Set([
  "boolean_operator",
  "conditional_expression",
  "dictionary_comprehension",
  "for_statement",
  "generator_expression",
  "if_statement",
  "lambda",
  "list_comprehension",
  "match_statement",
  "set_comprehension",
  "try_statement",
  "while_statement",
  "with_statement",
]);

function readsOutside(code: Code, call: Node, item: Node, binding: number): boolean {
  return code.facts.bindings[binding]!.reads.some(({ span }) => contains(call, span) && !contains(item, span));
}

function leavesEarly(body: Node): boolean {
  const leaves = /^(?:break|continue|return|raise)_statement$|^yield$|^global_statement$|^nonlocal_statement$/;
  return [...ownNodes(body)].some(({ type }) => leaves.test(type));
}

/** The names a loop gives, when it gives nothing but names. */
export function namesIn(code: Code, element: Node): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const node of allNodes(element)) {
    if (node.type === "attribute" || node.type === "subscript") return undefined;
    const binding = node.type === "identifier" ? code.walk.pen.references.at(node.end) : undefined;
    if (binding !== undefined) found.add(binding);
  }
  return found.size === 0 ? undefined : found;
}

/** Whether code reads what the rounds get, beside one expression. */
export const isReadBeside = (code: Code, names: ReadonlySet<number>, within: Node, beside: Node): boolean =>
  [...names].some((name) =>
    code.facts.bindings[name]!.reads.some(({ span }) => contains(within, span) && !contains(beside, span)),
  );

/** Surely a list: written as one, made by something that gives one, or said to be one. */
export function isList(code: Code, node: Node): boolean {
  if (node.type === "list" || node.type === "list_comprehension") return true;
  if (node.type === "call")
    return /^(?:list|sorted)$|\.(?:split|splitlines|readlines|tolist|to_list)$/.test(
      textOf(code, node.child("function")!),
    );
  if (node.type !== "identifier") return false;
  const binding = code.walk.pen.references.at(node.end);
  const known = binding === undefined ? undefined : code.facts.bindings[binding];
  if (!known || known.writes.filter(({ kind }) => kind !== "change").length > 1) return false;
  const declared = nodeAround(code, known.declaration);
  const type = declared.parent?.child("type") ?? declared.child("type");
  if (type) return /^(?:list|List|typing\.List|Sequence|typing\.Sequence)\b/.test(textOf(code, type));
  const assignment = declared.parent?.type === "assignment" ? declared.parent : undefined;
  const right = assignment?.child("left") === declared ? assignment.child("right") : undefined;
  return right !== undefined && right.type !== "identifier" && isList(code, right);
}
