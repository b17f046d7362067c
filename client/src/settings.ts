/** The editor's own settings and how the server hears of them. Absent on purpose: rules and budgets, which stand in inferlens.json. */
import { ConfigurationTarget, Disposable, workspace } from "vscode";
import type { InitializationOptions } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

export const isEnabled = (): boolean => section().get("enable", true);

/** What the server is told when it starts and after each change. */
export function currentOptions(): InitializationOptions {
  const settings = section();
  return {
    trusted: workspace.isTrusted,
    menus: true,
    // The schema in package.json validates it already.
    validatesConfig: true,
    codeLens: settings.get("codeLens", true),
    inlineTimes: settings.get("inlineTimes", true),
    run: settings.get("run", "onType"),
    measureSeconds: settings.get("measureSeconds", 10),
    pythonPath: settings.get("pythonPath", ""),
  };
}

/** Flips a switch where it is set now, so that it stays that way after a reload. */
export async function toggle(name: "codeLens" | "inlineTimes"): Promise<void> {
  const settings = section();
  const setHere = settings.inspect<boolean>(name)?.workspaceValue !== undefined;
  const target = setHere ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await settings.update(name, !settings.get(name, true), target);
}

export function watchSettings(server: Server): Disposable {
  return Disposable.from(
    workspace.onDidGrantWorkspaceTrust(() => server.tell(currentOptions())),
    workspace.onDidChangeConfiguration(async (change) => {
      if (!change.affectsConfiguration("inferlens")) return;
      if (change.affectsConfiguration("inferlens.enable")) await (isEnabled() ? server.start() : server.stop());
      server.tell(currentOptions());
    }),
  );
}

const section = () => workspace.getConfiguration("inferlens");
