/** A change of a function tried in a real child: that of a finding's first fix, or one a test says. */
import path from "node:path";
import { runFunctionTrial } from "../../../server/src/bench/experiments/functionTrial.ts";
import type { TrialOutcome } from "../../../server/src/bench/experiments/run.ts";
import { type Verdict, verdictOf } from "../../../server/src/bench/experiments/verdict.ts";
import type { Compared, ComparisonSpec } from "../../../server/src/history/record.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";
import { analysed } from "../../unit/analysis/analyzed.ts";
import { type Files, program } from "../functions/programs.ts";
import { bench, short } from "../workbench.ts";

type Judged = ComparisonSpec["judged"];

export interface Wish {
  readonly files: Files;
  /** `a.ts:scores` */
  readonly of: string;
  /** The text with the change; default: what the first fix of the first finding gives. */
  readonly changed?: string;
  readonly benchFile?: string;
  readonly judged?: Judged;
  readonly maxMs?: number;
  /** The Python that runs it. */
  readonly interpreter?: string;
  /** Which of its loops trains. */
  readonly loop?: number;
}

/** What the first fix of the first finding gives. */
function fixedBy(text: string, fileName: string): string {
  const analysis = analysed(text, { fileName });
  return applyEdits(text, analysis.edits(analysis.findings[0]!, 0)!);
}

export async function tried({
  files,
  of,
  changed,
  benchFile,
  judged = "time",
  maxMs = short.maxMs,
  interpreter,
  loop,
}: Wish): Promise<TrialOutcome> {
  const { folder } = program(files);
  const [name, exported] = of.split(":") as [string, string];
  const file = path.join(folder, name);
  const text = String(files[name]);
  return await runFunctionTrial(bench, {
    file,
    name: exported,
    benchFile: benchFile === undefined ? null : path.join(folder, benchFile),
    texts: {},
    changed: { [file]: changed ?? fixedBy(text, name) },
    judged,
    replay: null,
    ...(interpreter !== undefined && { interpreter }),
    ...(loop !== undefined && { loop }),
    stop: { ...short, maxMs },
  }).result;
}

export async function compared(wish: Wish): Promise<Compared> {
  const outcome = await tried(wish);
  if (outcome.kind === "failed") throw new Error(JSON.stringify(outcome.failure));
  return outcome.compared;
}

export const verdict = (found: Compared, judged: Judged = "time"): Verdict | null =>
  verdictOf({ judged, items: 1 }, found);
