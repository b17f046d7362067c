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
  readonly rows: number[];
}

const newNode = (): Node => ({ next: new Map(), patterns: [], back: [], rows: [] });

export function compilePaths(framework: Pick<Framework, "rows" | "types">): PathIndex {
  const root = newNode();
  framework.rows.forEach((row, index) => {
    for (const path of expandPath(row.at, framework.types ?? {}).flatMap(
      row.as === "parameter" ? withParts : (at) => at,
    )) {
      const segments = split(path);
      const last = segments.at(-1);
      let from = root;
      for (const segment of segments.slice(0, -1)) from = child(from, segment);
      const end = last === undefined ? root : child(from, last);
      end.rows.push(index);
      if (row.passes === "receiver" && last !== undefined)
        from.back.push({ matches: segmentPattern(`${last}()`), node: from });
    }
  });
  return {
    find(steps) {
      const found = new Set<number>();
      walk(root, split(withoutDefault(steps)), 0, found);
      return [...found].sort((a, b) => a - b).map((index) => framework.rows[index]!);
    },
  };
}

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

function walk(node: Node, segments: readonly string[], at: number, found: Set<number>): void {
  const segment = segments[at];
  if (segment === undefined) {
    for (const row of node.rows) found.add(row);
    return;
  }
  const plain = node.next.get(segment);
  if (plain) walk(plain, segments, at + 1, found);
  for (const pattern of node.patterns) if (pattern.matches.test(segment)) walk(pattern.node, segments, at + 1, found);
  for (const back of node.back) if (back.matches.test(segment)) walk(back.node, segments, at + 1, found);
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
