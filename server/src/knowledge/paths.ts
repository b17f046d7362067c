/**
 * Patterns of access paths, compiled so that matching takes one step per member. Absent on purpose: modules and meaning;
 * this file only knows the grammar of `at` and `types`.
 */
import type { Framework, Row } from "./framework.ts";

export interface PathIndex {
  /** Rows whose `at` the steps match, in the order of the file. */
  find(steps: string): readonly Row[];
}

interface Node {
  readonly next: Map<string, Node>;
  /** Members whose name is a pattern: `*`, `*Tokenizer`, `AutoModel*`. */
  readonly patterns: { readonly segment: string; readonly matches: RegExp; readonly node: Node }[];
  /** Calls that give back their receiver lead to the node they start from: `new Hono().get(…).post(…)`. */
  readonly back: { readonly matches: RegExp; readonly node: Node }[];
  /** Types whose values a path that ends here gives: what follows is looked up there, and kept once however many paths lead to it. */
  readonly types: Node[];
  readonly rows: number[];
}

const newNode = (): Node => ({ next: new Map(), patterns: [], back: [], types: [], rows: [] });

export function compilePaths(framework: Pick<Framework, "rows" | "types">): PathIndex {
  const root = newNode();
  const types = framework.types ?? {};
  const typeNodes = new Map<string, Node>();

  /** Where the paths below a type begin; each of the paths that give one leads there. */
  const typeNode = (name: string): Node => {
    const known = typeNodes.get(name);
    if (known) return known;
    const node = newNode();
    typeNodes.set(name, node);
    for (const path of types[name]!.flatMap(spellOut)) {
      const end = nodesOf(path).at(-1)!;
      if (end !== node && !end.types.includes(node)) end.types.push(node);
    }
    return node;
  };

  /** The nodes a path leads through, the one it starts from included. */
  const nodesOf = (path: string): readonly Node[] => {
    const head = headOf(path);
    const isType = Object.hasOwn(types, head);
    const nodes = [isType ? typeNode(head) : root];
    for (const segment of segmentsOf(path, isType ? head : "")) nodes.push(child(nodes.at(-1)!, segment));
    return nodes;
  };

  framework.rows.forEach((row, index) => {
    for (const path of spellOut(row.at).flatMap(row.as === "parameter" ? withParts : (at) => at)) {
      const nodes = nodesOf(path);
      nodes.at(-1)!.rows.push(index);
      const from = nodes.at(-2);
      if (row.passes !== "receiver" || !from) continue;
      const last = segmentsOf(path, Object.hasOwn(types, headOf(path)) ? headOf(path) : "").at(-1)!;
      from.back.push({ matches: segmentPattern(`${last}()`), node: from });
    }
  });
  return {
    find(steps) {
      const found = new Set<number>();
      walk(root, split(withoutDefault(steps)), 0, found, 0);
      return [...found].sort((a, b) => a - b).map((index) => framework.rows[index]!);
    },
  };
}

const segmentsOf = (path: string, head: string): readonly string[] =>
  split(head === "" ? withoutDefault(path) : path.slice(head.length).replace(/^\./, ""));

function child(from: Node, segment: string): Node {
  if (!segment.includes("*")) {
    let node = from.next.get(segment);
    if (!node) {
      node = newNode();
      from.next.set(segment, node);
    }
    return node;
  }
  const known = from.patterns.find((pattern) => pattern.segment === segment);
  if (known) return known.node;
  const node = newNode();
  from.patterns.push({ segment, matches: segmentPattern(segment), node });
  return node;
}

/** `*` alone is any name; as a part of one it may be empty. */
function segmentPattern(segment: string): RegExp {
  const any = /^\*[()#]*$/.test(segment) ? "[\\w$-]+" : "[\\w$-]*";
  return new RegExp(`^${segment.replace(/[$()#]/g, "\\$&").replaceAll("*", () => any)}$`);
}

/** Types that are nothing but another type lead on without a step; more than this many in a row are a circle. */
const deepestType = 4;

function walk(node: Node, segments: readonly string[], at: number, found: Set<number>, entered: number): void {
  if (entered < deepestType) for (const type of node.types) walk(type, segments, at, found, entered + 1);
  const segment = segments[at];
  if (segment === undefined) {
    for (const row of node.rows) found.add(row);
    return;
  }
  const plain = node.next.get(segment);
  if (plain) walk(plain, segments, at + 1, found, 0);
  for (const pattern of node.patterns)
    if (pattern.matches.test(segment)) walk(pattern.node, segments, at + 1, found, 0);
  for (const back of node.back) if (back.matches.test(segment)) walk(back.node, segments, at + 1, found, 0);
}

/**
 * All paths an `at` stands for: braces spelled out, its leading type name replaced. A name counts as a type where a member
 * follows, or nothing; `Server()` and `Server#` are the export. Types may name each other; a type that names itself
 * (`"App": ["Router()", "App.route()"]`) is followed one round.
 */
export function expandPath(at: string, types: Types, within: readonly string[] = []): readonly string[] {
  return spellOut(at).flatMap((path) => {
    const head = headOf(path);
    const prefixes = Object.hasOwn(types, head) ? types[head]!.flatMap(spellOut) : undefined;
    if (!prefixes) return [withoutDefault(path)];
    if (within.filter((name) => name === head).length > 1) return [];
    return prefixes.flatMap((prefix) => expandPath(prefix + path.slice(head.length), types, [...within, head]));
  });
}

type Types = Readonly<Record<string, readonly string[]>>;

/** A parameter may be taken apart where it is declared: `({ message }: EachMessagePayload) => …`. */
const withParts = (type: string): readonly string[] => [type, `${type}.*`];

/** `App.{get,post}` → `App.get`, `App.post`. */
export function spellOut(at: string): readonly string[] {
  const braces = /\{([^{}]*)\}/.exec(at);
  if (!braces) return [at];
  const before = at.slice(0, braces.index);
  const after = at.slice(braces.index + braces[0].length);
  return braces[1]!.split(",").flatMap((choice) => spellOut(before + choice.trim() + after));
}

/** The first name, where a member follows it or nothing. */
const headOf = (path: string): string => /^[^.()#]*(?![^.])/.exec(path)?.[0] ?? "";

/** `default.X` → `X`, `default()` → `()`, `default` → nothing: default import, namespace and `require` read alike. */
export function withoutDefault(steps: string): string {
  let rest = steps;
  while (/^default(?![\w$])/.test(rest)) rest = rest.slice("default".length).replace(/^\./, "");
  return rest;
}

const split = (steps: string): readonly string[] => (steps === "" ? [] : steps.split("."));
