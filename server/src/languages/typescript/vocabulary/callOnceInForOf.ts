/** callOnce for `for (const x of xs) { … }`: the call goes in front, the loop keeps its body and counts. Absent on purpose: other loops. */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type BatchJob, frameFor, itemsOf, listOf, resultNames } from "./batchJob.ts";
import { readsAsItems } from "./batchReads.ts";
import { type Code, indentationAt, insert, listedStatement, literalSpans, startsLine, textOf } from "./code.ts";
import { freeName } from "./names.ts";
import { awaitOf, boundNames } from "./result.ts";
import { isInside } from "./symbols.ts";

export function callOnceInForOf(code: Code, job: BatchJob): readonly TextEdit[] | undefined {
  const { loop, body, element } = job.rounds;
  if (!ts.isForOfStatement(loop) || !ts.isBlock(body) || listedStatement(loop) !== loop) return undefined;
  const start = loop.getStart(code.sourceFile);
  const index = freeName(code, "i");
  const names = resultNames(code, job);
  const reads = readsAsItems(code, job, names.list, index);
  if (!startsLine(code, start) || !reads) return undefined;
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, start);
  const list = listOf(code, job);
  const frame = frameFor(code, job, list.name);
  const part = frame?.part ?? list.name;
  const waits = awaitOf(job.call) ? "await " : "";
  const made = list.made === undefined ? [] : [`const ${list.name} = ${list.made}${semicolon}`];
  const call = [
    ...reads.comments,
    `const ${names.pattern} = ${names.value(`${waits}${job.batch.text(itemsOf(code, job, part), frame ? lead + indent : lead)}`)}${semicolon}`,
    isReadElsewhere(code, job)
      ? `for (const [${index}, ${textOf(code, element)}] of ${part}.entries()) `
      : `for (const ${index} of ${part}.keys()) `,
  ];
  const lines = frame
    ? [...made, frame.open, ...[...frame.first, ...call].map((line) => indent + line)]
    : [...made, ...call];
  const header: TextEdit = { span: { start, end: body.getStart(code.sourceFile) }, text: lines.join(eol + lead) };
  const edits = [...job.batch.imports, header, ...reads.edits];
  return frame ? [...edits, ...indented(code, body, reads.edits), insert(loop.end, `${eol}${lead}}`)] : edits;
}

/** Whether the body still reads the element once the call is gone from it. */
export function isReadElsewhere(code: Code, { rounds, call }: Pick<BatchJob, "rounds" | "call">): boolean {
  return boundNames(rounds.element).some((bound) => {
    const symbol = code.symbols.of(bound);
    return !symbol || code.symbols.references(symbol).some((name) => name !== bound && !isInside(name, call));
  });
}

/** One step of indentation more for the lines of a block, but not inside template strings. */
export function indented(code: Code, block: ts.Block, edits: readonly TextEdit[]): readonly TextEdit[] {
  const fixed = literalSpans(code.sourceFile, block);
  const found: TextEdit[] = [];
  const start = block.getStart(code.sourceFile);
  for (const match of code.text.slice(start, block.end).matchAll(/\r\n|\n|\r/g)) {
    const line = start + match.index + match[0].length;
    const isContent = fixed.some((span) => span.start < line && line < span.end);
    const isBlank = /^[ \t]*(\r|\n)/.test(code.text.slice(line));
    const isGone = edits.some((edit) => edit.span.start <= line && line < edit.span.end);
    if (!isContent && !isBlank && !isGone) found.push(insert(line, code.style.indent));
  }
  return found;
}
