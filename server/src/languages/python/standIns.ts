/**
 * An expression that stands for a value of a written type: what a user completes or leaves. Types that only another file tells
 * give None. Absent on purpose: a type checker.
 */
import type { Node } from "./tree.ts";

const deepest = 12;

/** `name`: of the parameter, which is all there is to go by without a type. */
export function standInFor(type: Node | undefined, name: string, root: Node, text: string): string {
  if (!type) return guess(name);
  const found = standIn(type, root, text, 0);
  return found === nothing ? guess(name) : found;
}

const nothing = "None";

function guess(name: string): string {
  if (/(?:texts|prompts|messages|documents|docs|sentences|inputs|lines|chunks|queries)$/i.test(name)) return '["text"]';
  if (/(?:text|prompt|query|sentence|message|input|question|title|name|content|document)$/i.test(name)) return '"text"';
  if (/(?:path|file|filename|dir|folder)$/i.test(name)) return '"file"';
  if (/^(?:n|k|i)$|(?:count|limit|size|length|index|top_k|epochs|steps|workers)$/i.test(name)) return "1";
  if (/(?:options|config|settings|params|kwargs)$/i.test(name)) return "{}";
  return nothing;
}

function standIn(node: Node, root: Node, text: string, depth: number): string {
  if (depth > deepest) return nothing;
  const inner = (part: Node | undefined): string => (part ? standIn(part, root, text, depth + 1) : nothing);
  const written = text.slice(node.start, node.end);
  switch (node.type) {
    case "type":
    case "parenthesized_expression":
      return inner(node.parts[0]);
    case "identifier":
    case "attribute":
      return plain[written.replace(/^.*\./, "")] ?? ofFile(written, root, text);
    case "binary_operator":
    case "union_type":
      return firstThatIsSomething(node.parts.filter(({ type }) => type !== "|").map(inner));
    case "generic_type":
    case "subscript": {
      const [name, ...rest] = node.parts;
      const given = rest.flatMap((part) => (part.type === "type_parameter" ? part.parts : [part]));
      return generic(name ? text.slice(name.start, name.end).replace(/^.*\./, "") : "", given, inner, text);
    }
    case "string":
      return ofFile(written.slice(1, -1), root, text);
    default:
      return nothing;
  }
}

function generic(
  name: string,
  given: readonly Node[],
  inner: (part: Node | undefined) => string,
  text: string,
): string {
  const elements = given.flatMap((part) => (part.type === "tuple" ? part.parts : [part]));
  if (/^(?:Optional|Annotated|Final|Required)$/.test(name)) return inner(elements[0]);
  if (name === "Union") return firstThatIsSomething(elements.map(inner));
  if (name === "Literal") return elements[0] ? text.slice(elements[0].start, elements[0].end) : nothing;
  if (/^(?:[Ll]ist|Sequence|Iterable|Collection|MutableSequence)$/.test(name)) {
    const one = inner(elements[0]);
    return one === nothing ? "[]" : `[${one}]`;
  }
  if (/^[Tt]uple$/.test(name)) {
    const members = elements.filter(({ type }) => type !== "ellipsis").map(inner);
    return `(${members.join(", ")}${members.length === 1 ? "," : ""})`;
  }
  if (/^(?:[Dd]ict|Mapping|MutableMapping)$/.test(name)) return "{}";
  if (/^(?:[Ss]et|frozenset|FrozenSet)$/.test(name)) return "set()";
  return nothing;
}

const firstThatIsSomething = (standIns: readonly string[]): string =>
  standIns.find((one) => one !== nothing) ?? nothing;

const plain: Readonly<Record<string, string>> = {
  str: '"text"',
  int: "1",
  float: "1.0",
  bool: "True",
  bytes: 'b"bytes"',
  dict: "{}",
  Dict: "{}",
  list: "[]",
  List: "[]",
  tuple: "()",
  set: "set()",
  Path: '"file"',
};

/** A class of the same file whose making needs nothing that is seen here. */
function ofFile(name: string, root: Node, text: string): string {
  const defined = root.children.some((one) => {
    const node = one.child("definition") ?? one;
    const named = node.type === "class_definition" ? node.child("name") : undefined;
    return named !== undefined && text.slice(named.start, named.end) === name;
  });
  return defined ? `code.${name}()` : nothing;
}
