/**
 * The names a body declares, found before it is walked: in Python a name that is assigned anywhere in a function is the function's
 * own throughout. Absent on purpose: what is assigned to them.
 */
import type { BindingRecord } from "../../facts/records.ts";
import { decorated, dotted } from "./syntax.ts";
import type { Node } from "./tree.ts";
import type { Walk } from "./walk.ts";

export function declareNames(walk: Walk, body: Node): void {
  const { frame } = walk;
  const shared = frame.kind === "module" || frame.kind === "class";
  const declare = (node: Node, name: string, origin: BindingRecord["origin"]): void => {
    if (name === "" || frame.names.has(name) || frame.global.has(name) || frame.nonlocal.has(name)) return;
    const binding = walk.binding(
      node,
      name,
      frame.kind === "class" && origin === "variable" ? "field" : origin,
      frame.scope,
    );
    binding.shared = shared;
    if (frame.kind === "module" && !name.startsWith("__")) binding.exportedAs.push(name);
    frame.names.set(name, binding.id);
  };
  const target = (node: Node | undefined, origin: "variable" | "loop" = "variable"): void => {
    if (node === undefined) return;
    if (node.type === "identifier") declare(node, walk.textOf(node), origin);
    else if (patterns.has(node.type)) for (const part of node.parts) target(part, origin);
  };
  // Two rounds: `global` may stand behind the first use.
  each(body, (node) => {
    if (node.type !== "global_statement" && node.type !== "nonlocal_statement") return;
    const names = node.type === "global_statement" ? frame.global : frame.nonlocal;
    for (const name of node.parts) {
      names.add(walk.textOf(name));
      if (node.type === "global_statement") declareGlobal(walk, name);
    }
  });
  each(body, (node) => {
    switch (node.type) {
      case "function_definition":
      case "class_definition": {
        const name = node.child("name");
        if (name) declare(name, walk.textOf(name), node.type === "class_definition" ? "class" : "function");
        return;
      }
      case "assignment":
      case "augmented_assignment":
        target(node.child("left"));
        return;
      case "for_statement":
        target(node.child("left"), "loop");
        return;
      case "named_expression":
        target(node.child("name"));
        return;
      case "as_pattern":
        target(node.child("alias")?.parts[0]);
        return;
      case "import_statement":
      case "import_from_statement":
        for (const item of node.all("name")) {
          const name = item.child("alias") ?? item.child("name") ?? item;
          const written = dotted(name, walk.text);
          const bound = node.type === "import_statement" && !item.child("alias") ? written.split(".")[0]! : written;
          declare(name, bound, "import");
        }
        return;
      case "case_pattern":
        for (const name of names(node)) declare(name, walk.textOf(name), "variable");
    }
  });
}

/** A name that only functions give is the module's all the same. */
function declareGlobal(walk: Walk, node: Node): void {
  const { names } = walk.module();
  const name = walk.textOf(node);
  if (names.has(name)) return;
  const binding = walk.binding(node, name, "variable", 0);
  binding.shared = true;
  names.set(name, binding.id);
}

const patterns = new Set([
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "list_splat_pattern",
  "expression_list",
  "tuple",
  "list",
]);

/** Every node of a body that belongs to it: functions, classes and comprehensions inside have names of their own. */
function each(body: Node, look: (node: Node) => void): void {
  const open: Node[] = [...body.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    look(node);
    if (own.has(node.type)) {
      // Decorators, defaults and the outermost iterable belong to the outside; none of them declares anything but `:=`.
      continue;
    }
    for (let index = node.children.length - 1; index >= 0; index--) open.push(node.children[index]!);
  }
}

const own = new Set([
  "function_definition",
  "class_definition",
  "lambda",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);

function* names(pattern: Node): Generator<Node> {
  for (const part of pattern.children) {
    if (part.type === "dotted_name" && part.children.length === 1) yield part.children[0]!;
    else yield* names(part);
  }
}

/** The binding of a name that was declared, or of the function or class that stands there. */
export const declaredAt = (walk: Walk, node: Node): number | undefined => {
  const name = decorated(node).child("name");
  return name && walk.frame.names.get(walk.textOf(name));
};
