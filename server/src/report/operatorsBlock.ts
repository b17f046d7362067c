/** Where the time of a model goes, as the terminal shows it. Absent on purpose: colour and writing. */
import { type Roofline, rooflineOf } from "../bench/roofline.ts";
import type { ProfileRun } from "../history/record.ts";
import { fusedFrom } from "../models/fusions.ts";
import { bytes, count, flops, percent, relativeTime, time } from "./figures.ts";
import { nodeName } from "./operatorsPage.ts";
import {
  boundText,
  boundWords,
  coldStartParts,
  groupsOf,
  helpText,
  memoryParts,
  type OperatorGroup,
  operatorText,
  peaksText,
  setupOfProfile,
} from "./operatorsText.ts";

const mostOperators = 12;
const mostNodes = 10;

/** `name`: of the model as the user wrote it. */
export function operatorsLines(
  name: string,
  record: ProfileRun,
  { columns, nowMs }: { readonly columns: number; readonly nowMs: number },
): string[] {
  const { outcome } = record;
  if (outcome.kind === "failed")
    return [`${name}  not profiled: ${outcome.failure.reason}`, `  ${outcome.failure.act}`];
  const { profile } = outcome;
  const roof = rooflineOf(profile);
  const groups = groupsOf(roof);
  const narrow = columns < 78;
  const roomy = columns >= 100;
  const help = helpText(roof);
  const facts: [string, string][] = [
    ["bound by", boundText(roof).replace(/^This model is bound by /, "")],
    ...(help ? [["", help] as [string, string]] : []),
    ["a run", runParts(roof)],
    ["work", `${flops(roof.flops)}, ${bytes(roof.bytes)} moved; known for ${percent(roof.covered)} of the time`],
    ...(profile.calibration && roof.peaks
      ? [
          [
            "machine",
            `${peaksText(roof.peaks)} at best (measured ${relativeTime(profile.calibration.measuredAt, nowMs)})`,
          ] as [string, string],
        ]
      : []),
    [
      "cold start",
      coldStartParts(profile)
        .map(({ name: part, ms }) => `${part} ${ms === null ? "not told" : time(ms)}`)
        .join(" + "),
    ],
    [
      "memory",
      memoryParts(profile)
        .map((part) => `${part.name} ${part.bytes === null ? "not told" : bytes(part.bytes)}`)
        .join(", "),
    ],
  ];
  return [
    `${name}   ${setupOfProfile(record, profile)}`,
    ...facts.flatMap(([label, text]) => wrapped(label, text, columns)),
    "",
    ...table(
      ["operator", "nodes", "time", "of a run", ...(narrow ? [] : ["arithmetic", "bytes"]), "bound by"],
      groups
        .slice(0, mostOperators)
        .map((group) => [
          group.operator,
          count(group.nodes.length),
          time(group.timeMs),
          percent(group.share),
          ...(narrow ? [] : [rate(group.flopsPerSecond, flops), rate(group.bytesPerSecond, bytes)]),
          boundWords[group.bound],
        ]),
      columns,
    ),
    ...more(groups.length - mostOperators, "operators"),
    ...madeLine(groups.slice(0, mostOperators)).flatMap(([label, text]) => wrapped(label, text, columns)),
    "",
    ...table(
      ["node", ...(narrow ? [] : [""]), "time", "of a run", "of peak", ...(roomy ? ["output"] : []), "bound by"],
      roof.nodes
        .slice(0, mostNodes)
        .map((one) => [
          nodeName(one),
          ...(narrow ? [] : [one.node.operator]),
          time(one.timeMs),
          percent(one.share),
          one.ofPeak === null ? "" : percent(one.ofPeak),
          ...(roomy ? [shape(one.node.outputs[0]?.dims ?? [])] : []),
          boundWords[one.bound],
        ]),
      columns,
    ),
    ...more(roof.nodes.length - mostNodes, "nodes"),
  ];
}

function runParts({ plainMs, kernelMs, betweenMs, watchedMs, disturbed }: Roofline): string {
  const whole = plainMs === null ? "" : `unwatched ${time(plainMs)}, `;
  const other = disturbed ? "; other work disturbed it" : "";
  return `operators ${time(kernelMs)} + between them ${time(betweenMs)} (${whole}watched ${time(watchedMs)}${other})`;
}

/** What names mean that the file does not have. */
function madeLine(groups: readonly OperatorGroup[]): [string, string][] {
  const made = groups.filter((group) => operatorText(group.operator, group.made) !== group.operator);
  if (made.length === 0) return [];
  return [["made of", made.map(({ operator }) => `${operator}: ${fusedFrom(operator)}`).join("; ")]];
}

const shape = (dims: readonly number[]): string => `[${dims.join(", ")}]`;
const rate = (value: number | null, text: (value: number) => string): string =>
  value === null ? "" : `${text(value)}/s`;
const more = (left: number, what: string): string[] => (left > 0 ? [`  ${count(left)} more ${what}: --json`] : []);

const labelWidth = 12;

function wrapped(label: string, text: string, columns: number): string[] {
  const width = Math.max(40, columns - labelWidth - 2);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(labelWidth)}${line}`);
}

/** The first column gives way when the terminal is narrow: names are cut at their front, where they are alike. */
function table(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => row[index]!.length)));
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 2);
  widths[0] = Math.max(16, Math.min(widths[0]!, columns - others - 1));
  return all.map((row) => {
    const cells = row.map((text, index) =>
      isText(index, head) ? cut(text, widths[index]!).padEnd(widths[index]!) : text.padStart(widths[index]!),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

const isText = (index: number, head: readonly string[]): boolean =>
  index === 0 || head[index] === "" || head[index] === "bound by";
const cut = (text: string, width: number): string =>
  text.length <= width ? text : `..${text.slice(text.length - width + 2)}`;
