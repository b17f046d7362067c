/** The pictures of an operator profile: operators by time, nodes within their scopes, the parts of a cold start. Absent on purpose: words. */
import type { Bound, NodeRoof, Roofline } from "../bench/roofline.ts";
import type { Profile } from "../history/record.ts";
import { scopesOf } from "../models/nodeNames.ts";
import { percent, time, unitFor } from "./figures.ts";
import { boundWords, coldStartParts, type OperatorGroup, operatorText } from "./operatorsText.ts";
import type { Chart } from "./page.ts";

/** Always with the word beside it. */
const boundColours: Readonly<Record<Bound, string>> = {
  compute: "{charts.blue}",
  memory: "{charts.orange}",
  overhead: "{charts.purple}",
  unexplained: "{charts.yellow}",
  unknown: "{charts.lines}",
};

const mostBars = 14;

export function operatorsChart(groups: readonly OperatorGroup[]): Chart {
  const shown = groups.slice(0, mostBars);
  const unit = unitFor(shown[0]?.timeMs ?? 1);
  const labels = shown.map(({ operator, nodes }) => `${operator} × ${nodes.length}`);
  return {
    id: "operators",
    title: `Time in a run by operator, ${unit.name}`,
    description: shown.map(sentenceOf).join("; "),
    tab: "Operators",
    height: 60 + 26 * shown.length,
    option: {
      grid: { left: 8, right: 90, top: 8, bottom: 28, containLabel: true },
      xAxis: { type: "value", min: 0, name: unit.name },
      yAxis: { type: "category", inverse: true, data: labels },
      series: [
        {
          type: "bar",
          barMaxWidth: 16,
          data: shown.map((group) => ({
            value: group.timeMs / unit.ms,
            name: sentenceOf(group),
            itemStyle: { color: boundColours[group.bound] },
            label: {
              show: true,
              position: "right",
              color: "{foreground}",
              formatter: `${percent(group.share)} ${boundWords[group.bound]}`,
            },
          })),
        },
      ],
    },
  };
}

const sentenceOf = (group: OperatorGroup): string =>
  `${operatorText(group.operator, group.made)}, ${time(group.timeMs)}, ${percent(group.share)} of a run, bound by ${boundWords[group.bound]}`;

interface Scope {
  readonly children: Map<string, Scope>;
  readonly nodes: NodeRoof[];
  timeMs: number;
}

interface Tile {
  readonly name: string;
  readonly value: number;
  readonly label: { readonly formatter: string };
  readonly upperLabel?: { readonly formatter: string };
  readonly itemStyle?: { readonly color: string };
  readonly children?: readonly Tile[];
}

/** Smaller tiles could not be seen; they are drawn as one. */
const smallestShare = 0.002;

/** Null where names of nodes tell no scopes: then it would say no more than the bars. */
export function scopesChart(roof: Roofline): Chart | null {
  const root = scopeTree(roof.nodes);
  const scoped = roof.nodes.filter(({ node }) => scopesOf(node.name).length > 1).length;
  if (scoped < roof.nodes.length / 4) return null;
  const runMs = roof.kernelMs + roof.betweenMs;
  return {
    id: "scopes",
    title: "Time in a run by the model's own parts",
    description: topScopes(root, runMs),
    tab: "Parts of the model",
    height: 420,
    option: {
      series: [
        {
          type: "treemap",
          data: tilesOf(shortcut(root), runMs, ""),
          roam: false,
          nodeClick: "zoomToNode",
          breadcrumb: { show: true, bottom: 0 },
          visibleMin: 30,
          upperLabel: { show: true, height: 18 },
          levels: [{ itemStyle: { gapWidth: 2 } }, { itemStyle: { gapWidth: 1 } }],
          itemStyle: { borderColor: "{editor.background}", borderWidth: 1 },
        },
      ],
    },
  };
}

