/**
 * What a caller must give a function, with stand-ins by written types and names. Absent on purpose: types of other files, which give
 * None with the type's name beside it.
 */
import type { Parameter, Signature } from "../../facts/signature.ts";
import type { Span } from "../../text/span.ts";
import { standInFor } from "./standIns.ts";
import { decoratorsOf } from "./syntax.ts";
import type { Node } from "./tree.ts";

/** Undefined when no function stands there. */
export function signatureAt(root: Node, text: string, span: Span): Signature | undefined {
  const node = functionAt(root, span);
  if (!node) return undefined;
  const owner = ownerOf(node);
  const marks = decoratorsOf(node).map((one) => text.slice(one.start, one.end));
  const isStatic = marks.includes("staticmethod");
  const isBound = owner !== undefined && !isStatic && !marks.includes("classmethod");
  return {
    parameters: parametersOf(node, root, text).slice(owner !== undefined && !isStatic ? 1 : 0),
    construct: isBound ? constructOf(owner, root, text) : null,
  };
}

/** The class a function is a method of. */
export function ownerOf(node: Node): Node | undefined {
  const statement = node.parent?.type === "decorated_definition" ? node.parent : node;
  const owner = statement.parent?.type === "block" ? statement.parent.parent : null;
  return owner?.type === "class_definition" ? owner : undefined;
}

function functionAt(node: Node, span: Span): Node | undefined {
  if (node.type === "function_definition" && node.start === span.start && node.end === span.end) return node;
  for (const child of node.children)
    if (child.start <= span.start && span.end <= child.end) {
      const found = functionAt(child, span);
      if (found) return found;
    }
  return undefined;
}

/** Of the class itself; what it inherits only running it tells, and fields of data classes. */
function constructOf(owner: Node, root: Node, text: string): readonly Parameter[] {
  const methods = (owner.child("body")?.children ?? []).map((one) => one.child("definition") ?? one);
  const init = methods.find((one) => {
    const name = one.type === "function_definition" ? one.child("name") : undefined;
    return name !== undefined && text.slice(name.start, name.end) === "__init__";
  });
  return init ? parametersOf(init, root, text).slice(1) : [];
}

function parametersOf(node: Node, root: Node, text: string): readonly Parameter[] {
  const parts = node.child("parameters")?.parts ?? [];
  return parts.flatMap((part): Parameter[] => {
    const name = part.type === "identifier" ? part : (part.child("name") ?? part.parts[0]);
    if (!name || separators.has(part.type)) return [];
    const rest = splats.has(part.type) || splats.has(name.type);
    const required = !rest && part.child("value") === undefined;
    const written = text.slice(name.start, name.end);
    const type = part.child("type");
    return [{ name: written, required, rest, placeholder: standInFor(type, written, root, text) }];
  });
}

const separators = new Set(["keyword_separator", "positional_separator"]);
const splats = new Set(["list_splat_pattern", "dictionary_splat_pattern"]);
