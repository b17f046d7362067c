/**
 * inferlens.json in the editor: what is wrong in it, shown in the file itself, and turning a rule off. Its problems are always
 * sent, never asked for: the file concerns others and need not be open. Absent on purpose: reading and nesting (config).
 */

import path from "node:path";
import { type Connection, type Diagnostic, DiagnosticSeverity, type WorkspaceEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ConfigProblem } from "../config/problems.ts";
import type { Configs } from "../config/resolve.ts";
import { configFileName } from "../config/values.ts";
import type { TextEdit } from "../text/edit.ts";
import type { FileReader } from "../workspace/reader.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { editsOf, fileEditOf, rangeOf } from "./convert.ts";
import type { Log } from "./log.ts";
import { type OpenDocument, type Session, uriOf } from "./session.ts";

export interface ConfigFiles {
  /** Shows the problems of every file in force for an open document, and takes away those of files no longer in force. */
  show(): void;
  turnOff(document: OpenDocument, rule: string): WorkspaceEdit | undefined;
}

export interface ConfigFilesOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly abilities: ClientAbilities;
  readonly log: Log;
  readonly reader: FileReader;
  readonly configs: () => Configs | undefined;
  readonly folderOf: (file: string) => string | undefined;
  readonly validatesConfig: () => boolean;
  /** What is over budget, at the keys that state it. */
  readonly overBudget: (file: string, content: TextDocument) => Diagnostic[];
  /** From config/edit.ts, once it is loaded. */
  readonly setRule: () => ((text: string, rule: string, severity: string) => readonly TextEdit[]) | undefined;
}

export function createConfigFiles(options: ConfigFilesOptions): ConfigFiles {
  const { connection, session, abilities, reader, log } = options;
  const shown = new Map<string, string>();

  const inForce = (): ReadonlySet<string> => {
    const files = new Set<string>();
    for (const document of session.all()) {
      if (document.file === null) continue;
      for (const file of options.configs()?.filesFor(document.file) ?? []) files.add(file);
    }
    return files;
  };

  const send = (file: string, version: number | undefined, diagnostics: Diagnostic[]): void => {
    const key = JSON.stringify(diagnostics);
    if ((shown.get(file) ?? "[]") === key) return;
    shown.set(file, key);
    connection
      .sendDiagnostics({
        uri: session.atPath(file)?.uri ?? uriOf(file),
        ...(version !== undefined && { version }),
        diagnostics,
      })
      .catch((error: unknown) => log.failure(`cannot send diagnostics of ${file}`, error));
  };

  return {
    show() {
      const files = inForce();
      for (const file of shown.keys()) if (!files.has(file)) send(file, undefined, []);
      for (const file of files) {
        const open = session.atPath(file);
        const content = open?.content ?? TextDocument.create("", "json", 0, reader.read(file) ?? "");
        const problems = options.configs()?.problemsOf(file) ?? [];
        const told = problems.filter((problem) => problem.kind === "unknown" || !options.validatesConfig());
        send(file, open?.content.version, [
          ...told.map((problem) => diagnosticOf(content, problem)),
          ...options.overBudget(file, content),
        ]);
      }
    },
    turnOff(document, rule) {
      const setRule = options.setRule();
      if (!setRule || document.file === null) return undefined;
      const nearest = options.configs()?.filesFor(document.file)[0];
      if (nearest === undefined && !(abilities.createFiles && abilities.documentChanges)) return undefined;
      // A new file belongs to the workspace folder, or beside a document outside of all.
      const file = nearest ?? path.join(options.folderOf(document.file) ?? path.dirname(document.file), configFileName);
      const open = session.atPath(file);
      const content = open?.content ?? TextDocument.create(uriOf(file), "json", 0, reader.read(file) ?? "");
      const target = { uri: content.uri, version: open?.content.version ?? null, exists: nearest !== undefined };
      return fileEditOf(target, editsOf(content, setRule(content.getText(), rule, "off")), abilities);
    },
  };
}

const diagnosticOf = (content: TextDocument, problem: ConfigProblem): Diagnostic => ({
  range: rangeOf(content, problem.span),
  severity: DiagnosticSeverity.Warning,
  source: "inferlens",
  message: problem.message,
});
