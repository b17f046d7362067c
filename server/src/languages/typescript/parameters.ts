/** What a parameter may receive: arguments of the calls this file knows, elements, results of promises. Absent on purpose: callers in other files. */
import type { BindingId, CallId, ScopeId } from "../../facts/facts.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import type { Resolver } from "./resolve.ts";
import { bare, isClassNode, methodCall, outward } from "./syntax.ts";
import { add, gather, type Thing } from "./things.ts";
import type { Step } from "./walk.ts";
import { stepOf } from "./writes.ts";

const { SyntaxKind } = ts;
const none: readonly Thing[] = [];

export function parameterThings(resolver: Resolver, name: ts.Node): readonly Thing[] {
  const { parameter, access, defaults } = placeOf(name);
  if (parameter === undefined) return none;
  const scope = resolver.walk.scopeOf.get(parameter.parent);
  if (scope === undefined) return none;
  const index = (parameter.parent.parameters as ts.NodeArray<ts.ParameterDeclaration>).indexOf(parameter);
  const received = parameter.dotDotDotToken === undefined ? receivedBy(resolver, scope, index) : none;
  const things = [...resolver.follow(received, access)];
  if (parameter.initializer !== undefined)
    add(things, resolver.follow(resolver.expression(parameter.initializer), access));
  for (const initializer of defaults) add(things, resolver.expression(initializer));
  return things;
}

/** The parameter a name belongs to, and the way from the parameter's value to the name's. */
export function placeOf(name: ts.Node): {
  readonly parameter: ts.ParameterDeclaration | undefined;
  readonly access: readonly Step[];
  readonly defaults: readonly ts.Expression[];
} {
  const access: Step[] = [];
  const defaults: ts.Expression[] = [];
  let { parent } = name;
  while (parent.kind === SyntaxKind.BindingElement) {
    const element = parent as ts.BindingElement;
    access.unshift(stepOf(element, (element.parent.elements as ts.NodeArray<ts.Node>).indexOf(element)));
    if (element.initializer !== undefined && defaults.length === 0) defaults.push(element.initializer);
    parent = element.parent.parent;
  }
  return {
    parameter: parent.kind === SyntaxKind.Parameter ? (parent as ts.ParameterDeclaration) : undefined,
    access,
    defaults,
  };
}

/** What a function is given as its n-th argument by whoever is known to call it. */
function receivedBy(resolver: Resolver, scope: ScopeId, index: number): readonly Thing[] {
  const { walk } = resolver;
  const record = walk.pen.scopes[scope] as FunctionRecord;
  const things: Thing[] = [];
  if (record.opener !== null) add(things, fromOpener(resolver, record, index));
  for (const call of callsOf(resolver, record)) add(things, fromCall(resolver, call, index));
  return things;
}

function callsOf(resolver: Resolver, record: FunctionRecord): readonly CallId[] {
  const { walk } = resolver;
  if (record.member !== "constructor") return record.binding === null ? [] : resolver.callsThrough(record.binding);
  const owner = walk.scopeNodes[record.parent];
  if (owner === undefined || !isClassNode(owner)) return [];
  return [...walk.classOf].flatMap(([binding, node]) => (node === owner ? resolver.callsThrough(binding) : []));
}

function fromCall(resolver: Resolver, call: CallId, index: number): readonly Thing[] {
  const node = resolver.walk.callNodes[call]!;
  if (node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression) {
    const given = (node as ts.CallExpression).arguments ?? [];
    const argument = given[index];
    return argument === undefined || given.slice(0, index + 1).some(ts.isSpreadElement)
      ? none
      : resolver.expression(argument);
  }
  // A function named as the callback of an array method.
  const iteration = resolver.walk.iterations.get(outward(node).parent);
  return iteration?.element === index ? resolver.elementsIn(iteration.over) : none;
}

function fromOpener(resolver: Resolver, record: FunctionRecord, index: number): readonly Thing[] {
  const { call, argument, field } = record.opener!;
  const node = resolver.walk.callNodes[call]!;
  if (field !== undefined) return none;
  const iteration = resolver.walk.iterations.get(node);
  if (iteration !== undefined) return iteration.element === index ? resolver.elementsIn(iteration.over) : none;
  const parts = methodCall(node);
  if (parts?.method === "then") return argument === 0 && index === 0 ? resolver.expression(parts.receiver) : none;
  if (node.kind !== SyntaxKind.CallExpression) return none;
  return gather(resolver.expression((node as ts.CallExpression).expression), (thing) =>
    thing.kind === "function" ? fromCallback(resolver, thing.scope, argument, index) : none,
  );
}

/** `withSession((s) => …)`: what our own function hands to its parameter when it calls it. */
function fromCallback(resolver: Resolver, taker: ScopeId, parameter: number, index: number): readonly Thing[] {
  const { walk } = resolver;
  const name = (walk.scopeNodes[taker] as ts.FunctionLikeDeclaration).parameters[parameter]?.name;
  const binding =
    name && (walk.pen.scopes[taker] as FunctionRecord).parameters.find((id) => walk.bindingNodes[id] === name);
  return binding === undefined
    ? none
    : gather(resolver.callsThrough(binding), (call) => fromCall(resolver, call, index));
}

export function callsByBinding(resolver: Resolver): Map<BindingId, CallId[]> {
  const calls = new Map<BindingId, CallId[]>();
  resolver.walk.callNodes.forEach((node, call) => {
    const isCall = node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression;
    const binding = resolver.bindingAt(bare(isCall ? (node as ts.CallExpression).expression : node));
    if (binding === undefined) return;
    const known = calls.get(binding);
    if (known === undefined) calls.set(binding, [call]);
    else known.push(call);
  });
  return calls;
}
