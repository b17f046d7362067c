/** Two runs beside each other: their samples, and whether both can still be run in turns. Absent on purpose: figures and words. */
import { compareKept } from "../history/compareKept.ts";
import { pointOf, type RunPoint, samplesOf } from "../history/point.ts";
import type { ComparisonRun, ModelRun, RunRecord } from "../history/record.ts";
import { interleavedPage, type StoredSide, storedPage } from "../report/comparePage.ts";
import type { PageButton } from "../report/page.ts";
import { type PageContext, subjectName } from "./pages.ts";
import { clientCommands, type PageAnswer, type PageRequest } from "./protocol.ts";

const gone: PageAnswer = { reason: "This run is no longer kept. Choose another one." };

export async function compareOf({ features }: PageContext, request: PageRequest): Promise<PageAnswer> {
  const history = features.history();
  const records = (request.runs ?? []).map((id) => history.get(id));
  const first = records[0];
  if (records.length === 1 && first?.kind === "comparison") return ofComparison(first);
  const [a, b] = records.map(sideOf);
  if (!a || !b) return gone;
  const comparison = compareKept((id) => history.get(id), history.trend(a.point), a.point, b.point);
  if (!comparison) return gone;
  return { page: storedPage({ name: nameOf(a.point, b.point), a, b, comparison, inTurns: inTurns(records) }) };
}

function ofComparison(record: ComparisonRun): PageAnswer {
  const page = interleavedPage(record);
  if (page) return { page };
  const { outcome } = record;
  return {
    reason: outcome.kind === "failed" ? `${outcome.failure.reason}. ${outcome.failure.act}` : "No pair was run.",
  };
}

function sideOf(record: RunRecord | null): StoredSide | null {
  const samplesMs = record && samplesOf(record);
  return record && samplesMs ? { point: pointOf(record), samplesMs } : null;
}

function nameOf(a: RunPoint, b: RunPoint): string {
  const [first, second] = [subjectName(a), subjectName(b)];
  return first === second ? first : `${first} and ${second}`;
}

/** Only what makes a difference that can be brought about now: two files, or two sets of options. */
function inTurns(records: readonly (RunRecord | null)[]): PageButton | null {
  const [a, b] = records.filter((one): one is ModelRun => one?.kind === "model");
  if (!a || !b) return null;
  const same = a.spec.model.path === b.spec.model.path && a.spec.model.hash !== b.spec.model.hash;
  if (same) return null; // the earlier bytes are gone
  return { title: "Run Both in Turns", command: clientCommands.compareInTurns, argument: [a.id, b.id] };
}
