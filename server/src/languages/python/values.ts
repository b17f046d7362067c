/** Values as far as literals tell, with the bindings they depend on. Absent on purpose: following constants. */
import type { Place } from "../../facts/builder.ts";
import type { BindingId, CallId, Field, Value } from "../../facts/facts.ts";
import type { Span } from "../../text/span.ts";
import { settled, stringValue } from "./syntax.ts";
import type { Node } from "./tree.ts";
import { each, type Walk } from "./walk.ts";

/** Records within records beyond this are opaque. */
const deepest = 12;

export function valueAt(walk: Walk, place: Place): Value {
  const { node, access } = walk.places[place]!;
  let at: Node | undefined = node;
  for (const step of access) {
    const literal: Node = settled(at);
    at = typeof step === "number" && sequences.has(literal.type) ? literal.parts[step] : undefined;
    if (at === undefined || step === each) return opaque(walk, node);
  }
  return readValue(walk, at);
}

const sequences = new Set(["list", "tuple", "expression_list"]);

/** Positional arguments in order; those by name are one record of their own (`callKeywords`). */
export const callArguments = (walk: Walk, call: CallId): readonly Value[] =>
  argumentsOf(walk, call)
    .filter(({ type }) => type !== "keyword_argument" && type !== "dictionary_splat")
    .map((argument) => readValue(walk, argument));

/** Arguments given by name, as a record; null when there are none. */
export function callKeywords(walk: Walk, call: CallId): Value | null {
  const named = argumentsOf(walk, call).filter(
    ({ type }) => type === "keyword_argument" || type === "dictionary_splat",
  );
  const [first] = named;
  const last = named.at(-1);
  if (first === undefined || last === undefined) return null;
  const fields = named.flatMap((argument): Field[] => {
    const name = argument.child("name");
    const value = argument.child("value");
    if (!name || !value) return [];
    return [
      {
        name: walk.textOf(name),
        nameSpan: { start: name.start, end: name.end },
        span: { start: argument.start, end: argument.end },
        value: readValue(walk, value),
      },
    ];
  });
  const span = { start: first.start, end: last.end };
  const isOpen = named.some(({ type }) => type === "dictionary_splat");
  return { kind: "record", fields, open: isOpen, span, uses: walk.pen.references.uses(span) };
}

function argumentsOf(walk: Walk, call: CallId): readonly Node[] {
  const node = walk.callNodes[call]!;
  const given = node.type === "call" ? node.child("arguments") : undefined;
  if (given === undefined) return [];
  return given.type === "generator_expression" ? [given] : given.parts;
}

export function readValue(walk: Walk, expression: Node, depth = 0): Value {
  const span: Span = { start: expression.start, end: expression.end };
  const uses = walk.pen.references.uses(span);
  const node = settled(expression);
  const text = stringValue(node, walk.text);
  if (text !== undefined) return { kind: "literal", value: text, span, uses };
  switch (node.type) {
    case "integer":
    case "float":
      return number(walk.textOf(node), span, uses);
    case "true":
    case "false":
      return { kind: "literal", value: node.type === "true", span, uses };
    case "none":
      return { kind: "literal", value: null, span, uses };
    case "unary_operator": {
      const argument = node.child("argument");
      if (!node.has("-") || !argument || !/^(?:integer|float)$/.test(argument.type)) break;
      return number(`-${walk.textOf(argument)}`, span, uses);
    }
    case "list":
    case "tuple":
    case "set":
    case "expression_list": {
      if (depth > deepest) break;
      const items = node.parts
        .filter(({ type }) => type !== "list_splat")
        .map((part) => readValue(walk, part, depth + 1));
      return { kind: "array", items, open: items.length < node.parts.length, span, uses };
    }
    // As many as there are rounds: a list whose items nobody wrote down.
    case "list_comprehension":
      return { kind: "array", items: [], open: true, span, uses };
    case "dictionary": {
      if (depth > deepest) break;
      const { fields, open } = fieldsOf(walk, node, depth);
      return { kind: "record", fields, open, span, uses };
    }
    case "string":
    case "concatenated_string":
    case "binary_operator": {
      const pieces = depth > deepest ? undefined : piecesOf(walk, node, depth);
      if (pieces) return { kind: "opaque", span, uses, pieces };
      break;
    }
    case "call": {
      const call = walk.callOf.get(node);
      if (call !== undefined) return { kind: "call", call, span, uses };
      break;
    }
    case "identifier":
    case "attribute": {
      const binding = walk.pen.references.at(node.end);
      if (binding !== undefined && isNamed(walk, node, binding)) return { kind: "reference", binding, span, uses };
      const member = memberOf(walk, node);
      if (member) return { kind: "opaque", span, uses, member };
      break;
    }
    case "lambda": {
      const scope = walk.scopeOf.get(node);
      if (scope !== undefined) return { kind: "function", scope, span, uses };
    }
  }
  return { kind: "opaque", span, uses };
}

