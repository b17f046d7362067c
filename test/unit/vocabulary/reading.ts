/** Facts and tree of a text, by hand: just what verbs ask for. */
import type { CodeFacts } from "../../../server/src/facts/facts.ts";
import { ts } from "../../../server/src/languages/typescript/compiler.ts";
import type { Tree } from "../../../server/src/languages/typescript/tree.ts";

export interface Reading { readonly tree: Tree; readonly facts: CodeFacts }

export function read(file: string, text: string): Reading {
  const kind = /x$/.test(file) ? ts.ScriptKind.TSX : /js$/.test(file) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const calls: ts.Node[] = [];
  const scopes: ts.Node[] = [];
  const bindings: ts.Node[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.push(node);
    if (ts.isIterationStatement(node, false) || (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(map|forEach)$/.test(node.expression.name.text))) scopes.push(node);
    if ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && !ts.isObjectBindingPattern(node.name)) bindings.push(node.name);
    ts.forEachChild(node, walk);
  };
  walk(sourceFile);
  const span = (n: ts.Node) => ({ start: n.getStart(sourceFile), end: n.end });
  const directives = [...text.matchAll(/\/[/*]\s*inferlens-ignore(-file)?((?:[ ,]+(?!--)[\w-]+)*)[^\n]*/g)].map((m) => {
    const next = text.indexOf("\n", m.index) + 1;
    const end = text.indexOf("\n", next);
    return { kind: m[1] ? "ignore-file" : "ignore", rules: m[2]!.trim().split(/[ ,]+/), reason: null, span: { start: m.index, end: m.index + m[0].length }, covers: m[1] ? null : { start: next + /^\s*/.exec(text.slice(next))![0].length, end } };
  });
  const facts = {
    imports: [], globals: new Set(), broken: [], hasJsx: false, directives,
    calls: calls.map((n, id) => ({ id, span: span(n), callee: { start: n.getStart(sourceFile), end: (n as ts.CallExpression).expression.end } })),
    scopes: scopes.map((n, id) => ({ id, kind: "loop", span: span(n), bound: null })),
    bindings: bindings.map((n, id) => ({ id, name: n.getText() })),
  } as unknown as CodeFacts;
  return { facts, tree: { sourceFile, callNode: (id) => calls[id] as ts.CallExpression, scopeNode: (id) => scopes[id]!, bindingNode: (id) => bindings[id]! } };
}
