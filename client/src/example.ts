/** `Open the Example`: a copy of the demo service in a folder of its own, so that it can be changed freely. */
import { commands, type ExtensionContext, Uri, workspace } from "vscode";

export async function openExample(context: ExtensionContext): Promise<void> {
  const source = Uri.joinPath(context.extensionUri, "demo");
  const copy = Uri.joinPath(context.globalStorageUri, "example", "voice-notes");
  const exists = await workspace.fs.stat(copy).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await workspace.fs.copy(source, copy, { overwrite: true });
    await workspace.fs.createDirectory(Uri.joinPath(copy, ".vscode"));
    await workspace.fs.writeFile(
      Uri.joinPath(copy, ".vscode", "settings.json"),
      new TextEncoder().encode(exampleSettings),
    );
  }
  await commands.executeCommand("vscode.openFolder", copy, { forceNewWindow: true });
}

const exampleSettings = `{
  // The example's packages are not installed; without this every import would be underlined. Remove it after \`npm install\`.
  "js/ts.validate.enabled": false,
  "typescript.validate.enable": false,
  "workbench.startupEditor": "readme"
}
`;
