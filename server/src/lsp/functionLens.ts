/**
 * What the lens of a function says and does in each state. Absent on purpose: where lenses stand and how many (codeLens.ts), and
 * lenses of models.
 */
import type { Command } from "vscode-languageserver/node";
import { joiner } from "../report/figures.ts";
import { functionLines, functionProgress, functionTitle, type Prices } from "../report/functionMeasurement.ts";
import type { LensTitle } from "../report/measurement.ts";
import type { FunctionState } from "./functionMeasurements.ts";
import type { FunctionTarget } from "./functionTargets.ts";
import { clientCommands, commands, type MeasureTarget } from "./protocol.ts";

export interface FunctionLensView {
  readonly uri: string;
  readonly target: FunctionTarget;
  readonly state: FunctionState;
  readonly trusted: boolean;
  /** The client opens menus itself, and has icons. */
  readonly menus: boolean;
  /** What is over budget, in the words of a lens. */
  readonly over: readonly string[] | null;
  readonly prices: Prices;
}

export function functionCommands({ uri, target, state, trusted, menus, over, prices }: FunctionLensView): Command[] {
  const place: MeasureTarget = { uri, id: target.id };
  const titled = ({ icon, text }: LensTitle, lines: readonly string[]): Omit<Command, "command"> => ({
    title: icon && menus ? `$(${icon}) ${text}` : text,
    tooltip: [...lines, offSwitch].join("\n"),
  });
  const measure = (title: LensTitle, lines: readonly string[]): Command => ({
    ...titled(title, lines),
    command: menus ? clientCommands.measure : commands.measure,
    arguments: [place],
  });
  switch (state.kind) {
    case "none":
      if (!trusted) return [];
      if (target.needsArguments) return [createBench(uri, target, ["Measure", needs].join(joiner), menus)];
      return [
        measure({ icon: "pulse", text: "Measure" }, [`Calls ${target.name} again and again in a process of its own.`]),
      ];
    case "running":
      return [
        { ...titled(functionProgress(state.progress), []), command: "" },
        { title: "Cancel", command: menus ? clientCommands.cancel : commands.cancel },
      ];
    case "failed": {
      const { kind, reason, act } = state.failure;
      const title = measure({ icon: "error", text: `Not measured: ${reason}` }, [act]);
      if (!trusted) return [{ ...title, command: "" }];
      if (kind === "needs-arguments") return [title, createBench(uri, target, openTitle(target), menus)];
      if (!menus) return [title, { ...title, title: act }];
      return [
        title,
        { title: "How to fix", command: clientCommands.showHowToFix, arguments: [{ title: reason, text: act }] },
      ];
    }
    case "done": {
      const title = functionTitle(state.record, { staleness: state.stale, over: state.stale ? null : over, prices });
      const lines = functionLines(state.record, Date.now(), prices);
      if (state.stale || !menus) return [trusted ? measure(title, lines) : { ...titled(title, lines), command: "" }];
      return [{ ...titled(title, lines), command: clientCommands.showMeasurement, arguments: [place] }];
    }
  }
}

/** Beside the lens of the model that the function runs, which needs nothing. */
export const benchFileCommand = (uri: string, target: FunctionTarget, menus: boolean): Command =>
  createBench(uri, target, [`Measure ${target.name}`, needs].join(joiner), menus);

const needs = "needs arguments";
const openTitle = ({ benchFile }: FunctionTarget): string =>
  benchFile === null ? "Create Bench File" : "Open Bench File";

const createBench = (uri: string, target: FunctionTarget, title: string, menus: boolean): Command => ({
  title: menus ? `$(pulse) ${title}` : title,
  tooltip: ["Creates a bench file beside the source, with placeholders.", offSwitch].join("\n"),
  command: menus ? clientCommands.createBench : commands.createBench,
  arguments: [{ uri, id: target.id } satisfies MeasureTarget],
});

const offSwitch = "Hide: setting inferlens.codeLens";
