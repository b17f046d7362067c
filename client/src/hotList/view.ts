/**
 * The Hot List: draws the tree, says what it is doing and what to do when it is empty. Absent on purpose: the findings
 * (source.ts) and their order (tree.ts).
 */
import { commands, Disposable, EventEmitter, type Memento, type TreeView, window } from "vscode";
import type { WorkspaceFinding } from "../../../server/src/lsp/protocol.ts";
import { counted } from "../dimensions.ts";
import type { HotListSource } from "./source.ts";
import { type Grouping, itemOf, type Node, nodesOf } from "./tree.ts";

export interface HotListView {
  /** Null: all dimensions. */
  readonly dimension: string | null;
  group(grouping: Grouping): void;
  show(dimension: string | null): void;
  dispose(): void;
}

const viewId = "inferlens.hotList";
const groupingKey = "hotList.grouping";

export function createHotListView(source: HotListSource, memory: Memento): HotListView {
  const changed = new EventEmitter<void>();
  let grouping: Grouping = memory.get(groupingKey, "none");
  let dimension: string | null = null;
  let nodes: readonly Node[] = [];

  const view: TreeView<Node> = window.createTreeView(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (node?: Node) => [...(node === undefined ? nodes : node.kind === "group" ? node.children : [])],
    },
  });

  const update = (): void => {
    const { findings, state } = source;
    const shown = dimension === null ? findings : findings.filter((one) => one.dimensions.includes(dimension!));
    nodes = nodesOf(shown, grouping);
    view.message = messageOf(source, shown.length, dimension) ?? "";
    view.description = state.kind === "read" && findings.length === 0 ? `${count(state.files)} files` : "";
    const costly = findings.filter(({ severity }) => severity !== "hint").length;
    view.badge = costly === 0 ? undefined : { value: costly, tooltip: counted(costly) };
    void commands.executeCommand("setContext", "inferlens.hotList", stateName(source));
    void commands.executeCommand("setContext", "inferlens.hotListGrouping", grouping);
    void commands.executeCommand("setContext", "inferlens.hotListFiltered", dimension !== null);
    changed.fire();
  };
  const subscription = source.onDidChange(update);
  update();

  return {
    get dimension() {
      return dimension;
    },
    group(next) {
      grouping = next;
      void memory.update(groupingKey, next);
      update();
    },
    show(next) {
      dimension = next;
      update();
    },
    dispose: () => Disposable.from(subscription, view, changed).dispose(),
  };
}

/** How many findings serve each dimension. */
export function countByDimension(findings: readonly WorkspaceFinding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dimensions } of findings)
    for (const dimension of dimensions) counts.set(dimension, (counts.get(dimension) ?? 0) + 1);
  return counts;
}

/** For an empty list the view's welcome content speaks, which has a link; a message would hide it. */
const stateName = ({ state, findings }: HotListSource): string => {
  if (state.kind !== "read" || findings.length > 0) return state.kind;
  return state.filesWithModelCode === 0 ? "noModelCode" : "clean";
};

function messageOf({ findings, state }: HotListSource, shown: number, dimension: string | null): string | undefined {
  switch (state.kind) {
    case "waiting":
      return undefined;
    case "reading":
      return state.ofFiles === 0 ? "Reading files..." : `Reading ${count(state.ofFiles)} files...`;
    case "failed":
      return `Analysis stopped: ${state.reason.replace(/\.$/, "")}. Run InferLens: Show Log.`;
    case "read":
      if (dimension === null || findings.length === 0) return undefined;
      return shown === 0
        ? `No finding concerns ${dimension}.`
        : `Only ${dimension}: ${shown} of ${counted(findings.length)}`;
  }
}

const count = (value: number): string => value.toLocaleString("en-US");