function scopeTree(nodes: readonly NodeRoof[]): Scope {
  const root: Scope = { children: new Map(), nodes: [], timeMs: 0 };
  for (const roof of nodes) {
    let scope = root;
    scope.timeMs += roof.timeMs;
    for (const part of scopesOf(roof.node.name).slice(0, -1)) {
      const inner: Scope = scope.children.get(part) ?? { children: new Map(), nodes: [], timeMs: 0 };
      scope.children.set(part, inner);
      inner.timeMs += roof.timeMs;
      scope = inner;
    }
    scope.nodes.push(roof);
  }
  return root;
}

/** Scopes everything lies in say nothing. */
function shortcut(scope: Scope): Scope {
  const [only] = scope.children.values();
  return only && scope.children.size === 1 && scope.nodes.length === 0 ? shortcut(only) : scope;
}

function tilesOf(scope: Scope, runMs: number, path: string): Tile[] {
  const figures = (timeMs: number) => `${time(timeMs)}, ${percent(timeMs / runMs)} of a run`;
  const inner = [...scope.children].map(([name, child]): Tile => {
    const here = path === "" ? name : `${path}/${name}`;
    return {
      name: `${here}, ${figures(child.timeMs)}`,
      value: child.timeMs,
      label: { formatter: name },
      upperLabel: { formatter: `${name} · ${percent(child.timeMs / runMs)}` },
      children: tilesOf(child, runMs, here),
    };
  });
  const own = scope.nodes.map(
    ({ node, timeMs, bound }): Tile => ({
      name: `${[...scopesOf(node.name)].join("/")}, ${node.operator}, ${figures(timeMs)}, bound by ${boundWords[bound]}`,
      value: timeMs,
      label: { formatter: node.operator },
      itemStyle: { color: boundColours[bound] },
    }),
  );
  const all = [...inner, ...own].sort((a, b) => b.value - a.value);
  const large = all.filter(({ value }) => value >= smallestShare * runMs);
  const small = all.slice(large.length);
  if (small.length < 2) return all;
  const rest = small.reduce((sum, { value }) => sum + value, 0);
  const name = `${small.length} smaller`;
  return [...large, { name: `${name}, ${figures(rest)}`, value: rest, label: { formatter: name } }];
}

function topScopes(root: Scope, runMs: number): string {
  const [...children] = shortcut(root).children;
  const largest = children.sort((a, b) => b[1].timeMs - a[1].timeMs).slice(0, 6);
  return largest.map(([name, { timeMs }]) => `${name} ${percent(timeMs / runMs)}`).join(", ");
}

const partColours = ["blue", "orange", "purple", "green", "yellow", "lines"].map((name) => `{charts.${name}}`);

export function coldStartChart(profile: Profile): Chart {
  const parts = coldStartParts(profile).filter(({ ms }) => ms !== null && ms > 0);
  const total = parts.reduce((sum, { ms }) => sum + ms!, 0);
  const unit = unitFor(total);
  const sentence = (name: string, ms: number) => `${name}, ${time(ms)}, ${percent(ms / total)} of the cold start`;
  return {
    id: "cold-start",
    title: `Cold start: ${time(total)} from starting the runtime to the first answer, ${unit.name}`,
    description: parts.map(({ name, ms }) => sentence(name, ms!)).join("; "),
    tab: "Cold start and memory",
    height: 120,
    option: {
      grid: { left: 8, right: 24, top: 36, bottom: 28 },
      legend: { top: 0, left: 0 },
      xAxis: { type: "value", min: 0, max: total / unit.ms, show: false },
      yAxis: { type: "category", data: [""], show: false },
      series: parts.map(({ name, ms }, index) => ({
        type: "bar",
        name,
        stack: "cold start",
        barWidth: 36,
        data: [{ value: ms! / unit.ms, name: sentence(name, ms!) }],
        itemStyle: {
          color: partColours[index % partColours.length],
          borderColor: "{editor.background}",
          borderWidth: 1,
        },
        label: { show: ms! / total > 0.08, formatter: time(ms!), color: "{editor.background}" },
      })),
    },
  };
}
