/** Read-only pages of text, shown with the editor's own Markdown preview: details of a measurement. Absent on purpose: a webview. */
import { commands, type Disposable, Uri, workspace } from "vscode";

const scheme = "inferlens-details";
const pages = new Map<string, string>();

export function registerDetails(): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ path }) => pages.get(path) ?? "Measure again to see details.",
  });
}

/** Opens beside the editor; the title becomes the tab's. */
export async function showDetails(title: string, lines: string): Promise<void> {
  const page = Uri.from({ scheme, path: `/${title.replaceAll("/", "\u2215")}.md` });
  const items = lines.split("\n").map((line) => `- ${line.trim().replace(/^Last\s+/, "")}`);
  pages.set(page.path, `## ${title}\n\n${items.join("\n")}\n`);
  await commands.executeCommand("markdown.showPreviewToSide", page);
}
