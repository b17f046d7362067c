/** Where the time of a model goes, as a page: what it is bound by, pictures, and the same as tables. Absent on purpose: drawing. */
import { type NodeRoof, rooflineOf } from "../bench/roofline.ts";
import type { ProfileRun } from "../history/record.ts";
import { scopesOf } from "../models/nodeNames.ts";
import { bytes, count, flops, percent, time } from "./figures.ts";
import { coldStartChart, operatorsChart, scopesChart } from "./operatorsCharts.ts";
import {
  boundWords,
  coldStartParts,
  groupsOf,
  memoryParts,
  type OperatorGroup,
  operatorText,
  profileNotes,
  verdictText,
} from "./operatorsText.ts";
import type { Cell, Page, PageButton, Table } from "./page.ts";

export interface OperatorsInput {
  /** `detector.onnx`. */
  readonly name: string;
  readonly record: ProfileRun;
  readonly nowMs: number;
  /** What profiles it once more. */
  readonly again: PageButton | null;
}

export function operatorsPage({ name, record, nowMs, again }: OperatorsInput): Page {
  const title = `Where the time of ${name} goes`;
  const buttons = again ? [again] : [];
  const { outcome } = record;
  if (outcome.kind === "failed") {
    const text = `Not profiled: ${outcome.failure.reason}. ${outcome.failure.act}`;
    const empty = { text, ...(again && { button: again }) };
    return { kind: "operators", title, verdict: text, notes: [], charts: [], tables: [], empty };
  }
  const { profile } = outcome;
  const roof = rooflineOf(profile);
  const groups = groupsOf(roof);
  const scopes = scopesChart(roof);
  return {
    kind: "operators",
    title,
    verdict: verdictText(roof, groups),
    notes: profileNotes(record, profile, nowMs),
    charts: [operatorsChart(groups), ...(scopes ? [scopes] : []), coldStartChart(profile)],
    tables: [operatorTable(groups), nodeTable(roof.nodes), coldStartTable(profile), memoryTable(profile)],
    buttons,
  };
}

const column = (title: string, align: "left" | "right" = "right") => ({ title, align });
const rates = [column("FLOP/s"), column("Bytes/s"), column("Bound by", "left")];

function operatorTable(groups: readonly OperatorGroup[]): Table {
  return {
    title: "Operators",
    columns: [column("Operator", "left"), column("Nodes"), column("Time"), column("Of a run"), ...rates],
    rows: groups.map((group) => [
      { text: operatorText(group.operator, group.made) },
      { text: count(group.nodes.length), sort: group.nodes.length },
      timeCell(group.timeMs),
      shareCell(group.share),
      ...rateCells(group),
      { text: boundWords[group.bound] },
    ]),
  };
}

/** A page must open at once whatever the model. */
const mostNodes = 500;

function nodeTable(nodes: readonly NodeRoof[]): Table {
  const left = nodes.length - mostNodes;
  return {
    title: left > 0 ? `Nodes, the longest ${count(mostNodes)} of ${count(nodes.length)}` : "Nodes",
    columns: [
      column("Node", "left"),
      column("Operator", "left"),
      column("Inputs", "left"),
      column("Outputs", "left"),
      column("Time"),
      column("Of a run"),
      column("Of peak"),
      ...rates,
    ],
    rows: nodes
      .slice(0, mostNodes)
      .map((roof) => [
        { text: nodeName(roof) },
        { text: operatorText(roof.node.operator, roof.node.made) },
        { text: roof.node.inputs.map(shape).join(" ") },
        { text: roof.node.outputs.map(shape).join(" ") },
        timeCell(roof.timeMs),
        shareCell(roof.share),
        roof.ofPeak === null ? { text: "", sort: -1 } : { text: percent(roof.ofPeak), sort: roof.ofPeak },
        ...rateCells(roof),
        { text: boundWords[roof.bound] },
      ]),
  };
}

/** In a loop, how often. */
export function nodeName({ node }: NodeRoof): string {
  const name = scopesOf(node.name).join("/");
  return node.calls > 1 ? `${name} × ${count(node.calls)}` : name;
}

const shape = ({ dims }: { readonly dims: readonly number[] }): string => `[${dims.join(", ")}]`;
const timeCell = (ms: number): Cell => ({ text: time(ms, 3), sort: ms });
const shareCell = (share: number): Cell => ({ text: percent(share), sort: share });

function rateCells({ flopsPerSecond, bytesPerSecond }: Pick<NodeRoof, "flopsPerSecond" | "bytesPerSecond">): Cell[] {
  return [
    flopsPerSecond === null ? { text: "", sort: -1 } : { text: `${flops(flopsPerSecond)}/s`, sort: flopsPerSecond },
    bytesPerSecond === null ? { text: "", sort: -1 } : { text: `${bytes(bytesPerSecond)}/s`, sort: bytesPerSecond },
  ];
}

function coldStartTable(profile: Parameters<typeof coldStartParts>[0]): Table {
  return {
    title: "Cold start",
    columns: [column("Part", "left"), column("Time"), column("How it is known", "left")],
    rows: coldStartParts(profile).map(({ name, ms, how }) => [
      { text: name },
      ms === null ? { text: "not told", sort: -1 } : timeCell(ms),
      { text: how },
    ]),
  };
}

function memoryTable(profile: Parameters<typeof memoryParts>[0]): Table {
  return {
    title: "Memory",
    columns: [column("Part", "left"), column("Size"), column("What it is", "left")],
    rows: memoryParts(profile).map((part) => [
      { text: part.name },
      part.bytes === null ? { text: "not told", sort: -1 } : { text: bytes(part.bytes), sort: part.bytes },
      { text: part.what },
    ]),
  };
}
