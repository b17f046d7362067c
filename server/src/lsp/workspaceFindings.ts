/**
 * Findings of the whole workspace in the client's terms: each with what it was measured to cost, ranked in two groups that
 * never mix. Absent on purpose: reading files (workspaceScan.ts); findings about our own comments, which cost nothing.
 */
import type { CancellationToken, Connection } from "vscode-languageserver/node";
import { ProgressType } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { finalMessage } from "../analysis/message.ts";
import { ownRules } from "../analysis/suppress.ts";
import { rules } from "../rules/index.ts";
import { dimensionsServed } from "../rules/served.ts";
import type { Analysed } from "./analyses.ts";
import { locationIn } from "./cells.ts";
import { type ClosedDocuments, createClosedDocuments } from "./closedDocuments.ts";
import { rangeOf } from "./convert.ts";
import type { CostSource, FindingCosts } from "./findingCosts.ts";
import {
  findingsChanged,
  type WorkspaceFinding,
  type WorkspaceFindings,
  type WorkspaceFindingsPart,
} from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";
import type { OpenDocument } from "./session.ts";
import { createWorkspaceScan, type ScanState } from "./workspaceScan.ts";

export interface FindingsOfWorkspace {
  /** Undefined when it was cancelled. */
  answer(params: unknown, token: CancellationToken): Promise<WorkspaceFindings | undefined>;
  /** Something changed that findings follow from: whoever asked for them once is told when it is quiet again. */
  mayDiffer(): void;
  readonly closed: ClosedDocuments;
  readonly state: ScanState;
  close(): void;
}

interface Item {
  readonly found: Omit<WorkspaceFinding, "measured" | "message">;
  readonly finding: Pick<Finding, "message">;
  readonly cost: CostSource | undefined;
  /** `per request`, `once`. */
  readonly per: string;
}

const quietForMs = 1_000;
const part = new ProgressType<WorkspaceFindingsPart>();

export function createWorkspaceFindings(core: ServerContext, costs: FindingCosts): FindingsOfWorkspace {
  const { connection, log } = core;
  const closed = createClosedDocuments(core);
  const scan = createWorkspaceScan(core, closed, (document, analysed) => itemsOf(document, analysed, costs));
  let asked = false;
  let timer: NodeJS.Timeout | undefined;

  const withCost = ({ found, finding, cost, per }: Item): WorkspaceFinding => {
    const known = cost && costs.measured(cost);
    const measured = known
      ? { costMs: known.costMs, text: known.eachTime ? `${known.text} ${per}` : known.text }
      : null;
    const severity = costs.severityOf(cost, found.severity);
    return { ...found, severity, measured, message: finalMessage(finding, known?.text) };
  };

  return {
    closed,
    async answer(params, token) {
      asked = true;
      const progress = partsTo(connection, params);
      const result = await scan.run(
        ({ filesRead, ofFiles, items }) => progress({ filesRead, ofFiles, findings: items.map(withCost) }),
        token,
      );
      if (!result) return undefined;
      const { files, filesWithModelCode, items } = result;
      return { files, filesWithModelCode, findings: items.map(withCost).sort(byCost) };
    },
    mayDiffer() {
      if (!asked) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        connection
          .sendNotification(findingsChanged)
          .catch((error: unknown) => log.failure("cannot tell that findings changed", error));
      }, quietForMs);
    },
    get state() {
      return scan.state;
    },
    close: () => clearTimeout(timer),
  };
}

function itemsOf(document: OpenDocument, analysed: Analysed, costs: FindingCosts): readonly Item[] {
  return (analysed.analysis?.findings ?? [])
    .filter(({ rule }) => !aboutComments.has(rule))
    .map((finding) => {
      const cost = costs.sourceOf(document, analysed, finding);
      const rule = rules.find(({ name }) => name === finding.rule);
      return {
        found: {
          ...locationIn(document, rangeOf(document.content, finding.span)),
          rule: finding.rule,
          severity: finding.severity,
          head: headOf(finalMessage(finding)),
          dimensions: rule ? dimensionsServed(rule) : [],
          target: cost?.targetId ? { uri: document.uri, id: cost.targetId } : null,
        },
        finding: { message: finding.message },
        cost,
        per: perOf(analysed, finding),
      };
    });
}

const aboutComments: ReadonlySet<string> = new Set(Object.values(ownRules));

/** `detector.onnx is loaded on every POST /detect`: a period within a name is followed by no space. */
const headOf = (message: string): string => (/^(.*?)[.](?=\s|$)/.exec(message)?.[1] ?? message).trim();

/** How often what was measured is paid. */
function perOf({ analysis }: Analysed, { span }: Finding): string {
  const usage = analysis?.usage;
  const call = usage?.facts.calls.find(({ callee }) => callee.start === span.start && callee.end === span.end);
  if (!usage || !call) return "per call";
  const { level, per } = usage.frequencyOf(call);
  return level === "per request" ? `per ${per ?? "request"}` : level;
}

const severities: readonly WorkspaceFinding["severity"][] = ["error", "warning", "information", "hint"];

function byCost(a: WorkspaceFinding, b: WorkspaceFinding): number {
  if (a.measured || b.measured)
    return (b.measured?.costMs ?? Number.NEGATIVE_INFINITY) - (a.measured?.costMs ?? Number.NEGATIVE_INFINITY);
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    a.rule.localeCompare(b.rule, "en") ||
    a.uri.localeCompare(b.uri, "en") ||
    a.range.start.line - b.range.start.line
  );
}

/** Sends parts to a client that gave a token for them. */
function partsTo(connection: Connection, params: unknown): (value: WorkspaceFindingsPart) => void {
  const token = typeof params === "object" && params !== null ? (params as { partialResultToken?: unknown }) : {};
  const { partialResultToken: id } = token as { readonly partialResultToken?: unknown };
  if (typeof id !== "string" && typeof id !== "number") return () => {};
  return (value) => {
    connection.sendProgress(part, id, value).catch(() => {}); // the connection is gone, and with it who asked
  };
}
