/** callOnce for `for (const x of xs) { … }`: the call goes in front, the loop keeps its body and counts. Absent on purpose: other loops. */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type BatchJob, itemsOf, listOf, resultNames } from "./batchJob.ts";
import { assertsElements, itemAt } from "./batchResult.ts";
import {
  type Code,
  functionAround,
  indentationAt,
  insert,
  isAsync,
  literalSpans,
  removeStatement,
  replace,
  startsLine,
  textOf,
} from "./code.ts";
import { freeName } from "./names.ts";
import { awaitOf } from "./result.ts";

export function callOnceInForOf(code: Code, job: BatchJob): readonly TextEdit[] | undefined {
  const { loop, body, element } = job.rounds;
  if (!ts.isForOfStatement(loop) || !ts.isBlock(body)) return undefined;
  const start = loop.getStart(code.sourceFile);
  if (!startsLine(code, start) || !mayStand(loop)) return undefined;
  const index = freeName(code, "i");
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, start);
  const list = listOf(code, job);
  const part = job.limit === undefined ? list.name : freeName(code, "batch");
  const names = resultNames(code, job);
  const reads = readEdits(code, job, names.list, index);
  if (!reads) return undefined;
  const waits = awaitOf(job.call) ? "await " : "";
  const head = `const ${names.pattern} = ${waits}${job.batch.text(itemsOf(code, job, part))}${semicolon}`;
  const made = list.made === undefined ? [] : [`const ${list.name} = ${list.made}${semicolon}`];
  const header: TextEdit = {
    span: { start, end: body.getStart(code.sourceFile) },
    text: `for (const [${index}, ${textOf(code, element)}] of ${part}.entries()) `,
  };
  if (job.limit === undefined) {
    const front = [...made, head].map((line) => line + eol + lead).join("");
    return [...job.batch.imports, { span: header.span, text: front + header.text }, ...reads];
  }
  const from = freeName(code, "start");
  const inner = lead + indent;
  const front = [
    ...made.map((line) => line + eol + lead),
    `for (let ${from} = 0; ${from} < ${list.name}.length; ${from} += ${job.limit}) {${eol}${inner}`,
    `const ${part} = ${list.name}.slice(${from}, ${from} + ${job.limit})${semicolon}${eol}${inner}`,
    head + eol + inner,
  ].join("");
  return [
    ...job.batch.imports,
    { span: header.span, text: front + header.text },
    ...reads,
    ...indented(code, body, reads),
    insert(loop.end, `${eol}${lead}}`),
  ];
}

/** The call stands where the loop stood, so the loop has to be a statement of a list, and `await` legal as it was. */
const mayStand = (loop: ts.Node): boolean => {
  const list = loop.parent;
  const isListed = ts.isSourceFile(list) || ts.isBlock(list) || ts.isCaseOrDefaultClause(list);
  const around = functionAround(loop);
  return isListed && (!around || isAsync(around) || true);
};

function readEdits(code: Code, job: BatchJob, list: string, index: string): readonly TextEdit[] | undefined {
  return readsAsItems(code, job, list, index);
}

/** Edits that make the body read its item out of the batch result. */
export function readsAsItems(code: Code, job: BatchJob, list: string, index: string): readonly TextEdit[] | undefined {
  const { reads } = job;
  const asserted = assertsElements(code);
  const at = (suffix: string): string =>
    list + itemAt(job.form, suffix, index, asserted).slice(list.length === 0 ? 0 : job.access.list.length);
  if (reads.item) {
    const { declaration, name } = reads.item;
    const type = declaration.type ? `: ${textOf(code, declaration.type)}` : "";
    return [
      {
        span: { start: declaration.name.getStart(code.sourceFile), end: declaration.end },
        text: `${name.text}${type} = ${at("")}`,
      },
    ];
  }
  const edits = reads.reads.map(({ node, suffix }) => replace(code, node, at(suffix)));
  if (!reads.holder) return edits;
  const removal = removeStatement(code, reads.holder.statement);
  return removal && [removal, ...edits];
}

/** One step of indentation more for the lines of a block, but not inside template strings. */
function indented(code: Code, block: ts.Block, edits: readonly TextEdit[]): readonly TextEdit[] {
  const fixed = literalSpans(code.sourceFile, block);
  const found: TextEdit[] = [];
  const start = block.getStart(code.sourceFile);
  for (const match of code.text.slice(start, block.end).matchAll(/\r\n|\n|\r/g)) {
    const line = start + match.index + match[0].length;
    if (fixed.some((span) => span.start < line && line < span.end) || /^[ \t]*(\r|\n)/.test(code.text.slice(line)))
      continue;
    if (edits.some((edit) => edit.span.start <= line && line < edit.span.end)) continue;
    found.push(insert(line, code.style.indent));
  }
  return found;
}
