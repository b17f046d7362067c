/**
 * Whether an expression means the same elsewhere: what it is made of, the names it reads, and what becomes of its value. Absent on
 * purpose: where it goes.
 */
import type { BindingId } from "../../../facts/facts.ts";
import { contains, type Span } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import { argumentsOf, type Code, functionAround, nodeAround, textOf } from "./code.ts";

/** Evaluating it changes nothing and calls nothing unknown. */
export function isStill(code: Code, node: Node): boolean {
  switch (node.type) {
    case "call":
      return pure.test(textOf(code, node.child("function")!)) && takesStill(code, node);
    case "keyword_argument":
      return isStill(code, node.child("value")!);
    case "attribute":
      return isStill(code, node.child("object")!);
    case "interpolation":
      return node.parts.every((part) => part.field !== "expression" || isStill(code, part));
  }
  return still.has(node.type) && node.parts.every((part) => isStill(code, part));
}

/** A call whose callee and arguments are still. */
export const isMovable = (code: Code, call: Node): boolean =>
  isStill(code, call.child("function")!) && takesStill(code, call) && textOf(code, call.child("function")!) !== "super";

const takesStill = (code: Code, call: Node): boolean =>
  argumentsOf(call)?.every((argument) => isStill(code, argument)) ?? false;

const still = new Set([
  "binary_operator",
  "boolean_operator",
  "comparison_operator",
  "concatenated_string",
  "conditional_expression",
  "dictionary",
  "dictionary_splat",
  "ellipsis",
  "escape_sequence",
  "expression_list",
  "false",
  "float",
  "format_specifier",
  "identifier",
  "integer",
  "list",
  "list_splat",
  "none",
  "not_operator",
  "pair",
  "parenthesized_expression",
  "set",
  "slice",
  "string",
  "string_content",
  "string_end",
  "string_start",
  "subscript",
  "true",
  "tuple",
  "type_conversion",
  "unary_operator",
]);

/** Functions of the language and of its paths and environment: they only compute or look something up. */
const pure =
  /^(?:str|int|float|bool|len|max|min|tuple|list|dict|sorted|repr|abs|round|os\.getenv|os\.environ\.get|os\.path\.\w+|(?:pathlib\.)?Path)$/;

/** Bindings declared outside of it whose values it reads. */
export const readIn = (code: Code, span: Span): readonly BindingId[] => code.walk.pen.references.uses(span);

/** Names it reads that nothing in the file declares. */
export function unknownNames(code: Code, node: Node): readonly string[] {
  if (node.type === "identifier" && code.walk.pen.references.at(node.end) === undefined) return [textOf(code, node)];
  return node.children.flatMap((child) =>
    child.field === "attribute" || (child.field === "name" && node.type === "keyword_argument")
      ? []
      : unknownNames(code, child),
  );
}

/** Made several times to have several: into a list, an entry of one, or with a `yield`. */
export function isCollected(code: Code, call: Node): boolean {
  const value = outer(call);
  const { parent } = value;
  if (parent === null) return true;
  if (parent.type === "argument_list") {
    const callee = parent.parent?.child("function");
    return (
      callee !== undefined && /\.(?:append|add|insert|put|extend|appendleft|setdefault)$/.test(textOf(code, callee))
    );
  }
  if (parent.type === "assignment") return parent.child("left")?.type === "subscript";
  if (/comprehension$|^generator_expression$|^pair$|^yield$|^list$|^tuple$/.test(parent.type)) return true;
  return false;
}

/** With the parentheses and the `await` around it. */
export function outer(node: Node): Node {
  let at = node;
  while (at.parent && (at.parent.type === "parenthesized_expression" || at.parent.type === "await")) at = at.parent;
  return at;
}

/** Whether what a call gives is closed, given up, trained or altered somewhere: then runs cannot share it. */
export function isOwnedByRun(code: Code, id: number, call: Node): boolean {
  const value = outer(call);
  if (value.parent?.type === "with_item" || value.parent?.type === "as_pattern") return true;
  if (isAltered(code, value)) return true;
  const { results } = code.facts.calls[id]!;
  return results.some((result) => {
    const { reads, writes } = code.facts.bindings[result]!;
    if (writes.some(({ kind }) => kind === "change")) return true;
    return reads.some(({ span }) => isAltered(code, nodeAround(code, span)));
  });
}

function isAltered(code: Code, value: Node): boolean {
  const { parent } = value;
  if (parent === null) return false;
  switch (parent.type) {
    case "attribute": {
      const whole = parent.parent;
      const member = textOf(code, parent.child("attribute")!);
      if (whole?.type === "call" && whole.child("function") === parent)
        return altering.test(member) || isAltered(code, outer(whole));
      if (whole?.type === "assignment" || whole?.type === "augmented_assignment") return whole.child("left") === parent;
      return false;
    }
    case "delete_statement":
    case "with_item":
    case "as_pattern":
      return true;
    case "keyword_argument":
    case "argument_list": {
      const call = parent.type === "argument_list" ? parent.parent : parent.parent?.parent;
      const callee = call?.child("function");
      return callee !== undefined && changing.test(textOf(code, callee));
    }
    case "return_statement":
    case "yield":
      return releasing.test(code.text);
  }
  return false;
}

const altering =
  /^(?:a?close|release|shutdown|quit|stop|terminate|dispose|unload|train|fit\w*|partial_fit|parameters|named_parameters|zero_grad|register_\w+|add_\w+|set_\w+|load_\w+|remove_\w+|delete\w*|update\w*|append|extend|insert|pop|clear|reset\w*|resize_\w+|requires_grad_|merge_\w+|unmerge_\w+|fuse\w*|quantize\w*|compile|start\w*|begin\w*|enable_\w+|disable_\w+|_\w+|send\w*|connect|disconnect)$/i;
const changing =
  /(?:train|fit|tune|optim|quanti|prune|convert|peft|lora|parallel|ddp|wrap|prepare|dispatch|closing|enter_\w+|del|patch|setattr)/i;
const releasing = /\.(?:a?close|release|shutdown|quit|terminate|dispose|unload|disconnect)\(/;

/** Whether a name keeps its value while this code runs: nothing in it sets or changes it. */
export const isKeptIn = (code: Code, binding: BindingId, span: Span): boolean => {
  const { writes, declaration, origin } = code.facts.bindings[binding]!;
  if (contains(span, declaration) && origin !== "field") return false;
  return !writes.some((write) => contains(span, write.span));
};

/** The conditions, `try` and loops between a node and the construct around it. */
export function* between(node: Node, around: Node): Generator<Node> {
  for (let at = node.parent; at !== null && at !== around; at = at.parent) yield at;
}

export const isInsideFunctionOf = (node: Node, around: Node): boolean => {
  const inner = functionAround(node);
  return inner !== undefined && contains(around, inner) && inner !== around;
};

/** A node's text for lines indented like `lead`; texts over lines keep what they say. */
export function textIndented(code: Code, node: Node, from: string, lead: string): string {
  const strings: Span[] = [];
  const note = (one: Node): void => {
    if (one.type === "string") strings.push(one);
    else for (const child of one.children) note(child);
  };
  note(node);
  return textOf(code, node).replace(/\n([ \t]*)/g, (whole: string, space: string, offset: number) => {
    const at = node.start + offset + 1;
    if (strings.some((one) => one.start < at && at < one.end) || !space.startsWith(from)) return whole;
    return `\n${lead}${space.slice(from.length)}`;
  });
}
