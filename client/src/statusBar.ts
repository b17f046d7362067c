/**
 * One item, hidden unless a measurement runs or a budget is judged: a click ends the one and lists the other. Absent on purpose:
 * turning icons, which would cost what is measured.
 */
import { Disposable, StatusBarAlignment, window } from "vscode";
import { clientCommands, type ServerStatus } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

export function createStatusBar(server: Server): Disposable {
  const item = window.createStatusBarItem("inferlens.status", StatusBarAlignment.Left);
  item.name = "InferLens";
  const update = () => {
    const face = server.status && faceOf(server.status);
    if (!face) return item.hide();
    item.text = `$(${face.icon}) ${face.text}`;
    item.command = face.command;
    item.tooltip = face.tooltip;
    item.accessibilityInformation = { label: `${face.text}. ${face.tooltip}.`, role: "button" };
    item.show();
  };
  return Disposable.from(item, server.onDidChange(update));
}

interface Face {
  readonly icon: "watch" | "pulse" | "warning";
  readonly text: string;
  readonly command: string;
  readonly tooltip: string;
}

function faceOf({ measuring, budget }: ServerStatus): Face | undefined {
  if (measuring !== null) {
    const text = measuring.text.replace(/^Measuring/, `Measuring ${measuring.model}`);
    return { icon: "watch", text, command: clientCommands.cancel, tooltip: "Click to cancel the measurement" };
  }
  if (budget === null) return undefined;
  const command = clientCommands.showBudgets;
  const tooltip = "Click to see all budgets";
  if (budget.over > 0) return { icon: "warning", text: `${budget.over} over budget`, command, tooltip };
  return { icon: "pulse", text: budget.text, command, tooltip };
}
