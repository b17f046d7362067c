/**
 * The cells of a notebook, each read for itself and put together as one module: what one cell leaves open does not swallow the
 * next, and a cell that has not changed is not parsed again. Absent on purpose: what stands in them.
 */
import type { Parser } from "web-tree-sitter";
import { cellSpans } from "../../text/cells.ts";
import type { Span } from "../../text/span.ts";
import { type Mirror, mirror, Node } from "./tree.ts";

export interface ReadCells extends Mirror {
  readonly cells: ReadonlyMap<string, ReadCell>;
}

/** Its offsets are those of the module it was read for. */
interface ReadCell extends Mirror {
  readonly start: number;
}

export function readCells(parser: Parser, text: string, before: ReadonlyMap<string, ReadCell> | undefined): ReadCells {
  const root = new Node("module", 0, text.length, null, null);
  const broken: Span[] = [];
  const comments: Span[] = [];
  const cells = new Map<string, ReadCell>();
  for (const { start, end } of cellSpans(text)) {
    const source = text.slice(start, end);
    const known = before?.get(source) ?? cells.get(source);
    const cell = known ? moved(known, start) : parsed(parser, source, start);
    cells.set(source, cell);
    for (const child of cell.root.children) root.children.push(child);
    broken.push(...cell.broken);
    comments.push(...cell.comments);
  }
  return { root, broken, comments, cells };
}

function parsed(parser: Parser, source: string, start: number): ReadCell {
  const tree = parser.parse(source);
  if (tree === null) {
    const whole = { start, end: start + source.length };
    return { start, root: new Node("module", whole.start, whole.end, null, null), broken: [whole], comments: [] };
  }
  const read = mirror(tree);
  tree.delete();
  return moved({ ...read, start: 0 }, start);
}

/** Nodes say where they stand: those of a cell further up or down are others. */
function moved(cell: ReadCell, start: number): ReadCell {
  const by = start - cell.start;
  if (by === 0) return cell;
  const span = (one: Span): Span => ({ start: one.start + by, end: one.end + by });
  return {
    start,
    root: movedNode(cell.root, by, null),
    broken: cell.broken.map(span),
    comments: cell.comments.map(span),
  };
}

function movedNode(node: Node, by: number, parent: Node | null): Node {
  const copy = new Node(node.type, node.start + by, node.end + by, node.field, parent);
  for (const child of node.children) copy.children.push(movedNode(child, by, copy));
  return copy;
}
