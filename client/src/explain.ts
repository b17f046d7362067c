/**
 * The whole story of one finding as a page: why, with links into the code; what it serves; what it costs here and cost elsewhere.
 * A file of ours, not a virtual document: only from a file can the editor's Markdown preview lead to files. Absent on purpose:
 * finding anything out; the server tells it.
 */
import path from "node:path";
import { type ExtensionContext, commands as editor, Uri, window, workspace } from "vscode";
import { commands, type Explanation, type PlaceInDocument } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

/** Of a place, or of the cursor. */
export async function explainFinding(
  context: ExtensionContext,
  server: Server,
  place: PlaceInDocument | undefined,
): Promise<void> {
  const at = place ?? placeOfCursor(server);
  const told = at && (await server.ask<Explanation | null>(commands.explain, at));
  if (!told) {
    await window.showInformationMessage("No finding here. Put the cursor on an underlined word.");
    return;
  }
  const folder = Uri.joinPath(context.globalStorageUri, "pages");
  const page = Uri.joinPath(folder, `${told.rule}.md`);
  await workspace.fs.createDirectory(folder);
  await workspace.fs.writeFile(page, new TextEncoder().encode(pageOf(told, folder)));
  await editor.executeCommand("markdown.showPreviewToSide", page);
}

export function placeOfCursor(server: Server): PlaceInDocument | undefined {
  const active = window.activeTextEditor;
  const client = server.client();
  if (!active || !client) return undefined;
  return { uri: client.code2ProtocolConverter.asUri(active.document.uri), position: active.selection.active };
}

function pageOf(told: Explanation, folder: Uri): string {
  const link = (text: string, uri: string, line: number): string => {
    const file = Uri.parse(uri);
    const name = `${workspace.asRelativePath(file)}:${line + 1}`;
    if (file.scheme !== "file") return `${escaped(text)}, line ${line + 1}`;
    const target = path.posix.relative(folder.path, file.path).split("/").map(encodeURIComponent).join("/");
    return `${escaped(text)}, [${escaped(name)}](${target}#L${line + 1})`;
  };
  const { reasons, place, dimensions, strategy, measured, evidence, fixes, pageUrl } = told;
  const steps = [...reasons.map((one) => link(one.text, one.uri, one.line)), link("found here", place.uri, place.line)];
  const serves = [
    dimensions.length > 0 ? `Concerns ${dimensions.join(", ")}.` : "",
    strategy && `Strategy: ${strategy}.`,
  ];
  const parts = [
    `# ${escaped(told.message)}`,
    [escaped(told.summary), ...serves].filter(Boolean).join(" "),
    "## Why",
    steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    "## What it costs here",
    measured.length > 0
      ? measured.map((line) => `- ${escaped(line.trim().replace(/^Last\s+/, ""))}`).join("\n")
      : told.canBeMeasured
        ? "Not measured yet. Measure it with the lens above the line, or with `InferLens: Measure at Cursor`."
        : "Not measured: no model file of this workspace is named here.",
    evidence.length > 0 && "## What it cost elsewhere",
    evidence.length > 0 && "Reported by others on their machines, not measured here and not promised:",
    evidence.map(({ claim, source }) => `- ${escaped(claim.replace(/\.$/, ""))} ([source](${source}))`).join("\n"),
    "## What can be done",
    fixes.length > 0
      ? fixes
          .map(
            (fix) =>
              `- ${escaped(fix.title)}${fix.changes ? ` (changes ${escaped(fix.changes)})` : ""}: ${classes[fix.class]}`,
          )
          .join("\n")
      : "There is no automatic fix for this place.",
    `${pageUrl ? `[All about ${told.rule}](${pageUrl}). ` : ""}To ignore it, open the quick-fix menu on the line.`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

const classes = {
  safe: "keeps behaviour",
  suggestion: "look at it before you keep it",
  refactor: "a beginning for you to complete",
} as const;

/** Names of the user's things are no markup. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#<>!|~]/g, "\\$&");
