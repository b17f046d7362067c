/** `Find Best Settings for Model...`: asks what to vary, has it measured, and opens the page. Absent on purpose: planning and figures. */
import { type Disposable, type LogOutputChannel, type QuickPickItem, Uri, window } from "vscode";
import {
  clientCommands,
  commands,
  type MeasureAnswer,
  type SweepProposal,
  type SweepWish,
} from "../../../server/src/lsp/protocol.ts";
import { guardedCommand } from "../guarded.ts";
import { tell } from "../measure.ts";
import type { Server } from "../server.ts";
import { type Model, modelMeant, requestOf } from "./operators.ts";
import type { Pages } from "./panels.ts";

const title = "Find Best Settings";

export function registerSweep(server: Server, pages: Pages, log: LogOutputChannel): Disposable {
  return guardedCommand(log, clientCommands.sweep, async (of?: (Model & Partial<SweepWish>) | Uri) => {
    const model = await modelMeant(server, of, title);
    if (!model) return;
    const vary = (of instanceof Uri ? undefined : of?.vary) ?? (await chooseAxes(server, model));
    if (!vary) return;
    const answer = await server.ask<MeasureAnswer>(commands.sweep, { ...model, vary });
    if (answer.kind === "measured") await pages.show({ kind: "sweep", ...requestOf(model), group: answer.runId, vary });
    else await tell(answer);
  });
}

/** Undefined when the user gave up, or nothing can be varied. */
async function chooseAxes(server: Server, model: Model): Promise<readonly string[] | undefined> {
  const answer = await server.ask<SweepProposal | MeasureAnswer>(commands.proposeSweep, model);
  if (answer.kind !== "proposal") return void (await tell(answer));
  if (answer.axes.length === 0)
    return void (await window.showInformationMessage(`Nothing can be varied about ${answer.model} on this machine.`));
  const chosen = await pickAxes(answer);
  return chosen?.map(({ name }) => name);
}

interface AxisItem extends QuickPickItem {
  readonly name: string;
  readonly count: number;
}

/** The title tells what the choice costs. */
function pickAxes({ model, axes, secondsPerSetting }: SweepProposal): Promise<readonly AxisItem[] | undefined> {
  const picker = window.createQuickPick<AxisItem>();
  const items = axes.map(
    ({ name, title: label, values, usual }): AxisItem => ({
      label,
      description: values.join(", "),
      name,
      count: values.length,
      picked: usual,
    }),
  );
  const price = (): void => {
    const settings = picker.selectedItems.reduce((product, { count }) => product * count, 1);
    const minutes = Math.ceil((settings * secondsPerSetting) / 60);
    picker.title = `${title} for ${model}: ${settings === 1 ? "nothing varied" : `${settings} settings, about ${minutes} min`}`;
  };
  picker.canSelectMany = true;
  picker.placeholder = "What to vary; each combination is measured";
  picker.items = items;
  picker.selectedItems = items.filter(({ picked }) => picked);
  price();
  return new Promise((resolve) => {
    picker.onDidChangeSelection(price);
    picker.onDidAccept(() => {
      if (picker.selectedItems.length === 0) return;
      resolve(picker.selectedItems);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}
