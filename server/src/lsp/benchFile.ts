/**
 * Makes the bench file of a function and opens it with the first argument selected: a new file beside the source, or one more
 * entry in the one that is there. Absent on purpose: the text (the language's) and running it.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Connection, Range, WorkspaceEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { benchFileNames, speaksOf } from "../bench/functions/benchFiles.ts";
import type { BenchText } from "../facts/signature.ts";
import type { FileReader } from "../workspace/reader.ts";
import type { Analysed } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import type { FunctionTarget } from "./functionTargets.ts";
import type { BenchFileAnswer } from "./protocol.ts";

export interface BenchFileContext {
  readonly connection: Connection;
  readonly abilities: Pick<ClientAbilities, "documentChanges" | "createFiles" | "showDocument">;
  readonly reader: FileReader;
}

export async function createBenchFile(
  context: BenchFileContext,
  analysed: Analysed,
  target: FunctionTarget,
): Promise<BenchFileAnswer> {
  const { reader } = context;
  const made = analysed.parsed?.benchText?.({ name: target.name, span: target.scope.span });
  if (!made) return { kind: "failed", reason: `no bench file can be written for ${target.name}` };
  const folder = path.dirname(target.file);
  const existing = benchFileNames(target.file).find((file) => reader.isFile(file));
  const file = existing ?? path.join(folder, made.fileName);
  const before = existing === undefined ? null : (reader.read(existing) ?? "");
  const plan = planFor(file, before, made, target.name);
  const written = plan.insert === "" ? null : await write(context, file, before, plan.insert);
  if (written !== null) return { kind: "failed", reason: written };
  const uri = URI.file(file).toString();
  const after = TextDocument.create(uri, "", 0, (before ?? "") + plan.insert);
  const selection = { start: after.positionAt(plan.start), end: after.positionAt(plan.end) };
  await show(context, uri, selection);
  return { kind: "opened", uri, range: selection };
}

interface Plan {
  /** At the end of the file; empty when the entry is there. */
  readonly insert: string;
  /** What is selected, in the text afterwards. */
  readonly start: number;
  readonly end: number;
}

function planFor(file: string, before: string | null, made: BenchText, name: string): Plan {
  if (before !== null && speaksOf(file, before, name)) {
    const at = Math.max(0, before.search(new RegExp(`\\b${name.split(".").at(-1)}\\b`)));
    return { insert: "", start: at, end: at };
  }
  const separator =
    before === null || before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const lead =
    before === null ? (made.header === "" ? "" : `${made.header}\n`) : separator + missingImport(before, made);
  const offset = (before ?? "").length + lead.length;
  return { insert: lead + made.entry, start: offset + made.first.start, end: offset + made.first.end };
}

/** An entry that names `code` needs the import a new file begins with. */
function missingImport(before: string, made: BenchText): string {
  if (!/\bcode\./.test(made.entry) || /\bcode\b/.test(before)) return "";
  const line = made.header.split("\n").find((one) => /\bcode\b.*["']|^import \w+ as code$/.test(one));
  return line === undefined ? "" : `${line}\n\n`;
}

/** Null when it is written, else why not. Through the editor where it can, so that it can be undone. */
async function write(
  { connection, abilities }: BenchFileContext,
  file: string,
  before: string | null,
  insert: string,
): Promise<string | null> {
  const uri = URI.file(file).toString();
  if (abilities.documentChanges && (before !== null || abilities.createFiles)) {
    const document = TextDocument.create(uri, "", 0, before ?? "");
    const end = document.positionAt((before ?? "").length);
    const change = { textDocument: { uri, version: null }, edits: [{ range: { start: end, end }, newText: insert }] };
    const edit: WorkspaceEdit = {
      documentChanges: [
        ...(before === null ? [{ kind: "create" as const, uri, options: { ignoreIfExists: true } }] : []),
        change,
      ],
    };
    const { applied, failureReason } = await connection.workspace.applyEdit({ label: "Create bench file", edit });
    return applied ? null : (failureReason ?? "the editor did not make the change");
  }
  try {
    writeFileSync(file, (before ?? "") + insert, { flag: before === null ? "wx" : "w" });
    return null;
  } catch (error) {
    return `${path.basename(file)} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
  }
}

async function show({ connection, abilities }: BenchFileContext, uri: string, selection: Range): Promise<void> {
  if (!abilities.showDocument) return;
  await connection.window.showDocument({ uri, takeFocus: true, selection }).catch(() => {}); // it is written all the same
}
