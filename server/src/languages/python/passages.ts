/**
 * Calls of the language itself that hand on what they are given: `importlib.import_module("x")`, `functools.partial(f)`,
 * `cache.get(key)`, `next(iter(xs))`, `asyncio.gather(…)`. Absent on purpose: calls of libraries, which are knowledge.
 */
import { ecosystem } from "./imports.ts";
import type { Resolver } from "./resolve.ts";
import { stringValue } from "./syntax.ts";
import { gather, none, pathThing, type Thing } from "./things.ts";
import type { Node } from "./tree.ts";
import { each } from "./walk.ts";

/** Undefined for every other call. */
export function passage(resolver: Resolver, callee: Node, node: Node): readonly Thing[] | undefined {
  const { walk } = resolver;
  const given = node.child("arguments");
  const [first] = given?.parts ?? [];
  const text = walk.textOf(callee);
  if (/(?:^|\.)import_module$|^__import__$/.test(text)) {
    const module = first && stringValue(first, walk.text);
    return module === undefined ? none : [pathThing(ecosystem + module, "")];
  }
  if (/^(?:functools\.)?partial$/.test(text) && first) return resolver.expression(first);
  // A task stands for what it gives, as the coroutine does.
  if (waiting.test(text) && first) return resolver.expression(first);
  if (text === "asyncio.gather" && given) return [{ kind: "list", node: given }];
  if (callee.type === "identifier" && first && walk.find(text) === undefined) {
    if (text === "list" || text === "tuple" || text === "sorted" || text === "reversed" || text === "iter")
      return resolver.expression(first);
    if (text === "enumerate" || text === "zip") return undefined;
    if (text === "next") return gather(resolver.expression(first), (thing) => resolver.elements(thing));
    if (text === "super") return none;
  }
  if (callee.type !== "attribute") return undefined;
  const method = walk.textOf(callee.child("attribute")!);
  if (!takers.has(method)) return undefined;
  const owner = callee.child("object")!;
  const things = resolver.expression(owner).filter(({ kind }) => kind === "dict" || kind === "list" || kind === "many");
  const held = gather(
    [...things.map((thing) => resolver.elements(thing)), resolver.putInto(owner, [each])],
    (part) => part,
  );
  return held.length > 0 ? (method === "values" ? [{ kind: "many", of: held }] : held) : undefined;
}

const waiting = /^asyncio\.(?:create_task|ensure_future|wait_for|shield|run)$/;
const takers = new Set(["get", "pop", "popleft", "setdefault", "values"]);
