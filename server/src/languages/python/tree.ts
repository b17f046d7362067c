/**
 * The parser's tree as plain objects: asking the parser node by node crosses into WebAssembly each time, so it is read once.
 * Absent on purpose: punctuation, and any meaning.
 */
import type { Language, Tree } from "web-tree-sitter";
import type { Span } from "../../text/span.ts";

export class Node implements Span {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** By which the parent knows it: `left`, `condition`. */
  readonly field: string | null;
  readonly parent: Node | null;
  readonly children: Node[] = [];

  constructor(type: string, start: number, end: number, field: string | null, parent: Node | null) {
    this.type = type;
    this.start = start;
    this.end = end;
    this.field = field;
    this.parent = parent;
  }

  child(field: string): Node | undefined {
    for (const one of this.children) if (one.field === field) return one;
    return undefined;
  }

  all(field: string): readonly Node[] {
    return this.children.filter((one) => one.field === field);
  }

  /** Children that are no words of the grammar: `not`, `is`, `async` are left out. */
  get parts(): readonly Node[] {
    for (const one of this.children)
      if (words.has(one.type)) return this.children.filter(({ type }) => !words.has(type));
    return this.children;
  }

  has(type: string): boolean {
    for (const one of this.children) if (one.type === type) return true;
    return false;
  }
}

/** Tokens without a name of their own that say something; all others are punctuation. */
const words = new Set([
  "and",
  "async",
  "in",
  "is",
  "is not",
  "not",
  "not in",
  "or",
  "from",
  "!=",
  "==",
  "<",
  "<=",
  ">",
  ">=",
  "<>",
  "+",
  "-",
  "|",
  "*",
  "**",
  "//",
  "/",
  "%",
  "&",
  "^",
  "@",
  "<<",
  ">>",
  "~",
]);

/** Regions the parser had to guess at are told apart: `ERROR` nodes, and places where something is missing. */
export interface Mirror {
  readonly root: Node;
  readonly broken: readonly Span[];
  readonly comments: readonly Span[];
}

export function mirror(tree: Tree): Mirror {
  const cursor = tree.walk();
  const broken: Span[] = [];
  const comments: Span[] = [];
  const kinds = kindsOf(tree.language);
  const { hasError } = tree.rootNode;
  const root = new Node(cursor.nodeType, cursor.startIndex, cursor.endIndex, null, null);
  let parent = root;
  let isOver = !cursor.gotoFirstChild();
  while (!isOver) {
    // Each question to the cursor costs more than all we do with its answer.
    const kind = kinds[cursor.nodeTypeId] ?? unreadable;
    const { type } = kind;
    if (hasError && (kind === unreadable || cursor.nodeIsMissing)) {
      const start = cursor.startIndex;
      broken.push({ start, end: Math.max(cursor.endIndex, start + 1) });
    }
    if (type === "comment") comments.push({ start: cursor.startIndex, end: cursor.endIndex });
    else if (kind.isKept) {
      const node = new Node(type, cursor.startIndex, cursor.endIndex, cursor.currentFieldName, parent);
      parent.children.push(node);
      if (kind.mayHold && cursor.gotoFirstChild()) {
        parent = node;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || parent === root) {
        isOver = true;
        break;
      }
      parent = parent.parent!;
    }
  }
  cursor.delete();
  return { root, broken, comments };
}

interface Kind {
  readonly type: string;
  readonly isKept: boolean;
  /** Whether there may be something below it. */
  readonly mayHold: boolean;
}

const unreadable: Kind = { type: "ERROR", isKept: true, mayHold: true };
const leaves = new Set(["identifier", "integer", "float", "true", "false", "none", "string_start", "string_end"]);

/** By the number the grammar gives a type. */
function kindsOf(language: Language): readonly Kind[] {
  let known = kinds.get(language);
  if (!known) {
    known = Array.from({ length: language.nodeTypeCount }, (_, id) => {
      const type = language.nodeTypeForId(id) ?? "ERROR";
      const isNamed = language.nodeTypeIsNamed(id);
      // `\` at the end of a line stands wherever the line is cut, and means nothing.
      const isKept = (isNamed && type !== "line_continuation") || words.has(type);
      return { type, isKept, mayHold: isNamed && !leaves.has(type) };
    });
    kinds.set(language, known);
  }
  return known;
}

const kinds = new WeakMap<Language, readonly Kind[]>();
