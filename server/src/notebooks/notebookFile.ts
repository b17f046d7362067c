/**
 * A notebook file (.ipynb, nbformat 4) as one text: its Python cells joined. Absent on purpose: where in the file a cell stands
 * (filePlaces.ts), and outputs, which nobody here reads.
 */
import { cellBreak, isNotebook } from "../text/cells.ts";
import { hiddenWhole, pythonOf } from "./magics.ts";

export interface NotebookFile {
  readonly cells: readonly NotebookCell[];
  /** What front ends read. */
  readonly text: string;
}

export interface NotebookCell {
  /** Among all cells of the notebook, from 0. */
  readonly index: number;
  readonly source: string;
}

/** A file that is no notebook we can read, and why. */
export interface UnreadableNotebook {
  readonly problem: string;
}

/** Notebooks of another language have no cells. Never throws. */
export function readNotebook(raw: string): NotebookFile | UnreadableNotebook {
  const file = parsed(raw);
  if (file === undefined) return { problem: "its JSON cannot be read; restore it or save it again" };
  const { nbformat, cells, metadata } = file;
  if (typeof nbformat === "number" && nbformat < 4)
    return {
      problem: `it is in the old notebook format ${nbformat}; open and save it in Jupyter to bring it up to date`,
    };
  if (!Array.isArray(cells)) return { problem: "it holds no list of cells" };
  if (languageOf(metadata) !== "python") return { cells: [], text: "" };
  const code = cells.flatMap((cell: unknown, index) => codeCell(cell, index));
  return {
    cells: code.map(({ index, source }) => ({ index, source })),
    text: code.map(({ source, python }) => (python ? pythonOf(source) : hiddenWhole(source))).join(cellBreak),
  };
}

/** The text of a file as front ends read it: of a notebook its cells, of any other file the text as it is. */
export function sourceText(fileName: string, raw: string): string {
  if (!isNotebook(fileName)) return raw;
  const notebook = readNotebook(raw);
  return "text" in notebook ? notebook.text : "";
}

interface File {
  readonly nbformat?: unknown;
  readonly cells?: unknown;
  readonly metadata?: unknown;
}

function parsed(raw: string): File | undefined {
  try {
    const value: unknown = JSON.parse(raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw);
    return asObject(value);
  } catch {
    return undefined;
  }
}

/** Notebooks without a word about it are Python's: they come from before there were others. */
function languageOf(metadata: unknown): string {
  const { kernelspec, language_info } = (asObject(metadata) ?? {}) as Record<string, unknown>;
  const named = asObject(language_info)?.name ?? asObject(kernelspec)?.language;
  return typeof named === "string" ? named.toLowerCase() : "python";
}

function codeCell(cell: unknown, index: number) {
  const { cell_type, source, metadata } = (asObject(cell) ?? {}) as Record<string, unknown>;
  const text = Array.isArray(source) ? source.filter((line) => typeof line === "string").join("") : source;
  if (cell_type !== "code" || typeof text !== "string") return [];
  const { vscode } = (asObject(metadata) ?? {}) as Record<string, unknown>;
  const language = asObject(vscode)?.languageId;
  return [{ index, source: text, python: language === undefined || language === "python" }];
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
