/** Setting a budget from what was measured, and the list of those in force. Absent on purpose: judging them. */
import { Uri, window, workspace } from "vscode";
import {
  type BudgetLine,
  type BudgetProposal,
  type BudgetWish,
  commands,
  type MeasureTarget,
} from "../../server/src/lsp/protocol.ts";
import { measureTarget, targetAtCursor } from "./measure.ts";
import type { Server } from "./server.ts";

export async function createBudget(server: Server, given: MeasureTarget | undefined): Promise<void> {
  const target = given ?? (await targetAtCursor(server));
  if (target === null) {
    await window.showInformationMessage(
      "Nothing to budget here. Put the cursor on a line that loads a model file, or into a function you measured.",
    );
    return;
  }
  const proposal = await server.ask<BudgetProposal | null>(commands.proposeBudget, target);
  if (proposal === null || proposal.limits.length === 0) {
    const measure = "Measure";
    const chosen = await window.showInformationMessage(
      "A budget begins with a number. Measure this first; figures that are outdated are not used.",
      measure,
    );
    if (chosen === measure) await measureTarget(server, target);
    return;
  }
  const limit = await chooseLimit(proposal);
  if (limit === undefined) return;
  const client = server.client();
  const answer = await server.ask<
    Parameters<NonNullable<typeof client>["protocol2CodeConverter"]["asWorkspaceEdit"]>[0]
  >(commands.setBudget, { ...target, ...limit });
  const edit = await client?.protocol2CodeConverter.asWorkspaceEdit(answer);
  if (edit === undefined || edit.size === 0) {
    await window.showWarningMessage(`"${limit.limit}" is not a limit for ${limit.figure}.`);
    return;
  }
  await workspace.applyEdit(edit);
  const file = Uri.file(proposal.configFile);
  await (await workspace.openTextDocument(file)).save();
  await window.showTextDocument(file, { preview: true });
}

async function chooseLimit({ subject, machine, limits }: BudgetProposal): Promise<BudgetWish | undefined> {
  const items = limits.map(({ figure, description, measured, proposed }) => ({
    label: figure,
    description: `measured ${measured}, proposed ${proposed}`,
    detail: description,
    proposed,
  }));
  const chosen = await window.showQuickPick(items, {
    title: `Budget of ${subject}`,
    placeHolder: `Figure to keep, as measured on ${machine}`,
  });
  if (chosen === undefined) return undefined;
  const limit = await window.showInputBox({
    title: `Budget of ${subject}: ${chosen.label}`,
    value: chosen.proposed,
    prompt: chosen.detail,
  });
  return limit === undefined ? undefined : { figure: chosen.label, limit: limit.trim() };
}

/** The tightest first; choosing one opens where it is stated. */
export async function showBudgets(server: Server): Promise<void> {
  const lines = await server.ask<readonly BudgetLine[]>(commands.budgets);
  if (lines.length === 0) {
    await window.showInformationMessage("No budget is judged here. Set one with InferLens: Set a Budget...");
    return;
  }
  const items = lines.map((line) => ({
    label: `$(${line.over ? "warning" : "pass"}) ${line.label}`,
    detail: line.detail,
    uri: line.uri,
  }));
  const chosen = await window.showQuickPick(items, { title: "Budgets", placeHolder: "Open where it is stated" });
  if (chosen) await window.showTextDocument(Uri.parse(chosen.uri));
}
