/** Changes of an inferlens.json that a user asked for. Absent on purpose: writing; the door applies the edits. */
import { applyEdits, type FormattingOptions, modify } from "jsonc-parser";
import type { TextEdit } from "../text/edit.ts";

/** Sets one rule in a file's text, comments and form kept. An empty or missing file gives a new one. */
export const setRule = (text: string, rule: string, severity: string): readonly TextEdit[] =>
  setValue(text, ["rules", rule], severity);

/** `key`: path, glob or function as it stands under `budgets`. */
export const setBudget = (text: string, key: string, figure: string, limit: string): readonly TextEdit[] =>
  setValue(text, ["budgets", key, figure], limit);

function setValue(text: string, path: string[], value: string): readonly TextEdit[] {
  if (text.trim() === "") return [{ span: { start: 0, end: text.length }, text: newFile(path, value) }];
  const edits = modify(text, path, value, { formattingOptions: formattingOf(text) });
  return edits.map((edit) => ({ span: { start: edit.offset, end: edit.offset + edit.length }, text: edit.content }));
}

function newFile(path: string[], value: string): string {
  const text = "{}\n";
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } }),
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
