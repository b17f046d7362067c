/** All there is to know about a running server, as a page of Markdown. Absent on purpose: asking it; the door hands in what is so. */
import { bytes, count, time } from "./figures.ts";

export interface ServerReport {
  readonly version: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly rules: number;
  readonly frameworks: number;
  readonly runtime: string;
  readonly config: string | null;
  /** Why measurements are not kept, if they are not. */
  readonly history: string | null;
  readonly measuring: string | null;
  readonly upMs: number;
  readonly openDocuments: number;
  readonly documentsWithModelCode: number;
  /** Of the findings of the workspace; null before somebody asked for them. */
  readonly scan: {
    readonly files: number;
    readonly filesWithModelCode: number;
    readonly tookMs: number;
  } | null;
  readonly reading: { readonly filesRead: number; readonly ofFiles: number } | null;
  /** What is known of functions in other files. */
  readonly index: string;
  readonly memory: {
    readonly residentBytes: number;
    readonly heapUsedBytes: number;
    readonly heapTotalBytes: number;
    readonly outsideHeapBytes: number;
  };
  readonly timings: readonly {
    readonly what: string;
    readonly times: number;
    readonly medianMs: number;
    readonly slowestMs: number;
    readonly lastMs: number;
  }[];
}

export function serverReportPage(report: ServerReport): string {
  const { memory, scan, reading } = report;
  const facts: readonly (readonly [string, string])[] = [
    ["Version", report.version],
    ["Running for", time(report.upMs)],
    ["Measures with", report.runtime],
    ["Configuration", report.config ?? "defaults, no inferlens.json"],
    ["Measurements", report.history === null ? "kept" : `not kept: ${report.history}`],
    ["Measuring now", report.measuring ?? "nothing"],
    ["Looks for", `${count(report.rules)} rules over ${count(report.frameworks)} libraries`],
    ["Runs on", `Node ${report.node}, V8 ${report.v8}, ${report.platform}`],
  ];
  const files: readonly (readonly [string, string])[] = [
    ["Open documents", `${count(report.openDocuments)}, ${count(report.documentsWithModelCode)} with model code`],
    ["Hot List", reading ? `reading ${count(reading.filesRead)} of ${count(reading.ofFiles)} files` : scanText(scan)],
    ["Index across files", report.index],
  ];
  const memories: readonly (readonly [string, string])[] = [
    ["Whole process", bytes(memory.residentBytes)],
    ["JavaScript heap", `${bytes(memory.heapUsedBytes)} used of ${bytes(memory.heapTotalBytes)}`],
    ["Outside the heap", bytes(memory.outsideHeapBytes)],
  ];
  return [
    "# InferLens server",
    table(facts),
    "## Files",
    table(files),
    "## Memory",
    table(memories),
    "## Time taken",
    report.timings.length === 0 ? "Nothing was asked yet." : timingTable(report.timings),
    "Restart it with the command `InferLens: Restart Server`; errors stand in `InferLens: Show Log`.",
    "",
  ].join("\n\n");
}

const scanText = (scan: ServerReport["scan"]): string =>
  scan === null
    ? "not read yet"
    : `${count(scan.filesWithModelCode)} of ${count(scan.files)} files have model code, read in ${time(scan.tookMs)}`;

const table = (rows: readonly (readonly [string, string])[]): string =>
  ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`)].join("\n");

/** Medians and slowest of the last hundred of each kind. */
function timingTable(timings: ServerReport["timings"]): string {
  const rows = timings.map(
    ({ what, times, medianMs, slowestMs, lastMs }) =>
      `| ${cell(what)} | ${count(times)} | ${time(medianMs)} | ${time(slowestMs)} | ${time(lastMs)} |`,
  );
  return ["| | times | median | slowest | last |", "| --- | ---: | ---: | ---: | ---: |", ...rows].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
