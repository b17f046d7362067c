/** Commands about functions: measuring one as it stands in an open or a closed file, and its bench file. Absent on purpose: reading arguments (execute.ts). */
import type { Position } from "vscode-languageserver/node";
import type { Features } from "./features.ts";
import type { FunctionWish } from "./functionMeasuring.ts";
import type { BenchFileAnswer, MeasureAnswer } from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";

export const functionGone: MeasureAnswer = {
  kind: "failed",
  reason: "the function cannot be measured as it stands there",
  act: "Export it, and put inferlens-bench above it when it runs no model.",
};

/** `id`: `function:embed`. Undefined when there is no such function. */
export function functionWish(
  core: ServerContext,
  { functions }: Features,
  { document, analysed }: UpToDate,
  id: string,
): FunctionWish | undefined {
  const target = functions.named(document, analysed, id);
  return (
    target && {
      subject: functions.subjectOf(analysed, target),
      start: target.scope.span.start,
      seconds: analysed.config.measureSeconds ?? core.options().measureSeconds,
      replay: analysed.config.replay ?? null,
      loop: target.loop,
    }
  );
}

/** From a list of what was measured: its file may be closed. */
export async function functionAgain(
  core: ServerContext,
  features: Features,
  file: string,
  name: string,
): Promise<FunctionWish | undefined> {
  const open = core.session.atPath(file);
  const found = open ? await core.upToDate(open.uri) : await features.findings.closed.analyse(file);
  return found ? functionWish(core, features, found, `function:${name}`) : undefined;
}

/** `where`: the id of a function, or a place in one. */
export async function createBench(
  core: ServerContext,
  features: Features,
  found: UpToDate | undefined,
  where: string | Position,
): Promise<BenchFileAnswer> {
  const target = found && targetOf(features, found, where);
  if (!found || !target) return { kind: "failed", reason: noFunction };
  const { createBenchFile } = await import("./benchFile.ts");
  const { connection, abilities, engine } = core;
  const answer = await createBenchFile({ connection, abilities, reader: engine.reader }, found.analysed, target);
  features.refresh();
  return answer;
}

const noFunction =
  "no exported function here, in a file that runs models. Write inferlens-bench above a function to measure it anyway";

function targetOf({ functions }: Features, { document, analysed }: UpToDate, where: string | Position) {
  if (typeof where === "string") return functions.named(document, analysed, where);
  const offset = document.content.offsetAt(where);
  return functions.around(document, analysed, { start: offset, end: offset });
}
