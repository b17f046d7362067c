/**
 * Names of packages as the file can write them: through an import it has, or one that is added behind its imports. Absent on
 * purpose: imports under a condition, which code elsewhere may not rely on.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ecosystem } from "../imports.ts";
import type { Node } from "../tree.ts";
import { type Code, insert, lineStart, nextLine, nodeAround, standsAlone, topStatement } from "./code.ts";
import { isTaken, means } from "./names.ts";

export interface Written {
  readonly text: string;
  /** Imports that have to be added. */
  readonly edits: readonly TextEdit[];
}

/** `torch.no_grad`, or `asyncio:to_thread` for a name of a module that is imported by itself. */
export function named(code: Code, path: string, at: number): Written | undefined {
  const [module, steps] = path.includes(":")
    ? [path.slice(0, path.indexOf(":")), path.slice(path.indexOf(":") + 1)]
    : [path.split(".")[0]!, path.split(".").slice(1).join(".")];
  return imported(code, module, steps, at) ?? added(code, module, steps, at, path.includes(":"));
}

function imported(code: Code, module: string, steps: string, at: number): Written | undefined {
  const target = steps === "" ? module : `${module}.${steps}`;
  let best: { readonly name: string; readonly full: string } | undefined;
  for (const [binding, from] of code.walk.imported) {
    if (!from.module.startsWith(ecosystem)) continue;
    const full = from.module.slice(ecosystem.length) + (from.name === null ? "" : `.${from.name}`);
    if (target !== full && !target.startsWith(`${full}.`)) continue;
    if (full.length < module.length && !isImported(code, module)) continue;
    if (!isReached(code, code.walk.bindingNodes[binding]!, at) || !means(code, binding, at)) continue;
    if (best === undefined || full.length > best.full.length) best = { name: code.facts.bindings[binding]!.name, full };
  }
  return best && { text: best.name + target.slice(best.full.length), edits: [] };
}

const isImported = (code: Code, module: string): boolean =>
  code.facts.imports.some((one) => one.module === ecosystem + module && !one.dynamic && !one.typeOnly);

/** The statement has run when code at this place does: it stands above, in a block around it. */
function isReached(code: Code, name: Node, at: number): boolean {
  let statement: Node | null = name;
  while (statement !== null && !/^import_(?:from_)?statement$/.test(statement.type)) statement = statement.parent;
  const block = statement?.parent;
  if (!statement || !block || statement.end > at) return false;
  return block.type === "module" || (block.start <= at && at <= block.end && !isTypesOnly(code, block));
}

const isTypesOnly = (code: Code, block: Node): boolean =>
  block.parent?.type === "if_statement" && /TYPE_CHECKING/.test(code.text.slice(block.parent.start, block.start));

function added(code: Code, module: string, steps: string, at: number, isFrom: boolean): Written | undefined {
  const name = isFrom ? steps.split(".")[0]! : module;
  if (isNamed(code, name)) return undefined;
  const line = isFrom ? `from ${module} import ${name}` : `import ${module}`;
  const edit = addImport(code, line, at);
  return edit && { text: isFrom || steps === "" ? steps || name : `${name}.${steps}`, edits: [edit] };
}

/** Whether anything in the file goes by this name; a name in a comment does no harm. */
const isNamed = (code: Code, name: string): boolean =>
  isTaken(code, name) &&
  (code.facts.globals.has(name) || code.facts.bindings.some((one) => one.name === name) || code.walk.stars.length > 0);

/** Behind the imports above this place; else behind what has to come first. */
function addImport(code: Code, line: string, at: number): TextEdit | undefined {
  const top = topStatement(nodeAround(code, { start: at, end: at }));
  // A cell of a notebook is a module of its own: nothing is written into another.
  const module = top?.parent ?? code.walk.root;
  const before = module.children.filter(({ end }) => end <= (top?.start ?? at));
  const last = before.findLast(({ type }) => /^(?:future_)?import_(?:from_)?statement$/.test(type));
  if (last) return behind(code, last, line, "");
  const [first] = module.children;
  const isDocumented = first?.type === "expression_statement" && first.parts[0]?.type === "string";
  if (isDocumented && first !== top) return behind(code, first, line, code.eol);
  if (isDocumented) return undefined;
  if (first === undefined || !standsAlone(code, first)) return undefined;
  const start = lineStart(code, first.start);
  return insert(start, `${line}${code.eol}${code.eol}`);
}

function behind(code: Code, statement: Node, line: string, gap: string): TextEdit | undefined {
  if (!standsAlone(code, statement)) return undefined;
  const next = nextLine(code, statement.end);
  return code.text[next - 1] === "\n"
    ? insert(next, `${gap}${line}${code.eol}`)
    : insert(next, `${code.eol}${gap}${line}`);
}

/** Behind what has to come first: `#!`, and a line that names the encoding. */
export function headEnd(text: string): number {
  return /^(?:\uFEFF)?(?:#![^\n]*\n)?(?:#[^\n]*coding[:=][^\n]*\n)?/.exec(text)![0].length;
}
