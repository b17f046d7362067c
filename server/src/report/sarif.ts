/** Findings as a SARIF 2.1.0 log for code scanning and other viewers. Absent on purpose: anything that differs between two runs over equal files. */
import type { Fix, Log, ReportingDescriptor, Result, ThreadFlowLocation } from "sarif";
import type { Finding } from "../analysis/finding.ts";
import { finalMessage } from "../analysis/message.ts";
import { rulePageUrl } from "../rules/page.ts";
import type { Rule } from "../rules/rule.ts";
import type { Position, Span } from "../text/span.ts";
import type { Reason } from "../usage/usage.ts";
import type { CheckResult, FileFindings } from "./checkResult.ts";

export interface SarifOptions {
  readonly version: string;
  readonly rules: readonly Rule[];
  /** URI of the folder the paths are relative to, with a slash at its end. */
  readonly rootUri: string;
}

const levels = { error: "error", warning: "warning", information: "note", hint: "note" } as const;

export function renderSarif(result: CheckResult, { version, rules, rootUri }: SarifOptions): string {
  const descriptors = rules.map(descriptor);
  // Findings on our own comments have no rule page; they are described by name alone.
  const names = new Set(result.files.flatMap((file) => file.findings.map((finding) => finding.rule)));
  for (const rule of rules) names.delete(rule.name);
  descriptors.push(...[...names].sort().map((id) => ({ id })));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "inferlens",
            semanticVersion: version,
            informationUri: "https://github.com/inferlens/inferlens",
            rules: descriptors,
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { uri: rootUri } },
        results: result.files.flatMap((file) => file.findings.map((finding) => toResult(file, finding, descriptors))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: Rule): ReportingDescriptor {
  return {
    id: rule.name,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.summary },
    helpUri: rulePageUrl(rule.name),
    help: help(rule),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ["performance", rule.group, ...rule.dimensions] },
  };
}

function help(rule: Rule): { readonly text: string; readonly markdown: string } {
  const serves = `Serves ${rule.dimensions.join(", ")}.`;
  const page = rulePageUrl(rule.name);
  const costs = rule.evidence.map(({ claim, source }) => ({ claim, source }));
  return {
    text: [rule.summary, serves, ...costs.map(({ claim, source }) => `${claim} (${source})`), page].join("\n"),
    markdown: [
      rule.summary,
      serves,
      ...(costs.length > 0
        ? ["What it cost elsewhere:", costs.map(({ claim, source }) => `- ${claim} ([source](${source}))`).join("\n")]
        : []),
      `[More about ${rule.name}](${page})`,
    ].join("\n\n"),
  };
}

function toResult(file: FileFindings, finding: Finding, descriptors: readonly ReportingDescriptor[]): Result {
  return {
    ruleId: finding.rule,
    ruleIndex: descriptors.findIndex(({ id }) => id === finding.rule),
    level: levels[finding.severity],
    message: { text: finalMessage(finding) },
    locations: [location(file, finding.span)],
    ...(finding.reasons.length > 0 && {
      relatedLocations: finding.reasons.map((reason, id) => ({
        id,
        message: { text: reason.text },
        ...reasonLocation(file, reason),
      })),
      codeFlows: [{ threadFlows: [{ locations: flow(file, finding) }] }],
    }),
    ...withFixes(file, finding),
    partialFingerprints: { "inferlens/v1": finding.fingerprint },
    ...inCell(file, finding),
  };
}

function inCell({ cells }: FileFindings, { span }: Finding): Pick<Result, "properties"> {
  if (!cells) return {};
  const { cell, line } = cells.cellPosition(span.start);
  return { properties: { cell, cellLine: line + 1 } };
}

/** The way to the finding: handler, functions called on the way, the costly call. */
function flow(file: FileFindings, finding: Finding): ThreadFlowLocation[] {
  const end = { location: { ...location(file, finding.span), message: { text: finalMessage(finding) } } };
  const before = finding.reasons.filter(({ elsewhere }) => !elsewhere);
  const after = finding.reasons.filter(({ elsewhere }) => elsewhere);
  const step = (reason: Reason) => ({ location: { ...reasonLocation(file, reason), message: { text: reason.text } } });
  return [...before.map(step), end, ...after.map(step)];
}

function withFixes(file: FileFindings, finding: Finding): { readonly fixes?: Fix[] } {
  const fixes = finding.fixes.flatMap(({ title, changes }, index) => {
    const edits = file.edits(finding, index);
    if (edits === undefined || edits.length === 0) return [];
    const { artifactLocation } = location(file, finding.span).physicalLocation;
    return {
      description: { text: changes ? `${title} (may change ${changes})` : title },
      artifactChanges: [
        {
          artifactLocation,
          replacements: edits.map(({ span, text }) => ({
            deletedRegion: location(file, span).physicalLocation.region,
            insertedContent: { text },
          })),
        },
      ],
    };
  });
  return fixes.length > 0 ? { fixes } : {};
}

const location = (file: FileFindings, span: Span) =>
  locationIn(file.path, file.lines.position(span.start), file.lines.position(span.end));

const reasonLocation = (file: FileFindings, { span, elsewhere }: Reason) =>
  elsewhere ? locationIn(elsewhere.file, elsewhere.start, elsewhere.end) : location(file, span);

function locationIn(path: string, start: Position, end: Position) {
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "ROOT" },
      region: {
        startLine: start.line + 1,
        startColumn: start.column + 1,
        endLine: end.line + 1,
        endColumn: end.column + 1,
      },
    },
  };
}
