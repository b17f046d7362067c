/** Gathers what the server knows of itself and hands it to the page. Absent on purpose: the page (report/serverReport.ts). */
import { frameworks } from "../knowledge/index.ts";
import { serverReportPage } from "../report/serverReport.ts";
import { rules } from "../rules/index.ts";
import type { Features } from "./features.ts";
import type { ServerContext } from "./serverContext.ts";

export function serverReport(core: ServerContext, features: Features): string {
  const { version, runtime, config, history, measuring } = core.status();
  const { last, running } = features.findings.state;
  const documents = [...core.session.all()];
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  return serverReportPage({
    version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    rules: rules.length,
    frameworks: frameworks.length,
    runtime,
    config,
    history,
    measuring: measuring && `${measuring.model}: ${measuring.text}`,
    upMs: process.uptime() * 1_000,
    openDocuments: documents.length,
    documentsWithModelCode: documents.filter((one) => core.analyses.last(one)?.analysis?.usage).length,
    scan: last,
    reading: running,
    index: indexText(core.engine.summaries?.records.size),
    memory: {
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      outsideHeapBytes: external,
    },
    timings: core.timings.all(),
  });
}

const indexText = (modules: number | undefined): string =>
  modules === undefined ? "not begun" : `functions of ${modules} ${modules === 1 ? "module" : "modules"} known`;
