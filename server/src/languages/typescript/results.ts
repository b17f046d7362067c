/** What a call gives, with the language's own passages: promises, arrays, maps. Absent on purpose: libraries. */
import { ts } from "./compiler.ts";
import type { Resolver } from "./resolve.ts";
import { bare, isFunctionExpression, methodCall, requiredModule, stringValue } from "./syntax.ts";
import { add, gather, type Thing } from "./things.ts";
import { each } from "./walk.ts";
import { typeThings } from "./writtenTypes.ts";

const { SyntaxKind } = ts;
const none: readonly Thing[] = [];

export function resultOf(resolver: Resolver, node: ts.CallExpression | ts.NewExpression): readonly Thing[] {
  if (node.kind === SyntaxKind.NewExpression) return made(resolver, node as ts.NewExpression);
  const call = node as ts.CallExpression;
  const module = requiredModule(call);
  if (module !== undefined && isLoader(resolver, call)) return [resolver.modules.whole(module)];
  const handedOn = passed(resolver, call);
  if (handedOn !== undefined) return handedOn;
  const id = resolver.walk.callOf.get(call);
  const callees = id === undefined ? resolver.expression(call.expression) : resolver.callee(id);
  return gather(callees, (thing) => called(resolver, thing, call));
}

/** `require` as the language knows it: not one the file declares, unless it made it with `createRequire`. */
function isLoader(resolver: Resolver, call: ts.CallExpression): boolean {
  const callee = bare(call.expression);
  if (callee.kind === SyntaxKind.ImportKeyword) return true;
  return resolver.bindingAt(callee) === undefined || resolver.expression(callee).some(isCreatedRequire);
}

const isCreatedRequire = (thing: Thing): boolean =>
  thing.kind === "path" &&
  /^(?:node:)?module$/.test(thing.path.module) &&
  /(?:^|\.)createRequire\(\)$/.test(thing.path.steps);

function called(resolver: Resolver, thing: Thing, call: ts.CallExpression): readonly Thing[] {
  switch (thing.kind) {
    case "path": {
      const module = isCreatedRequire(thing) ? stringValue(call.arguments[0]) : undefined;
      if (module !== undefined) return [resolver.modules.whole(module)];
      return add([...resolver.modules.result(thing)], wrapped(resolver, call));
    }
    case "function":
    case "wrapped":
      return resolver.returns(thing.scope);
    case "callable":
      return typeThings(resolver, thing.result);
    default:
      return none;
  }
}

/** `once(async () => …)`: what comes back is most likely a way to call the function. */
function wrapped(resolver: Resolver, call: ts.CallExpression): readonly Thing[] {
  const [first] = call.arguments;
  if (first === undefined) return none;
  const node = bare(first);
  if (!isFunctionExpression(node) && node.kind !== SyntaxKind.Identifier) return none;
  const functions = resolver.expression(node).filter((thing) => thing.kind === "function");
  return functions.map(({ scope }) => ({ kind: "wrapped", scope }));
}

function made(resolver: Resolver, node: ts.NewExpression): readonly Thing[] {
  return gather(resolver.expression(node.expression), (thing) => {
    if (thing.kind === "class") return [{ kind: "instance", node: thing.node }];
    if (thing.kind !== "path") return none;
    const held = thing.path.module === "" && collections.has(thing.path.steps) ? node.typeArguments?.at(-1) : undefined;
    if (held !== undefined) return [{ kind: "many", of: typeThings(resolver, held) }];
    return resolver.modules.result(thing);
  });
}

const collections = new Set(["Array", "Map", "Set", "WeakMap", "WeakSet"]);

/** Methods of promises, arrays, maps and functions that hand on what they were given; undefined for any other call. */
function passed(resolver: Resolver, call: ts.CallExpression): readonly Thing[] | undefined {
  const parts = methodCall(call);
  if (parts === undefined) return undefined;
  const { receiver, method } = parts;
  const [first] = call.arguments;
  switch (method) {
    case "then":
      return first === undefined ? resolver.expression(receiver) : resultsOf(resolver, first);
    case "catch":
    case "finally":
      return resolver.expression(receiver);
    case "bind":
    case "call":
    case "apply": {
      // Of functions of this file; a package's object may have methods of these names.
      const functions = resolver.expression(receiver).filter(({ kind }) => kind === "function" || kind === "wrapped");
      if (functions.length === 0) return undefined;
      return method === "bind" ? functions : gather(functions, (thing) => called(resolver, thing, call));
    }
  }
  if (receiver.kind === SyntaxKind.Identifier && resolver.bindingAt(receiver) === undefined) {
    const own = first === undefined ? undefined : ofGlobal(resolver, (receiver as ts.Identifier).text, method, first);
    if (own !== undefined) return own;
  }
  return iterated(resolver, call, receiver, method) ?? taken(resolver, receiver, method);
}

function ofGlobal(
  resolver: Resolver,
  name: string,
  method: string,
  first: ts.Expression,
): readonly Thing[] | undefined {
  switch (`${name}.${method}`) {
    case "Promise.all":
    case "Promise.resolve":
    case "Object.freeze":
    case "Object.assign":
      return resolver.expression(first);
    case "Promise.any":
    case "Promise.race":
      return resolver.elementsIn(first);
    case "Object.values":
      return [{ kind: "many", of: resolver.elementsIn(first) }];
    default:
      return undefined;
  }
}

function iterated(
  resolver: Resolver,
  call: ts.CallExpression,
  receiver: ts.Expression,
  method: string,
): readonly Thing[] | undefined {
  const iteration = resolver.walk.iterations.get(call);
  if (iteration === undefined) return undefined;
  const callback = call.arguments[iteration.argument]!;
  switch (method) {
    case "map":
    case "from":
      return [{ kind: "many", of: resultsOf(resolver, callback) }];
    case "flatMap":
      return [{ kind: "many", of: resolver.elements(resultsOf(resolver, callback)) }];
    case "reduce":
    case "reduceRight":
      return resultsOf(resolver, callback);
    case "filter":
      return resolver.expression(receiver);
    case "find":
    case "findLast":
      return resolver.elementsIn(receiver);
    default:
      return none;
  }
}

const takers = new Set(["at", "get", "next", "pop", "shift"]);
const keepers = new Set([
  "concat",
  "entries",
  "filter",
  "reverse",
  "slice",
  "sort",
  "toReversed",
  "toSorted",
  "values",
]);

/** `cache.get(k)`, `sessions.at(0)`: elements of a collection this file filled or whose type says what it holds. */
function taken(resolver: Resolver, receiver: ts.Expression, method: string): readonly Thing[] | undefined {
  if (!takers.has(method) && !keepers.has(method)) return undefined;
  const things = resolver.expression(receiver);
  const isOurs =
    things.some(({ kind }) => kind === "many" || kind === "list") ||
    things.every((thing) => thing.kind === "path" && thing.path.module === "");
  if (!isOurs) return undefined;
  const held = add([...resolver.elements(things)], resolver.putInto(receiver, [each]));
  if (held.length === 0) return undefined;
  return takers.has(method) ? held : [{ kind: "many", of: held }];
}

/** What a callback returns, written in place or given by name. */
function resultsOf(resolver: Resolver, callback: ts.Expression): readonly Thing[] {
  return gather(resolver.expression(callback), (thing) => {
    if (thing.kind === "function" || thing.kind === "wrapped") return resolver.returns(thing.scope);
    return thing.kind === "path" ? resolver.modules.result(thing) : none;
  });
}