const isNamed = (walk: Walk, node: Node, binding: BindingId): boolean => {
  const name = node.type === "attribute" ? node.child("attribute") : node;
  return name !== undefined && walk.pen.bindings[binding]!.name === walk.textOf(name);
};

const number = (text: string, span: Span, uses: readonly BindingId[]): Value => {
  const value = Number(text.replaceAll("_", ""));
  return Number.isNaN(value) ? { kind: "opaque", span, uses } : { kind: "literal", value, span, uses };
};

function fieldsOf(
  walk: Walk,
  node: Node,
  depth: number,
): { readonly fields: readonly Field[]; readonly open: boolean } {
  let open = false;
  const fields = node.parts.flatMap((pair): Field[] => {
    const key = pair.child("key");
    const value = pair.child("value");
    const name = key && stringValue(key, walk.text);
    if (!key || !value || name === undefined) {
      open = true;
      return [];
    }
    return [
      {
        name,
        nameSpan: { start: key.start, end: key.end },
        span: { start: pair.start, end: pair.end },
        value: readValue(walk, value, depth + 1),
      },
    ];
  });
  return { fields, open };
}

/** The pieces of a formatted text or of texts joined by `+`; undefined when nothing shows that a text comes out. */
function piecesOf(walk: Walk, node: Node, depth: number): readonly Value[] | undefined {
  if (node.type === "binary_operator") {
    const [left, right] = [node.child("left"), node.child("right")];
    if (!left || !right || !node.has("+")) return undefined;
    const sides = [left, right].map((side) => readValue(walk, side, depth + 1));
    const isText = sides.some(
      (side) => (side.kind === "literal" && typeof side.value === "string") || (side.kind === "opaque" && side.pieces),
    );
    return isText ? sides.flatMap((side) => (side.kind === "opaque" && side.pieces ? side.pieces : [side])) : undefined;
  }
  const strings = node.type === "string" ? [node] : node.parts;
  return strings.flatMap((one) =>
    one.children.flatMap((part): readonly Value[] => {
      const span = { start: part.start, end: part.end };
      if (part.type === "string_content") return [{ kind: "literal", value: walk.textOf(part), span, uses: [] }];
      const inner = part.type === "interpolation" ? part.child("expression") : undefined;
      return inner ? [readValue(walk, inner, depth + 1)] : [];
    }),
  );
}

/** `controller.create`: the binding it begins with and the names after it. */
function memberOf(walk: Walk, node: Node): { of: BindingId; steps: string } | undefined {
  const names: string[] = [];
  for (let at = node; at.type === "attribute"; ) {
    names.unshift(walk.textOf(at.child("attribute")!));
    at = settled(at.child("object")!);
    const of = at.type === "identifier" || at.type === "attribute" ? walk.pen.references.at(at.end) : undefined;
    if (of !== undefined && isNamed(walk, at, of)) return { of, steps: names.join(".") };
  }
  return undefined;
}

function opaque(walk: Walk, node: Node): Value {
  const span = { start: node.start, end: node.end };
  return { kind: "opaque", span, uses: walk.pen.references.uses(span) };
}
