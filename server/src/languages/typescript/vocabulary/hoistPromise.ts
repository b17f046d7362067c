/**
 * Moves a call to module level as a constant that holds its promise.
 *
 * The form is `const xPromise = load(); xPromise.catch(() => {});`. The constant has the exact inferred type, which a
 * lazily filled variable would need spelled out. The load starts with the module, so it may fail before anybody awaits
 * it, and Node ends a process for that. The empty handler prevents it: the failure still rejects every
 * `await xPromise`, in the same place and inside the same `try` as before. What changes, and all that changes: the
 * load starts with the module, and a failed load stays failed until the process starts again.
 *
 * Absent on purpose: top-level await, which CommonJS output does not know; calls whose result a run releases or
 * alters; calls made several times to have several; calls that may need earlier preparation; files of client components and of modules that answer `fetch`.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, insertBefore, outerExpression, replace, textIndented, textOf } from "./code.ts";
import { type CallNode, existingConstant, planHoisting } from "./moduleConstants.ts";
import { moduleAnchor } from "./moduleLevel.ts";
import { calleeName, freeName, receiverName } from "./names.ts";
import { awaitOf, declarationOf, isCollected, isOwnedByRun, isPromise } from "./result.ts";
import { isModuleLevel } from "./symbols.ts";

export function hoistPromise(code: Code, id: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || !canHoist(code, call)) return undefined;
  const existing = existingConstant(code, call);
  if (existing) return [replace(code, existing.awaited ? awaitOf(call)! : call, existing.name)];
  const { anchor, twins, rank } = planHoisting(code, call, { canHoist, baseName });
  const name = freeName(code, baseName(call), rank);
  const { semicolon } = code.style;
  const constant = insertBefore(code, anchor, [
    `const ${name}${annotation(code, call)} = ${textIndented(code, call, "")}${semicolon}`,
    `${name}.catch(() => {})${semicolon} // a failed load is reported where it is awaited`,
  ]);
  return constant && [constant, ...twins.map((twin) => replace(code, twin, name))];
}

function canHoist(code: Code, call: CallNode): boolean {
  if (
    ts.isOptionalChain(call) ||
    isFetchModule(code) ||
    !isPromise(code, call) ||
    isCollected(call) ||
    isOwnedByRun(code, call)
  )
    return false;
  return moduleAnchor(code, call) !== undefined;
}

/** A module whose default export answers requests by `fetch` may run where no work is allowed before a request comes. */
const isFetchModule = (code: Code): boolean =>
  code.facts.scopes.some((scope) => scope.kind === "function" && scope.exportedAs.includes("default.fetch"));

function baseName(call: CallNode): string {
  const name = receiverName(call) ?? calleeName(call);
  return /promise$/i.test(name) ? name : `${name}Promise`;
}

/** The type the variable was declared with also guides the call it came from. */
function annotation(code: Code, call: CallNode): string {
  const declaration = declarationOf(call);
  const waits = awaitOf(call);
  if (!declaration?.type || !waits || outerExpression(call) !== call || outerExpression(waits) !== waits) return "";
  const isGlobal = code.symbols.free(declaration.type).every(({ symbol }) => !symbol || isModuleLevel(symbol));
  return isGlobal ? `: Promise<${textOf(code, declaration.type)}>` : "";
}
