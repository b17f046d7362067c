/** Which documents the server sees. Nothing else. */
import type { DocumentSelector } from "vscode-languageclient/node";

export const languageIds: readonly string[] = [
  "javascript",
  "javascriptreact",
  "python",
  "typescript",
  "typescriptreact",
];

export const selector: DocumentSelector = [
  ...languageIds.flatMap((language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ]),
  { notebook: { notebookType: "jupyter-notebook" }, language: "python" },
  { scheme: "file", pattern: "**/inferlens.json" },
];
