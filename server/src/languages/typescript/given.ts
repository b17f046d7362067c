/** Functions handed on by name, told who received them once all functions are known. Absent on purpose: functions written in place. */
import type { BindingId } from "../../facts/facts.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { propertyOf } from "./fields.ts";
import { bare } from "./syntax.ts";
import type { Walk } from "./walk.ts";

export function settleGiven(walk: Walk): void {
  for (const { binding, member, call, argument, field } of walk.given) {
    const record = member === null ? functionOf(walk, binding) : memberFunction(walk, binding, member);
    if (record !== undefined) record.opener ??= { call, argument, ...(field === undefined ? {} : { field }) };
  }
  for (const { binding, place } of walk.assigned) functionOf(walk, binding)?.assignTo(place);
}

const functionOf = (walk: Walk, binding: BindingId): FunctionRecord | undefined =>
  functionAt(walk, walk.functionOf.get(binding));

function functionAt(walk: Walk, scope: number | undefined): FunctionRecord | undefined {
  const record = scope === undefined ? undefined : walk.pen.scopes[scope];
  return record?.kind === "function" ? (record as FunctionRecord) : undefined;
}

/** `handlers.embed` of a record, `controller.embed` of an instance. */
function memberFunction(walk: Walk, binding: BindingId, member: string): FunctionRecord | undefined {
  const [origin] = walk.origins[binding]!;
  if (origin === undefined || origin.access.length > 0 || origin.into !== undefined) return undefined;
  const node = bare(origin.node);
  if (ts.isObjectLiteralExpression(node)) {
    const property = propertyOf(node, member);
    if (property === undefined) return undefined;
    if (ts.isShorthandPropertyAssignment(property)) return boundFunction(walk, property.name);
    if (!ts.isPropertyAssignment(property)) return functionAt(walk, walk.scopeOf.get(property));
    const value = bare(property.initializer);
    return ts.isIdentifier(value) ? boundFunction(walk, value) : functionAt(walk, walk.scopeOf.get(value));
  }
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const maker = walk.pen.references.at(node.expression.end);
  const owner = maker === undefined ? undefined : walk.classOf.get(maker);
  const method = owner && walk.members.get(owner)?.own.get(member);
  return method === undefined ? undefined : functionOf(walk, method);
}

function boundFunction(walk: Walk, name: ts.Identifier): FunctionRecord | undefined {
  const binding = walk.pen.references.at(name.end);
  return binding === undefined ? undefined : functionOf(walk, binding);
}
