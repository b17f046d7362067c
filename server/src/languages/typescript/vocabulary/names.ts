/** New names that collide with nothing in the file. Absent on purpose: taste beyond the name of what receives the result. */
import { ts } from "../compiler.ts";
import type { Code } from "./code.ts";
import { outerExpression } from "./code.ts";

/** `base`, or `base2`, `base3`, … when the file already uses the name. `skip` passes over that many free names. */
export function freeName(code: Code, base: string, skip = 0): string {
  let left = skip;
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (code.symbols.names.has(name) || RESERVED.has(name)) continue;
    if (left-- === 0) return name;
  }
}

/** Name of the variable, field or property that a call's value, or what `await` makes of it, is stored in. */
export function receiverName(call: ts.Expression): string | undefined {
  let node = outerExpression(call);
  if (ts.isAwaitExpression(node.parent)) node = outerExpression(node.parent);
  const parent = node.parent;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) && parent.initializer === node)
    return plainName(parent.name);
  if (ts.isBinaryExpression(parent) && parent.right === node) {
    if (ts.isIdentifier(parent.left)) return parent.left.text;
    if (ts.isPropertyAccessExpression(parent.left)) return plainName(parent.left.name);
  }
  if (ts.isPropertyAssignment(parent) && parent.initializer === node) return plainName(parent.name);
  return undefined;
}

/** `chatOpenAI` of `new ChatOpenAI()`, `session` of `InferenceSession.create()`, `tokenizer` of `AutoTokenizer.from_pretrained()`. */
export function calleeName(call: ts.CallExpression | ts.NewExpression): string {
  let callee: ts.Expression = call.expression;
  if (ts.isPropertyAccessExpression(callee) && GENERIC.test(callee.name.text)) callee = callee.expression;
  const word = ts.isPropertyAccessExpression(callee)
    ? callee.name.text
    : ts.isIdentifier(callee)
      ? callee.text
      : "value";
  const trimmed = word.replace(/^(load|create|get|from)(?=[A-Z])/, "").replace(/^(Inference|Auto)(?=[A-Z])/, "");
  return trimmed.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (head) => head.toLowerCase());
}

const GENERIC = /^(create\w*|from_pretrained|fromPretrained|load|init|run)$/;

const RESERVED = new Set([
  "default",
  "class",
  "function",
  "new",
  "delete",
  "import",
  "export",
  "in",
  "do",
  "if",
  "for",
  "case",
  "var",
  "let",
  "const",
  "eval",
  "arguments",
]);

function plainName(name: ts.Node): string | undefined {
  if (ts.isIdentifier(name)) return name.text;
  if (ts.isPrivateIdentifier(name)) return name.text.slice(1);
  return undefined;
}
