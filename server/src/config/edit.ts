/** Changes of an inferlens.json that a user asked for. Absent on purpose: writing; the door applies the edits. */
import { applyEdits, type FormattingOptions, modify } from "jsonc-parser";
import type { TextEdit } from "../text/edit.ts";

/** Sets one rule in a file's text, comments and form kept. An empty or missing file gives a new one. */
export function setRule(text: string, rule: string, severity: string): readonly TextEdit[] {
  if (text.trim() === "") return [{ span: { start: 0, end: text.length }, text: newFile(rule, severity) }];
  const edits = modify(text, ["rules", rule], severity, { formattingOptions: formattingOf(text) });
  return edits.map((edit) => ({ span: { start: edit.offset, end: edit.offset + edit.length }, text: edit.content }));
}

function newFile(rule: string, severity: string): string {
  const text = "{}\n";
  return applyEdits(
    text,
    modify(text, ["rules", rule], severity, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } }),
  );
}

function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
