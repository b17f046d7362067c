/**
 * What hoisting verbs share: equal calls become one constant, calls that would like the same name get different ones
 * (several fixes may be applied to one text), and a constant that is already there is used. Absent on purpose: edits.
 */
import { ts } from "../compiler.ts";
import { type Code, callOf, squeezed } from "./code.ts";
import { moduleAnchor } from "./moduleLevel.ts";
import { awaitOf } from "./result.ts";
import { isSettled, isVisible } from "./symbols.ts";

export type CallNode = ts.CallExpression | ts.NewExpression;

export interface Hoisting {
  /** The statement the constant goes in front of. */
  readonly anchor: ts.Statement;
  /** Calls of the file that are written alike and can all read the constant. */
  readonly twins: readonly CallNode[];
  /** All calls that would give their constant the same name. */
  readonly rivals: readonly CallNode[];
  /** Place among the rivals, equal ones counted once. */
  readonly rank: number;
}

export interface Hoister {
  canHoist(code: Code, call: CallNode): boolean;
  baseName(call: CallNode): string;
}

export function planHoisting(code: Code, call: CallNode, hoister: Hoister): Hoisting {
  const base = hoister.baseName(call);
  const rivals = code.facts.calls
    .map(({ id }) => callOf(code, id))
    .filter(
      (other): other is CallNode =>
        other !== undefined && hoister.baseName(other) === base && hoister.canHoist(code, other),
    );
  const texts = [...new Set(rivals.map((rival) => squeezed(code, rival)))];
  const twins = rivals.filter((rival) => squeezed(code, rival) === squeezed(code, call));
  const anchor = twins
    .map((twin) => moduleAnchor(code, twin)!)
    .reduce((first, next) => (next.pos < first.pos ? next : first));
  return { anchor, twins, rivals, rank: texts.indexOf(squeezed(code, call)) };
}

/** A constant above that holds what the call gives; `awaited` when it holds what `await` makes of it. */
export function existingConstant(
  code: Code,
  call: CallNode,
  except?: ts.Symbol,
): { readonly name: string; readonly awaited: boolean } | undefined {
  const anchor = moduleAnchor(code, call);
  const wanted = squeezed(code, call);
  for (const statement of code.sourceFile.statements) {
    if (!anchor || statement.pos >= anchor.pos) return undefined;
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer || !ts.isIdentifier(name)) continue;
      const symbol = code.symbols.of(name);
      if (!symbol || !isSettled(code.symbols, symbol) || !isVisible(code.symbols, name.text, call, except)) continue;
      if (squeezed(code, initializer) === wanted) return { name: name.text, awaited: false };
      const awaited = ts.isAwaitExpression(initializer) && squeezed(code, initializer.expression) === wanted;
      if (awaited && awaitOf(call)) return { name: name.text, awaited };
    }
  }
  return undefined;
}
