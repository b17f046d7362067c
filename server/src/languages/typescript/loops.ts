/**
 * Loops and the callbacks of array methods, which are loops too, with what changes in them and how they end. Absent on
 * purpose: whether rounds depend on each other; that is usage.
 */
import type { CallId } from "../../facts/facts.ts";
import type { FunctionRecord, LoopRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { declareList, newBinding } from "./declare.ts";
import { bare, isMemberNode, settled } from "./syntax.ts";
import { each, type Walk } from "./walk.ts";
import { assign, initialize } from "./writes.ts";

const { SyntaxKind } = ts;

export function visitFor(walk: Walk, node: ts.ForStatement): void {
  const mark = walk.names.enter();
  const loop = openLoop(walk, node, node.statement, "for");
  const { initializer, condition, incrementor } = node;
  if (initializer !== undefined && initializer.kind === SyntaxKind.VariableDeclarationList) {
    declareHeader(walk, loop, initializer as ts.VariableDeclarationList);
    // What stands here runs once, before the first round.
    walk.scope = loop.parent;
    walk.visit(initializer);
    walk.scope = loop.id;
  } else if (initializer !== undefined) {
    walk.scope = loop.parent;
    walk.visit(initializer);
    walk.scope = loop.id;
  }
  if (condition !== undefined) {
    walk.visit(condition);
    loop.test = walk.span(condition);
  }
  if (incrementor !== undefined) {
    walk.visit(incrementor);
    loop.chunked = stepsInChunks(incrementor);
  }
  visitBody(walk, loop, node.statement, labelOf(node));
  closeLoop(walk, loop, mark);
}

export function visitForEach(walk: Walk, node: ts.ForOfStatement | ts.ForInStatement): void {
  walk.visit(node.expression);
  const mark = walk.names.enter();
  const isOf = node.kind === SyntaxKind.ForOfStatement;
  const loop = openLoop(
    walk,
    node,
    node.statement,
    !isOf ? "for-in" : (node as ts.ForOfStatement).awaitModifier ? "for-await" : "for-of",
  );
  loop.iterated = walk.place(node.expression);
  const { initializer } = node;
  if (initializer.kind === SyntaxKind.VariableDeclarationList) {
    const list = initializer as ts.VariableDeclarationList;
    declareHeader(walk, loop, list);
    const [declaration] = list.declarations;
    if (declaration !== undefined && isOf) initialize(walk, declaration.name, node.expression, [each], declaration);
  } else {
    assign(walk, initializer as ts.Expression, "assign", node.expression, [each], initializer);
  }
  visitBody(walk, loop, node.statement, labelOf(node));
  closeLoop(walk, loop, mark);
}

export function visitWhile(walk: Walk, node: ts.WhileStatement | ts.DoStatement): void {
  const loop = openLoop(walk, node, node.statement, node.kind === SyntaxKind.WhileStatement ? "while" : "do");
  const test = (): void => {
    walk.visit(node.expression);
    loop.test = walk.span(node.expression);
  };
  if (node.kind === SyntaxKind.WhileStatement) test();
  visitBody(walk, loop, node.statement, labelOf(node));
  if (node.kind === SyntaxKind.DoStatement) test();
  walk.scope = loop.parent;
}

/** Methods that call their argument once per element, with the position of the element among its parameters. */
const arrayMethods: Readonly<Record<string, number>> = {
  every: 0,
  filter: 0,
  find: 0,
  findIndex: 0,
  findLast: 0,
  findLastIndex: 0,
  flatMap: 0,
  forEach: 0,
  map: 0,
  reduce: 1,
  reduceRight: 1,
  some: 0,
};

export interface Iteration {
  readonly method: string;
  /** Which argument is the callback, and which of its parameters is the element. */
  readonly argument: number;
  readonly element: number;
  readonly over: ts.Expression;
}

/** `xs.map(fn)` and `Array.from(xs, fn)`, unless the receiver is plainly something of a package. */
export function iterationOf(walk: Walk, call: ts.CallExpression): Iteration | undefined {
  const callee = bare(call.expression);
  if (callee.kind !== SyntaxKind.PropertyAccessExpression) return undefined;
  const { name, expression } = callee as ts.PropertyAccessExpression;
  const method = name.text;
  if (
    method === "from" &&
    call.arguments.length === 2 &&
    expression.kind === SyntaxKind.Identifier &&
    (expression as ts.Identifier).text === "Array"
  ) {
    return { method, argument: 1, element: 0, over: call.arguments[0]! };
  }
  const element = Object.hasOwn(arrayMethods, method) ? arrayMethods[method] : undefined;
  if (element === undefined || call.arguments.length === 0 || isOfPackage(walk, expression, 0)) return undefined;
  return { method, argument: 0, element, over: expression };
}

/**
 * Whether an expression is a package's own object rather than data it returned: `tf.data.map`, `new Dataset().map`. What
 * was awaited, and members of what a call gave, are taken for data.
 */
function isOfPackage(walk: Walk, expression: ts.Expression, depth: number): boolean {
  const node = bare(expression);
  if (depth > 8 || node.kind === SyntaxKind.AwaitExpression) return false;
  if (node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression)
    return isOfPackage(walk, (node as ts.CallExpression).expression, depth + 1);
  if (isMemberNode(node)) {
    const inner = bare(node.expression);
    const isResult = inner.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.ElementAccessExpression;
    const isCalled =
      node.parent.kind === SyntaxKind.CallExpression && (node.parent as ts.CallExpression).expression === node;
    return (!isResult || isCalled) && isOfPackage(walk, inner, depth + 1);
  }
  if (node.kind !== SyntaxKind.Identifier) return false;
  const found = walk.names.find((node as ts.Identifier).text);
  const binding = found === undefined ? undefined : walk.pen.bindings[found]!;
  if (binding === undefined) return false;
  if (binding.origin === "import") return !isDataOfOwn(binding.id, walk);
  const origin = walk.origins[binding.id]![0];
  if (binding.origin !== "variable" || origin === undefined || origin.into !== undefined || origin.access.length > 0)
    return false;
  return isOfPackage(walk, origin.node, depth + 1);
}

/** Imported from a file of the same program, so as likely a list as anything else. */
function isDataOfOwn(binding: number, walk: Walk): boolean {
  let node: ts.Node | undefined = walk.bindingNodes[binding];
  while (node !== undefined && node.kind !== SyntaxKind.ImportDeclaration) node = node.parent;
  const specifier = (node as ts.ImportDeclaration | undefined)?.moduleSpecifier;
  return specifier !== undefined && ts.isStringLiteral(specifier) && /^(?:\.|\/|#|@\/|~)/.test(specifier.text);
}

/** Opens the loop of an array method around its callback. */
export function openIteration(
  walk: Walk,
  call: ts.CallExpression,
  id: CallId,
  iteration: Iteration,
  callback: ts.Expression,
): LoopRecord {
  const loop = openLoop(walk, call, callback, "callback");
  loop.method = iteration.method;
  loop.call = id;
  loop.iterated = walk.place(iteration.over);
  return loop;
}

/** The parameters of an inline callback that change from round to round: the element and its index. */
export function noteElements(
  walk: Walk,
  loop: LoopRecord,
  callback: ts.ArrowFunction | ts.FunctionExpression,
  iteration: Iteration,
  record: FunctionRecord,
): void {
  const first = callback.parameters[iteration.element];
  if (first === undefined) return;
  const { end } = callback.parameters[iteration.element + 1] ?? first;
  for (const binding of record.parameters) {
    const node = walk.bindingNodes[binding]!;
    if (node.pos >= first.pos && node.end <= end) loop.variables.push(binding);
  }
}

function collect(walk: Walk, name: ts.BindingName, loop: LoopRecord): void {
  if (name.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find(name.text);
    if (binding !== undefined) loop.variables.push(binding);
    return;
  }
  for (const element of name.elements)
    if (element.kind === SyntaxKind.BindingElement) collect(walk, element.name, loop);
}

/** The unnamed element a function given by name receives: `xs.map(embed)`. */
export function unnamedElement(walk: Walk, loop: LoopRecord, callback: ts.Expression, iteration: Iteration): number {
  const binding = newBinding(walk, callback, "", "loop", loop.id);
  walk.origins[binding.id]!.push({ node: iteration.over, access: [each] });
  loop.variables.push(binding.id);
  return binding.id;
}

export function closeLoop(walk: Walk, loop: LoopRecord, mark: number): void {
  walk.scope = loop.parent;
  walk.names.leave(mark);
}

function openLoop(walk: Walk, node: ts.Node, body: ts.Node, form: LoopRecord["form"]): LoopRecord {
  const loop = walk.pen.loop(walk.scope, walk.span(node), walk.span(body), form);
  walk.enterScope(loop.id, node);
  return loop;
}

function declareHeader(walk: Walk, loop: LoopRecord, list: ts.VariableDeclarationList): void {
  const first = walk.pen.bindings.length;
  if ((list.flags & ts.NodeFlags.BlockScoped) !== 0) declareList(walk, list, "loop", false);
  else for (const { name } of list.declarations) collect(walk, name, loop);
  for (let id = first; id < walk.pen.bindings.length; id++) loop.variables.push(id);
}

function visitBody(walk: Walk, loop: LoopRecord, body: ts.Statement, label: string | null): void {
  walk.jumps.push({ loop, label, conditions: walk.deciding.length });
  walk.visit(body);
  walk.rest = null;
  walk.jumps.pop();
}

const labelOf = (node: ts.Node): string | null =>
  node.parent.kind === SyntaxKind.LabeledStatement ? (node.parent as ts.LabeledStatement).label.text : null;

/** `i += 32`, `i = i + size`: more than one element a round. */
export function stepsInChunks(node: ts.Expression): boolean {
  if (node.kind !== SyntaxKind.BinaryExpression) return false;
  const { left, operatorToken, right } = node as ts.BinaryExpression;
  if (operatorToken.kind === SyntaxKind.CommaToken) return stepsInChunks(left) || stepsInChunks(right);
  if (operatorToken.kind === SyntaxKind.PlusEqualsToken) return !isOne(right);
  if (operatorToken.kind !== SyntaxKind.EqualsToken) return false;
  const sum = settled(right);
  if (sum.kind !== SyntaxKind.BinaryExpression || left.kind !== SyntaxKind.Identifier) return false;
  const { left: a, operatorToken: plus, right: b } = sum as ts.BinaryExpression;
  if (plus.kind !== SyntaxKind.PlusToken) return false;
  const isSelf = (side: ts.Expression): boolean =>
    side.kind === SyntaxKind.Identifier && (side as ts.Identifier).text === (left as ts.Identifier).text;
  return (isSelf(a) && !isOne(b)) || (isSelf(b) && !isOne(a));
}

const isOne = (node: ts.Expression): boolean =>
  node.kind === SyntaxKind.NumericLiteral && (node as ts.NumericLiteral).text === "1";

/** `break`, `continue`, `return` and `throw` as ways out of the loops around them. */
export function noteExit(walk: Walk, node: ts.Statement): void {
  if (walk.jumps.length === 0) return;
  const span = walk.span(node);
  const kind =
    node.kind === SyntaxKind.BreakStatement
      ? "break"
      : node.kind === SyntaxKind.ContinueStatement
        ? "continue"
        : node.kind === SyntaxKind.ReturnStatement
          ? "return"
          : "throw";
  const label = kind === "break" || kind === "continue" ? ((node as ts.BreakStatement).label?.text ?? null) : null;
  for (let i = walk.jumps.length - 1; i >= 0; i--) {
    const { loop, label: own, conditions } = walk.jumps[i]!;
    const isSwitch = loop === null;
    if (isSwitch && kind === "break" && label === null) return;
    if (isSwitch) continue;
    noteOne(walk, loop, kind, node, span, conditions);
    if ((kind === "break" || kind === "continue") && (label === null || label === own)) return;
  }
}

function noteOne(
  walk: Walk,
  loop: LoopRecord,
  kind: "break" | "continue" | "return" | "throw",
  node: ts.Statement,
  span: { start: number; end: number },
  conditions: number,
): void {
  const deciding = walk.deciding.slice(conditions);
  if (loop.form !== "callback" || kind === "throw") {
    loop.exit(kind, span, deciding);
    return;
  }
  // Leaving a callback is going on to the next round; in some methods what it returns ends them.
  const value = (node as ts.ReturnStatement).expression;
  if (endedByResult.has(loop.method ?? "") && value !== undefined)
    loop.exit("return", span, [...deciding, walk.span(value)]);
  else if (deciding.length > 0) loop.exit("continue", span, deciding);
}

const endedByResult = new Set(["every", "find", "findIndex", "findLast", "findLastIndex", "some"]);

/** A concise arrow body is a `return`. */
export function noteConciseResult(walk: Walk, loop: LoopRecord, value: ts.Expression): void {
  if (endedByResult.has(loop.method ?? "")) loop.exit("return", walk.span(value), [walk.span(value)]);
}
