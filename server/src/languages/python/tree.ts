/**
 * The parser's tree as plain objects: asking the parser node by node crosses into WebAssembly each time, so it is read once.
 * Absent on purpose: punctuation, and any meaning.
 */
import type { Tree, TreeCursor } from "web-tree-sitter";
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
    return this.children.find((one) => one.field === field);
  }

  all(field: string): readonly Node[] {
    return this.children.filter((one) => one.field === field);
  }

  /** Children that are no words of the grammar: `not`, `is`, `async` are left out. */
  get parts(): readonly Node[] {
    return this.children.filter((one) => !words.has(one.type));
  }

  has(type: string): boolean {
    return this.children.some((one) => one.type === type);
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
  const root = read(cursor, null);
  let parent = root;
  let goesDown = cursor.gotoFirstChild();
  let isOver = !goesDown;
  while (!isOver) {
    const node = read(cursor, parent);
    if (node.type === "ERROR" || cursor.nodeIsMissing)
      broken.push({ start: node.start, end: Math.max(node.end, node.start + 1) });
    if (node.type === "comment") comments.push(node);
    else if (cursor.nodeIsNamed || words.has(node.type)) parent.children.push(node);
    goesDown = cursor.nodeIsNamed && cursor.gotoFirstChild();
    if (goesDown) {
      parent = node;
      continue;
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

const read = (cursor: TreeCursor, parent: Node | null): Node =>
  new Node(cursor.nodeType, cursor.startIndex, cursor.endIndex, cursor.currentFieldName, parent);
