/** The Hot List and its commands: open, measure, group, filter. Absent on purpose: measuring itself. */
import { commands, Disposable, type ExtensionContext, Uri, window, workspace } from "vscode";
import type { MeasureTarget } from "../../../server/src/lsp/protocol.ts";
import { pickDimension } from "../dimensions.ts";
import { measureQuietly } from "../measure.ts";
import type { Server } from "../server.ts";
import { createHotListSource, type HotListSource } from "./source.ts";
import type { FindingNode } from "./tree.ts";
import { countByDimension, createHotListView } from "./view.ts";

export function createHotList(context: ExtensionContext, server: Server): Disposable {
  const source = createHotListSource(server);
  const view = createHotListView(source, context.workspaceState);

  const filter = async (): Promise<boolean> => {
    const chosen = await pickDimension(countByDimension(source.findings), view.dimension);
    if (chosen) view.show(chosen.dimension);
    return chosen !== undefined;
  };

  const { registerCommand } = commands;
  return Disposable.from(
    source,
    view,
    registerCommand("inferlens.focusHotList", focus),
    registerCommand("inferlens.showByDimension", async () => {
      if (await filter()) await focus();
    }),
    registerCommand("inferlens.hotList.refresh", () => source.refresh()),
    registerCommand("inferlens.hotList.rank", () => view.group("none")),
    registerCommand("inferlens.hotList.groupByDimension", () => view.group("dimension")),
    registerCommand("inferlens.hotList.groupByFile", () => view.group("file")),
    registerCommand("inferlens.hotList.filter", filter),
    registerCommand("inferlens.hotList.showAll", () => view.show(null)),
    registerCommand("inferlens.hotList.open", open),
    registerCommand("inferlens.hotList.measure", async ({ finding }: FindingNode) => {
      if (finding.target) await measureQuietly(server, finding.target);
    }),
    registerCommand("inferlens.hotList.measureAll", () => measureAll(server, source)),
  );
}

async function focus(): Promise<void> {
  await commands.executeCommand("inferlens.hotList.focus");
}

async function open({ finding }: FindingNode): Promise<void> {
  await commands.executeCommand("vscode.open", Uri.parse(finding.uri), { selection: finding.range });
}

/** Asks once: measuring takes a while and the whole machine. */
async function measureAll(server: Server, source: HotListSource): Promise<void> {
  const targets = new Map<string, MeasureTarget>();
  for (const { target, measured } of source.findings)
    if (target && !measured) targets.set(`${target.uri} ${target.id}`, target);
  if (targets.size === 0) {
    await window.showInformationMessage("Nothing left to measure: no finding names a model file of this workspace.");
    return;
  }
  const seconds = targets.size * workspace.getConfiguration("inferlens").get("measureSeconds", 10);
  const what = targets.size === 1 ? "Measure 1 model?" : `Measure ${targets.size} models, one after the other?`;
  const measure = "Measure";
  const chosen = await window.showInformationMessage(
    what,
    { modal: true, detail: `This takes up to ${durationOf(seconds)} and keeps the processor busy.` },
    measure,
  );
  if (chosen !== measure) return;
  for (const target of targets.values()) if (!(await measureQuietly(server, target))) return;
}

const durationOf = (seconds: number): string => (seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);
