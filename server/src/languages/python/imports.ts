/**
 * Imports and what they bind. A module is written `pypi:torch.nn`, so that a package of one ecosystem is never taken for one of
 * another; a relative one as a path, `./model` for `.model`. Absent on purpose: finding files.
 */
import type { BindingId } from "../../facts/facts.ts";
import { dotted } from "./syntax.ts";
import type { Node } from "./tree.ts";
import type { Walk } from "./walk.ts";

export const ecosystem = "pypi:";

export function visitImport(walk: Walk, node: Node): void {
  for (const item of node.all("name")) {
    const name = item.type === "aliased_import" ? item.child("name")! : item;
    const module = dotted(name, walk.text);
    noteImport(walk, node, ecosystem + module);
    const alias = item.child("alias");
    // `import a.b` binds `a`, `import a.b as c` the module itself.
    const bound = alias ? walk.textOf(alias) : module.split(".")[0]!;
    bind(walk, alias ?? name, bound, ecosystem + (alias ? module : bound), null);
  }
}

export function visitImportFrom(walk: Walk, node: Node): void {
  const from = node.child("module_name");
  if (from === undefined) return;
  const module = moduleOf(walk, from);
  noteImport(walk, node, module);
  if (node.children.some(({ type }) => type === "wildcard_import")) {
    walk.stars.push(module);
    return;
  }
  for (const item of node.all("name")) {
    const name = item.type === "aliased_import" ? item.child("name")! : item;
    const alias = item.child("alias");
    const written = dotted(name, walk.text);
    bind(walk, alias ?? name, alias ? walk.textOf(alias) : written, module, written);
  }
}

/** The specifier of a module as it is written behind `from`. */
export function moduleOf(walk: Pick<Walk, "text">, node: Node): string {
  if (node.type !== "relative_import") return ecosystem + dotted(node, walk.text);
  const written = walk.text.slice(node.start, node.end).replaceAll(/\s+/g, "");
  const dots = /^\.+/.exec(written)![0].length;
  const below = written.slice(dots).replaceAll(".", "/");
  return `${dots === 1 ? "./" : "../".repeat(dots - 1)}${below}`;
}

function noteImport(walk: Walk, node: Node, module: string): void {
  const { start, end } = node;
  const isTypeOnly = /^if\s+(?:typing\.)?TYPE_CHECKING\b/.test(
    walk.text.slice(node.parent?.parent?.start ?? 0).slice(0, 40),
  );
  walk.pen.imports.push({ module, span: { start, end }, typeOnly: isTypeOnly, dynamic: walk.inFunction !== null });
}

function bind(walk: Walk, node: Node, name: string, module: string, member: string | null): void {
  const binding = walk.frame.names.get(name) ?? declareImport(walk, node, name);
  if (!walk.imported.has(binding)) walk.imported.set(binding, { module, name: member });
  walk.mention(node, binding);
}

function declareImport(walk: Walk, node: Node, name: string): BindingId {
  const binding = walk.binding(node, name, "import", walk.frame.scope);
  walk.frame.names.set(name, binding.id);
  return binding.id;
}
