/**
 * Moves a synchronous call, such as a client's construction, to module level as a constant. The local variable goes
 * away and its readers read the constant. What changes: the value is made when the module starts, and shared.
 * Absent on purpose: values a run alters or closes, values made several times to have several, and constructions that are the whole of a `try` block.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import {
  type Code,
  callOf,
  commentsOf,
  insertBefore,
  removeStatement,
  replace,
  statementOfOnly,
  textIndented,
  textOf,
} from "./code.ts";
import { type CallNode, existingConstant, type Hoisting, planHoisting } from "./moduleConstants.ts";
import { moduleAnchor } from "./moduleLevel.ts";
import { calleeName, freeName, receiverName } from "./names.ts";
import { awaitOf, declarationOf, isCollected, isOwnedByRun } from "./result.ts";
import { isModuleLevel, isSettled, isVisible } from "./symbols.ts";

export function hoistValue(code: Code, id: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || !canHoist(code, call)) return undefined;
  const existing = existingConstant(code, call, replacedVariable(code, call)?.symbol);
  if (existing) return useConstant(code, call, existing.name);
  const hoisting = planHoisting(code, call, { canHoist, baseName });
  const name = constantName(code, call, hoisting);
  const constant = insertBefore(code, hoisting.anchor, constantLines(code, call, name));
  return constant && [constant, ...hoisting.twins.flatMap((twin) => useConstant(code, twin, name))];
}

function canHoist(code: Code, call: CallNode): boolean {
  if (ts.isOptionalChain(call) || awaitOf(call) || isCollected(call) || isOwnedByRun(code, call) || isWholeTry(call))
    return false;
  return moduleAnchor(code, call) !== undefined;
}

/** The whole of a `try`: its `catch` is about this construction alone. */
function isWholeTry(call: ts.Node): boolean {
  for (let at = call; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at === at.parent.tryBlock) return at.parent.tryBlock.statements.length <= 1;
  }
  return false;
}

const baseName = (call: CallNode): string => receiverName(call) ?? calleeName(call);

/** The local variable's own name where it stays unambiguous at module level, so that its readers stay as they are. */
function constantName(code: Code, call: CallNode, { rivals, rank }: Hoisting): string {
  const base = baseName(call);
  const own = new Set(rivals.map((rival) => replacedVariable(code, rival)?.symbol));
  const taken =
    code.symbols.global(base).length > 0 ||
    code.symbols
      .declared(base)
      .some(
        (symbol) =>
          !own.has(symbol) &&
          (isModuleLevel(symbol) ||
            rivals.some((rival) => !isVisible(code.symbols, base, rival, replacedVariable(code, rival)?.symbol))),
      );
  if (taken || !code.symbols.names.has(base)) return freeName(code, base, rank);
  return rank === 0 ? base : freeName(code, base, rank - 1);
}

interface Replaced {
  readonly symbol: ts.Symbol;
  readonly readers: readonly ts.Identifier[];
  readonly removal: TextEdit;
  readonly statement: ts.VariableStatement;
}

/** The variable that only holds the call's value and goes away. */
function replacedVariable(code: Code, call: CallNode): Replaced | undefined {
  const declaration = declarationOf(call);
  if (!declaration || declaration.initializer !== call || !ts.isIdentifier(declaration.name)) return undefined;
  const symbol = code.symbols.of(declaration.name);
  const statement = statementOfOnly(declaration);
  if (!symbol || !statement || symbol.declarations?.length !== 1 || !isSettled(code.symbols, symbol)) return undefined;
  const removal = removeStatement(code, statement);
  const readers = code.symbols.references(symbol).filter((name) => name !== declaration.name);
  return removal && { symbol, readers, removal, statement };
}

/** Edits that make the code around a call read the constant. */
function useConstant(code: Code, call: CallNode, name: string): readonly TextEdit[] {
  const variable = replacedVariable(code, call);
  if (!variable) return [replace(code, call, name)];
  const renamed = variable.readers.filter((reader) => reader.text !== name);
  return [
    variable.removal,
    ...renamed.map((reader) =>
      replace(code, reader, ts.isShorthandPropertyAssignment(reader.parent) ? `${reader.text}: ${name}` : name),
    ),
  ];
}

/** The constant, with the comments of the statement it replaces. */
function constantLines(code: Code, call: CallNode, name: string): readonly string[] {
  const type = declarationOf(call)?.type;
  const isGlobal = type && code.symbols.free(type).every(({ symbol }) => !symbol || isModuleLevel(symbol));
  const line = `const ${name}${isGlobal ? `: ${textOf(code, type)}` : ""} = ${textIndented(code, call, "")}${code.style.semicolon}`;
  const statement = replacedVariable(code, call)?.statement;
  if (!statement) return [line];
  const { above, beside } = commentsOf(code, statement);
  return [...above, line + beside];
}
