/** Planned scaling as a page: verdict, curves, table of device counts, every assumption. Absent on purpose: the model (planner). */
import { compressionText } from "../planner/compression.ts";
import { type Goal, type PlanPoint, planPoint } from "../planner/curve.ts";
import type { Plan } from "../planner/model.ts";
import { bytes, number, percent, time } from "./figures.ts";
import type { Chart, Page, Table } from "./page.ts";

export function planPage(plan: Plan, devices: readonly number[], goal: Goal | null): Page {
  const points = devices.map((one) => planPoint(plan, one, goal));
  const plain = devices.map((one) => planPoint({ ...plan, compression: { kind: "none" }, accumulate: 1 }, one, goal));
  return {
    kind: "run",
    title: "Training at scale",
    verdict: verdictOf(points),
    notes: ["Computed from one measured step, not measured. Published results were met within 10 percentage points."],
    charts: chartsOf(points, plain),
    tables: [pointsTable(points), assumptionsTable(plan)],
  };
}

function verdictOf(points: readonly PlanPoint[]): string {
  const last = points.at(-1)!;
  const good = points.findLast(({ efficiency }) => efficiency >= 0.8);
  const most = `${last.devices} devices train ${number(last.speedup, 2)}× as fast as one, at ${percent(last.efficiency)} efficiency.`;
  if (!good || good === last) return most;
  return `${most} Up to ${good.devices}, efficiency stays at 80% or more.`;
}

function chartsOf(points: readonly PlanPoint[], plain: readonly PlanPoint[]): readonly Chart[] {
  const chart = (id: string, title: string, value: (point: PlanPoint) => number | null): Chart[] => {
    if (points.some((point) => value(point) === null)) return [];
    const series = (name: string, of: readonly PlanPoint[], color: string, type: string) => ({
      type: "line",
      name,
      symbolSize: 7,
      lineStyle: { color, type, width: 2 },
      itemStyle: { color },
      data: of.map((point) => ({
        value: value(point),
        name: `${point.devices} devices, ${name}: ${number(value(point)!, 3)}`,
      })),
    });
    return [
      {
        id,
        title,
        description: `${title} over devices, as planned and without compression and accumulation.`,
        tab: "Scaling",
        height: 260,
        canBeLogarithmic: true,
        option: {
          grid: { left: 60, right: 24, top: 40, bottom: 44 },
          legend: { show: true, top: 0, left: 0 },
          xAxis: {
            type: "category",
            name: "devices",
            nameLocation: "middle",
            nameGap: 26,
            data: points.map((one) => String(one.devices)),
          },
          yAxis: { type: "value", min: 0 },
          series: [
            series("as planned", points, "{charts.blue}", "solid"),
            series("plain", plain, "{charts.orange}", "dashed"),
          ],
        },
      },
    ];
  };
  return [
    ...chart("speedup", "Speed-up", ({ speedup }) => speedup),
    ...chart("efficiency", "Efficiency, %", ({ efficiency }) => efficiency * 100),
    ...chart("hours", "Time to finish, hours", ({ hours }) => hours),
    ...chart("cost", "Cost to finish", ({ cost }) => cost),
  ];
}

function pointsTable(points: readonly PlanPoint[]): Table {
  const titles = ["Devices", "Step", "Communication", "Exposed", "Sent", "Speed-up", "Efficiency", "Hours", "Cost"];
  return {
    title: "Plans",
    columns: titles.map((title) => ({ title, align: "right" })),
    rows: points.map((point) => [
      { text: String(point.devices), sort: point.devices },
      { text: time(point.stepMs), sort: point.stepMs },
      { text: time(point.communicationMs), sort: point.communicationMs },
      { text: time(point.exposedMs), sort: point.exposedMs },
      { text: bytes(point.sentBytes), sort: point.sentBytes },
      { text: `${number(point.speedup, 2)}×`, sort: point.speedup },
      { text: percent(point.efficiency), sort: point.efficiency },
      { text: point.hours === null ? "-" : number(point.hours, 2), sort: point.hours ?? 0 },
      { text: point.cost === null ? "-" : number(point.cost, 3), sort: point.cost ?? 0 },
    ]),
  };
}

function assumptionsTable({ step, cluster, compression, accumulate, batchKept, assumptions }: Plan): Table {
  const rows: readonly (readonly [string, string])[] = [
    ["Compute of a step", time(step.computeMs, 3)],
    ["Wait for data", time(step.dataWaitMs, 3)],
    ["Gradient", bytes(step.parameters * step.bytesPerValue)],
    ["Compression", compressionText(compression)],
    ["Accumulated batches", String(accumulate)],
    ["Batch kept", batchKept === "device" ? "per device (weak scaling)" : "in total (strong scaling)"],
    ["Devices per node", String(cluster.devicesPerNode)],
    ["Within a node", `${cluster.within.label}, ${cluster.within.gigabytesPerSecond} GB/s`],
    ["Between nodes", `${cluster.between.label}, ${cluster.between.gigabytesPerSecond} GB/s`],
    ["Bandwidth reached", percent(assumptions.linkEfficiency)],
    ["Backward pass", `${percent(assumptions.backwardShare)} of the step`],
    ["Variation of a step", percent(assumptions.stepVariation)],
    ["Bucket", bytes(assumptions.bucketBytes)],
    ["Device memory", `${assumptions.memoryGigabytesPerSecond} GB/s`],
  ];
  return {
    title: "Assumptions",
    columns: [
      { title: "What", align: "left" },
      { title: "Taken as", align: "left" },
    ],
    rows: rows.map((cells) => cells.map((text) => ({ text }))),
  };
}
