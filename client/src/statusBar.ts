/** One item, hidden unless a measurement runs; a click ends it. Absent on purpose: turning icons, which would cost what is measured. */
import { Disposable, StatusBarAlignment, window } from "vscode";
import { clientCommands } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

export function createStatusBar(server: Server): Disposable {
  const item = window.createStatusBarItem("inferlens.status", StatusBarAlignment.Left);
  item.name = "InferLens Measurement";
  item.command = clientCommands.cancel;
  item.tooltip = "Click to cancel the measurement";
  const update = () => {
    const measuring = server.status?.measuring;
    if (measuring == null) return item.hide();
    const text = measuring.text.replace(/^Measuring/, `Measuring ${measuring.model}`);
    item.text = `$(watch) ${text}`;
    item.accessibilityInformation = {
      label: `${text}. Press to cancel.`,
      role: "button",
    };
    item.show();
  };
  return Disposable.from(item, server.onDidChange(update));
}
