/**
 * The whole story of one finding: why, what it serves, what it costs here and cost elsewhere, what can be done. Plain data.
 * Absent on purpose: words around it and links; the client draws the page.
 */
import type { Position } from "vscode-languageserver/node";
import { finalMessage } from "../analysis/message.ts";
import { hoverLines } from "../report/measurement.ts";
import { rules } from "../rules/index.ts";
import { dimensionsServed, strategies } from "../rules/served.ts";
import { contains } from "../text/span.ts";
import { locationIn } from "./cells.ts";
import { locationOf, rangeOf } from "./convert.ts";
import type { Features } from "./features.ts";
import type { Explanation } from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";

/** Null when there is no finding at that place. */
export function explain(
  core: ServerContext,
  features: Features,
  { document, analysed }: UpToDate,
  position: Position,
): Explanation | null {
  const offset = document.content.offsetAt(position);
  const finding = analysed.analysis?.findings.find(({ span }) => contains(span, { start: offset, end: offset }));
  if (!finding) return null;
  const place = locationIn(document, rangeOf(document.content, finding.span));
  const rule = rules.find(({ name }) => name === finding.rule);
  const source = features.trials.costs.sourceOf(document, analysed, finding);
  const cost = source && features.trials.costs.measured(source);
  const record = source?.model ? features.measurements.latest(source.model.subject) : null;
  return {
    rule: finding.rule,
    summary: rule?.summary ?? "",
    message: finalMessage(finding, cost?.text),
    severity: finding.severity,
    place: { uri: place.uri, line: place.range.start.line },
    reasons: finding.reasons.map((reason) => {
      const { uri, range } = locationOf(document, reason);
      return { text: reason.text, uri, line: range.start.line };
    }),
    strategy: rule ? strategies[rule.group] : "",
    dimensions: rule ? dimensionsServed(rule) : [],
    measured: [
      ...(source ? features.trials.costs.lines(source) : []),
      ...(record ? hoverLines(record, Date.now()) : []),
    ],
    canBeMeasured: source?.targetId != null,
    evidence: rule?.evidence ?? [],
    fixes: finding.fixes.map(({ title, class: kind, changes }) => ({
      title,
      class: kind,
      ...(changes && { changes }),
    })),
    pageUrl: core.engine.pageUrl(finding.rule) ?? null,
  };
}
