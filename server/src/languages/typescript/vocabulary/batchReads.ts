/** Edits that make a body read its item out of a batch result. Absent on purpose: the call itself. */
import type { TextEdit } from "../../../text/edit.ts";
import type { BatchJob } from "./batchJob.ts";
import { assertsElements, itemAt } from "./batchResult.ts";
import { type Code, commentsOf, removeStatement, replace, textOf } from "./code.ts";

export interface BodyReads {
  readonly edits: readonly TextEdit[];
  /** Comments of a statement that went away. */
  readonly comments: readonly string[];
}

export function readsAsItems(code: Code, job: BatchJob, list: string, index: string): BodyReads | undefined {
  const { reads } = job;
  const asserted = assertsElements(code);
  const at = (suffix: string): string => list + itemAt(job.form, suffix, index, asserted).slice(job.access.list.length);
  if (reads.item) {
    const { declaration, name } = reads.item;
    const type = declaration.type ? `: ${textOf(code, declaration.type)}` : "";
    const span = { start: declaration.name.getStart(code.sourceFile), end: declaration.end };
    return { edits: [{ span, text: `${name.text}${type} = ${at("")}` }], comments: [] };
  }
  const edits = reads.reads.map(({ node, suffix }) => replace(code, node, at(suffix)));
  if (!reads.holder) return { edits, comments: [] };
  const removal = removeStatement(code, reads.holder.statement);
  if (!removal) return undefined;
  const { above, beside } = commentsOf(code, reads.holder.statement);
  return { edits: [removal, ...edits], comments: beside.trim() === "" ? above : [...above, beside.trim()] };
}
