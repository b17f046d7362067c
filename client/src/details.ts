/** Read-only pages of text, shown with the editor's own Markdown preview: details of a measurement. Absent on purpose: a webview. */
import { commands, type Disposable, EventEmitter, Uri, workspace } from "vscode";

const scheme = "inferlens-details";
const pages = new Map<string, string>();
const changed = new EventEmitter<Uri>();

export function registerDetails(): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) => pages.get(path) ?? "Measure again to see details.",
  });
}

/** Line by line. */
export async function showDetails(title: string, lines: string): Promise<void> {
  const items = lines.split("\n").map((line) => `- ${line.trim().replace(/^Last\s+/, "")}`);
  await showPage(title, `## ${title}\n\n${items.join("\n")}\n`);
}

/** Opens beside the editor; the title becomes the tab's. */
export async function showPage(title: string, markdown: string): Promise<void> {
  const page = Uri.from({ scheme, path: `/${title.replaceAll("/", "\u2215")}.md` });
  pages.set(page.path, markdown);
  changed.fire(page);
  await commands.executeCommand("markdown.showPreviewToSide", page);
}
