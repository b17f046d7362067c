/**
 * The answer of an earlier check of the same paths, when the disk would still give all that it gave then: found out without reading
 * a file that was not touched, and without knowledge, parser and rules. Absent on purpose: checks of which something has changed;
 * for those results are kept file by file (resultCache.ts).
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Finding } from "../analysis/finding.ts";
import type { FileFindings } from "../report/checkResult.ts";
import { digest } from "../workspace/digest.ts";
import { diskReader } from "../workspace/reader.ts";
import { type RecordFile, readRecords, writeRecords } from "../workspace/records.ts";
import { type Answers, createWitness, stillGiven, type Witness } from "../workspace/witness.ts";
import type { CheckAnswer, CheckRequest } from "./checkFiles.ts";
import { placesIn } from "./notebook.ts";

interface Repeatable {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly configFile?: string | undefined;
  readonly cache: { readonly folder: string; readonly version: string };
}

/** What an answer is made of; the rest is read from the files again. */
interface Kept {
  readonly answers: Answers;
  readonly looked: readonly string[];
  readonly filesWithModelCode: number;
  readonly found: readonly (readonly [path: string, findings: readonly Finding[]])[];
  readonly wrongSettings: readonly string[];
}

/** Changes when the form of what is kept does. */
const form = 1;

/** Undefined when something has changed, and when nothing is kept. */
export function answerAsBefore(request: CheckRequest): CheckAnswer | undefined {
  const startedAt = performance.now();
  const check = repeatable(request);
  if (!check) return undefined;
  const store = storeOf(check);
  const kept = read(store);
  const answers = kept && stillGiven(kept.answers, diskReader);
  if (!kept || !answers) return undefined;
  if (answers !== kept.answers) write(store, { ...kept, answers });
  const { cwd } = check;
  const files = kept.found.map(([name, findings]): FileFindings => {
    const file = path.resolve(cwd, name);
    const places = placesIn(file, diskReader.read(file) ?? "");
    return { path: name, uri: pathToFileURL(file).href, ...places, findings, edits: () => undefined };
  });
  const { looked, filesWithModelCode, wrongSettings } = kept;
  const seconds = (performance.now() - startedAt) / 1000;
  const result = { files, filesRead: looked.length, filesWithModelCode, seconds };
  return { result, looked: new Set(looked), fixed: 0, wrongSettings, notes: [] };
}

export interface Keeping {
  readonly witness: Witness;
  /** An answer with notes is not kept: what was in the way may be gone the next time. */
  keep(answer: CheckAnswer): void;
}

/** Before anything is asked of the disk. Undefined for a check that is worked out anew each time. */
export function startKeeping(request: CheckRequest): Keeping | undefined {
  const check = repeatable(request);
  if (!check) return undefined;
  makeFolder(check.cache.folder); // now, or it is something new in the folder that is checked
  const witness = createWitness();
  return {
    witness,
    keep({ result, looked, wrongSettings, notes }) {
      if (notes.length > 0) return;
      write(storeOf(check), {
        answers: witness.answers(),
        looked: [...looked],
        filesWithModelCode: result.filesWithModelCode,
        found: result.files.map(({ path: name, findings }) => [name, findings]),
        wrongSettings,
      });
    },
  };
}

/** Undefined for a check that changes or shows more than findings, or whose files are chosen by something else than the disk. */
function repeatable(request: CheckRequest): Repeatable | undefined {
  const { cache, fixing, needsEdits, changedSince, timings } = request;
  return cache && !fixing && !needsEdits && changedSince === undefined && !timings ? { ...request, cache } : undefined;
}

function storeOf({ paths, cwd, configFile, cache }: Repeatable): RecordFile<Kept> {
  const name = digest(cwd, configFile ?? "", ...paths).slice(0, 16);
  return { file: path.join(cache.folder, `check-${name}.json`), form, version: cache.version, isRecord: isKept };
}

function read(store: RecordFile<Kept>): Kept | undefined {
  try {
    return readRecords(store).get("");
  } catch {
    return undefined; // the check that follows writes it anew
  }
}

function write(store: RecordFile<Kept>, kept: Kept): void {
  try {
    writeRecords(store, new Map([["", kept]]));
  } catch {
    // a full or read-only disk costs speed the next time; the other caches say so
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // the other caches say so
  }
}

function isKept(record: unknown): record is Kept {
  const one = record as Kept | null;
  return (
    typeof one?.filesWithModelCode === "number" &&
    [one.looked, one.found, one.wrongSettings, one.answers?.files, one.answers?.folders, one.answers?.links].every(
      Array.isArray,
    )
  );
}
