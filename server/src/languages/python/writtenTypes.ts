/** What a written type says about a value: an instance of a class of a module or of the file, or elements of such. Absent on purpose: a type checker. */
import type { Resolver } from "./resolve.ts";
import { stringValue } from "./syntax.ts";
import { gather, none, type Thing } from "./things.ts";
import type { Node } from "./tree.ts";

export function typeThings(resolver: Resolver, node: Node, depth = 0): readonly Thing[] {
  if (depth > 6) return none;
  const { walk } = resolver;
  switch (node.type) {
    case "type":
    case "parenthesized_expression":
      return node.parts[0] ? typeThings(resolver, node.parts[0], depth + 1) : none;
    case "identifier":
    case "attribute":
      return instances(entity(resolver, node));
    case "binary_operator":
    case "union_type":
      return gather(node.parts, (part) => typeThings(resolver, part, depth + 1));
    case "generic_type":
    case "subscript": {
      const [name, ...inner] = node.parts;
      const text = name === undefined ? "" : walk.textOf(name).replace(/^.*\./, "");
      const last = inner.flatMap((part) => (part.type === "type_parameter" ? part.parts : [part])).at(-1);
      const first = inner.flatMap((part) => (part.type === "type_parameter" ? part.parts : [part]))[0];
      if (transparent.has(text)) return first ? typeThings(resolver, first, depth + 1) : none;
      if (text === "Union")
        return gather(
          inner.flatMap((part) => part.parts),
          (part) => typeThings(resolver, part, depth + 1),
        );
      if (listed.has(text)) return [{ kind: "many", of: first ? typeThings(resolver, first, depth + 1) : none }];
      if (keyed.has(text)) return [{ kind: "many", of: last ? typeThings(resolver, last, depth + 1) : none }];
      return name ? typeThings(resolver, name, depth + 1) : none;
    }
    case "string": {
      // A forward reference: only a name of the file is followed, or one of a module it imports.
      const [name = "", ...members] = stringValue(node, walk.text)?.split(".") ?? [];
      const binding = walk.module().names.get(name);
      if (binding === undefined) return none;
      const found = members.reduce(
        (things, member) => gather(things, (thing) => resolver.member(thing, member)),
        resolver.binding(binding),
      );
      return instances(found);
    }
    default:
      return none;
  }
}

const transparent = new Set(["Optional", "Annotated", "Final", "ClassVar", "Awaitable", "Coroutine", "Required"]);
const listed = new Set([
  "List",
  "list",
  "Sequence",
  "Iterable",
  "Iterator",
  "AsyncIterator",
  "Set",
  "set",
  "Tuple",
  "tuple",
  "deque",
]);
const keyed = new Set(["Dict", "dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"]);

/** A name in a type means what it means at the top level of the file: types are seldom about local names. */
function entity(resolver: Resolver, node: Node): readonly Thing[] {
  const { walk } = resolver;
  if (node.type === "attribute") {
    const name = walk.textOf(node.child("attribute")!);
    return gather(entity(resolver, node.child("object")!), (thing) => resolver.member(thing, name));
  }
  const binding = node.type === "identifier" ? walk.module().names.get(walk.textOf(node)) : undefined;
  return binding === undefined ? none : resolver.binding(binding);
}

/** `x: InferenceSession` holds an instance of it. */
const instances = (things: readonly Thing[]): readonly Thing[] =>
  things.flatMap((thing): readonly Thing[] => {
    if (thing.kind === "class") return [{ kind: "instance", info: thing.info }];
    if (thing.kind !== "path" || thing.path.module === "" || thing.path.steps === "") return [];
    return [{ kind: "path", path: { module: thing.path.module, steps: `${thing.path.steps}#` } }];
  });

/** The annotation of a parameter or of an assigned name. */
export function annotationOf(node: Node): Node | undefined {
  let at: Node | null = node.parent;
  for (let step = 0; at !== null && step < 2; step++, at = at.parent) {
    const type = at.child("type");
    if (type && (at.type === "typed_parameter" || at.type === "typed_default_parameter" || at.type === "assignment"))
      return type;
  }
  return undefined;
}
