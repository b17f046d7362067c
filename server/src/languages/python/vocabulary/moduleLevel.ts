/**
 * Whether a call could be made at module level instead, above the statement it stands in: nothing it names belongs to the run. Absent
 * on purpose: the edits.
 */
import type { Binding } from "../../../facts/facts.ts";
import type { Node } from "../tree.ts";
import { type Code, functionAround, isBroken, lineStart, textOf, topStatement } from "./code.ts";
import { isCollected, isMovable, isOwnedByRun, readIn, unknownNames } from "./movable.ts";

/** The top-level statement it goes above. */
export function moduleAnchor(code: Code, id: number, call: Node): Node | undefined {
  const top = topStatement(call);
  if (!top || !functionAround(call) || isBroken(code, top) || call.parent?.type === "await") return undefined;
  if (!/^[ \t]*$/.test(code.text.slice(lineStart(code, top.start), top.start))) return undefined;
  if (!isMovable(code, call) || isCollected(code, call) || isOwnedByRun(code, id, call)) return undefined;
  if (unknownNames(code, call).some((name) => !builtin.test(name))) return undefined;
  if (!readIn(code, call).every((binding) => isSettledAbove(code, code.facts.bindings[binding]!, top)))
    return undefined;
  return top;
}

const builtin =
  /^(?:str|int|float|bool|len|max|min|tuple|list|dict|set|sorted|repr|abs|round|True|False|None|__file__|__name__|Exception)$/;

/** A name of the module that has its only value before this statement. */
function isSettledAbove(code: Code, binding: Binding, top: Node): boolean {
  if (binding.origin === "field") {
    const home = code.facts.scopes[binding.home]!;
    return home.kind === "class" && home.parent === 0 && binding.shared && binding.writes.length <= 1;
  }
  if (binding.home !== 0 || binding.declaration.end > top.start) return false;
  if (binding.origin === "import") return binding.writes.length === 0;
  if (binding.origin === "function" || binding.origin === "class") return binding.writes.length === 0;
  const [write] = binding.writes;
  return binding.writes.length === 1 && write!.kind === "initial" && write!.scope === 0;
}

/** Where its lines begin, with the comments right above it. */
export function startWithComments(code: Code, statement: Node): number {
  let start = lineStart(code, statement.start);
  for (;;) {
    const above = start > 0 ? lineStart(code, start - 1) : start;
    if (above === start || !/^[ \t]*#(?!!)/.test(code.text.slice(above, start))) return start;
    if (/^[ \t]*#\s*(?:%%|type:|-\*-)/.test(code.text.slice(above, start))) return start;
    start = above;
  }
}

/** A name for what a call gives: of the variable that takes it, else of what is called. */
export function baseName(code: Code, id: number, call: Node): string {
  const { results } = code.facts.calls[id]!;
  const name = results.length === 1 ? code.facts.bindings[results[0]!]!.name : "";
  if (/^[A-Za-z_]\w*$/.test(name)) return name.replace(/^_+/, "") || "value";
  return calledName(code, call) ?? "model";
}

/** The class that is called, or whose method is: `auto_model` of `AutoModel.from_pretrained(…)`. */
export function calledName(code: Code, call: Node): string | undefined {
  const steps = textOf(code, call.child("function")!).split(".");
  const made = steps.findLast((step) => /^[A-Z]\w*$/.test(step));
  return made && snake(made);
}

const snake = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/\W/g, "")
    .toLowerCase();
