/**
 * Starts what `await asyncio.gather(*[f(x) for x in xs])` starts in groups of a size, one group after the other. Absent on purpose:
 * lists of tasks that were put together before.
 */
import type { ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import {
  argumentsOf,
  type Code,
  hasComment,
  insert,
  isBroken,
  leadOf,
  lineStart,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { between } from "./movable.ts";
import { freeName } from "./names.ts";
import { isList } from "./rounds.ts";

export function inGroups(code: Code, loopId: ScopeId, size: number): readonly TextEdit[] | undefined {
  const clause = code.walk.scopeNodes[loopId];
  const list = clause?.type === "for_in_clause" ? clause.parent : undefined;
  const over = clause?.child("right");
  const call = list?.parent?.type === "list_splat" ? list.parent.parent?.parent : undefined;
  const waits = call?.parent?.type === "await" ? call.parent : undefined;
  const statement = waits && statementOf(waits);
  if (!clause || !list || !over || call?.type !== "call" || !waits || !statement) return undefined;
  const given = argumentsOf(call);
  const gather = textOf(code, call.child("function")!);
  if (!/(?:^|\.)gather$/.test(gather) || given?.filter(({ type }) => type !== "keyword_argument").length !== 1)
    return undefined;
  const clauses = list.children.filter(({ type }) => type === "for_in_clause" || type === "if_clause");
  if (clauses.length !== 1 || clause.has("async") || isBroken(code, statement) || hasComment(code, list))
    return undefined;
  const name = over.type === "identifier" && isList(code, over) ? textOf(code, over) : freeName(code, "items");
  const made: TextEdit[] = [];
  if (name !== textOf(code, over) || !isList(code, over)) {
    const isFirst =
      ![...between(waits, statement)].some(({ type }) => decides.test(type)) && !decides.test(statement.type);
    if (!isFirst || !standsAlone(code, statement)) return undefined;
    const value = isList(code, over) ? textOf(code, over) : `list(${textOf(code, over)})`;
    made.push(
      insert(lineStart(code, statement.start), `${leadOf(code, statement.start)}${name} = ${value}${code.eol}`),
    );
  }
  const start = freeName(code, "start");
  const result = freeName(code, "result");
  const slice = `${name}[${start} : ${start} + ${size}]`;
  const group =
    textOf(code, { start: waits.start, end: over.start }) + slice + textOf(code, { start: over.end, end: waits.end });
  if (statement.parts[0] === waits && statement.type === "expression_statement") {
    if (!standsAlone(code, statement)) return undefined;
    const lead = leadOf(code, statement.start);
    const loop = `for ${start} in range(0, len(${name}), ${size}):${code.eol}${lead}${code.unit}${group}`;
    return [...made, replace(waits, loop)];
  }
  const whole = `[${result} for ${start} in range(0, len(${name}), ${size}) for ${result} in ${group}]`;
  return [...made, replace(waits, whole)];
}

const decides =
  /comprehension$|^generator_expression$|^lambda$|^conditional_expression$|^boolean_operator$|^(?:if|while|for|with|match|try|class)_|_definition$|^elif_clause$/;
