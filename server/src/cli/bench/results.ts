/**
 * What jobs of `inferlens bench` found, on its way out: printed as it comes, or gathered for a file, for JSON of several targets, and
 * for the summary of a GitHub job. Absent on purpose: what stands in it.
 */
import { appendFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "../../report/page.ts";
import { pageMarkdown } from "../../report/pageText.ts";
import { writeOutput } from "../pageOutput.ts";

/** A page, or what could be said instead of one. */
export type Report = Pick<Page, "title" | "verdict" | "notes" | "charts" | "tables">;

export interface Results {
  /** False: not to be printed as it comes. */
  lines(lines: readonly string[]): boolean;
  json(value: unknown): void;
  report(report: Report): void;
  readonly wantsJson: boolean;
  /** For a document, or the summary of a job. */
  readonly wantsReports: boolean;
  /** Writes what was gathered; once, at the end. */
  finish(): Promise<void>;
}

export interface ResultsWanted {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly output?: string;
}

/** A summary of a job may be 1 MiB; tables of everything would fill it. */
const mostSummaryRows = 50;

export function createResults(given: ResultsWanted, environment: NodeJS.ProcessEnv): Results {
  const form = formOf(given);
  const texts: string[] = [];
  const values: unknown[] = [];
  const reports: Report[] = [];
  const summary = environment.GITHUB_STEP_SUMMARY;

  const textOf = async (): Promise<string> => {
    switch (form) {
      case "json":
        return `${JSON.stringify(values.length === 1 ? values[0] : { results: values }, null, 2)}\n`;
      case "markdown":
        return reports.map((report) => pageMarkdown(report)).join("\n");
      case "svg": {
        const { chartsSvg } = await import("../../report/svg.ts");
        return chartsSvg(reports.flatMap(({ charts }) => charts));
      }
      case "lines":
        return texts.map((text) => `${text}\n`).join("");
    }
  };

  return {
    wantsJson: form === "json",
    wantsReports: form === "markdown" || form === "svg" || Boolean(summary),
    lines(lines) {
      if (form === "lines" && given.output === undefined) return true;
      texts.push(...lines);
      return false;
    },
    json: (value) => void values.push(value),
    report: (report) => void reports.push(report),
    async finish() {
      if (summary && reports.length > 0)
        appendFileSync(summary, `${reports.map((report) => pageMarkdown(report, mostSummaryRows)).join("\n")}\n`);
      if (given.output !== undefined) writeOutput(given.output, await textOf());
      else if (form !== "lines") process.stdout.write(await textOf());
    },
  };
}

function formOf({ json, markdown, output = "" }: ResultsWanted): "json" | "markdown" | "svg" | "lines" {
  const extension = path.extname(output).toLowerCase();
  if (json || extension === ".json") return "json";
  if (markdown || extension === ".md") return "markdown";
  return extension === ".svg" ? "svg" : "lines";
}

/** Whether results are wanted as JSON: by flag or by the name of the file. */
export const wantsJson = (given: ResultsWanted): boolean => formOf(given) === "json";
