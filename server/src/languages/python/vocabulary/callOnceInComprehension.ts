/** callOnce for `[f(x) for x in xs]`: one call for all, or one for each slice. Absent on purpose: other comprehensions. */
import type { TextEdit } from "../../../text/edit.ts";
import { type BatchJob, itemsFrom, listFor } from "./callOnce.ts";
import { type Code, insert, leadOf, lineStart, replace, standsAlone, statementOf, textOf } from "./code.ts";
import { between } from "./movable.ts";
import { freeName } from "./names.ts";
import { isReadBeside, namesIn } from "./rounds.ts";

export function callOnceInComprehension(code: Code, job: BatchJob): readonly TextEdit[] | undefined {
  const { rounds, single, reads, access, limit } = job;
  const { loop, element, body } = rounds;
  const [read] = reads.reads;
  const statement = statementOf(loop);
  if (!read || reads.reads.length !== 1 || !statement) return undefined;
  const list = listFor(code, job);
  const made: TextEdit[] = [];
  if (list.made !== undefined) {
    // What makes the list goes in front of the statement: nothing may stand between that decides whether it is made.
    const isFirst =
      ![...between(loop, statement)].some(({ type }) => repeats.test(type)) && !repeats.test(statement.type);
    if (!isFirst || !standsAlone(code, statement)) return undefined;
    const line = `${leadOf(code, statement.start)}${list.name} = ${list.made}${code.eol}`;
    made.push(insert(lineStart(code, statement.start), line));
  }
  const waits = single.waits ? "await " : "";
  const values = (items: string): string => {
    const call = waits + single.text(itemsFrom(code, job, items));
    return access.list === "" ? call : waits ? `(${call})${access.list}` : call + access.list;
  };
  const names = namesIn(code, element)!;
  const readsElement = isReadBeside(code, names, body, single.item);
  const name = freeName(code, "item");
  const given =
    textOf(code, { start: body.start, end: read.start }) +
    name +
    access.rest +
    textOf(code, { start: read.end, end: body.end });
  const target = element.type === "pattern_list" ? `(${textOf(code, element)})` : textOf(code, element);
  const each = (items: string): string =>
    readsElement ? `for ${target}, ${name} in zip(${items}, ${values(items)})` : `for ${name} in ${values(items)}`;
  if (limit !== undefined) {
    const start = freeName(code, "start");
    const slice = `${list.name}[${start} : ${start} + ${limit}]`;
    const text = `[${given} for ${start} in range(0, len(${list.name}), ${limit}) ${each(slice)}]`;
    return [...made, replace(loop, text)];
  }
  const isWhole = given === name && !readsElement;
  const all = isWhole ? `list(${values(list.name)})` : `[${given} ${each(list.name)}]`;
  if (!job.needsItems) return [...made, replace(loop, all)];
  const text = `${all} if ${list.name} else []`;
  return [
    ...made,
    replace(loop, isAlone.has(loop.parent?.type ?? "") && loop.parent?.type !== "call" ? text : `(${text})`),
  ];
}

/** Where a conditional expression needs no parentheses. */
const isAlone = new Set([
  "assignment",
  "return_statement",
  "argument_list",
  "expression_statement",
  "parenthesized_expression",
]);

const repeats =
  /comprehension$|^generator_expression$|^lambda$|^conditional_expression$|^boolean_operator$|^(?:if|while|for|with|match|try|class)_|_definition$|^elif_clause$/;
