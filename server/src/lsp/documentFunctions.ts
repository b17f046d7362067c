/** The measurable functions of each open document, joined with what is known of their speed. Absent on purpose: how they are shown. */
import { benchFileNames } from "../bench/functions/benchFiles.ts";
import { isNotebook } from "../text/cells.ts";
import type { Span } from "../text/span.ts";
import type { FileReader } from "../workspace/reader.ts";
import type { Analysed } from "./analyses.ts";
import { type FunctionSubject, functionSubject } from "./functionMeasurements.ts";
import {
  type BenchSource,
  exportedAround,
  exportedFor,
  type FunctionTarget,
  type FunctionTargets,
  functionTargetsOf,
  noFunctions,
} from "./functionTargets.ts";
import type { OpenDocument, Session } from "./session.ts";

export interface DocumentFunctions {
  targets(document: OpenDocument, analysed: Analysed): FunctionTargets;
  subjectOf(analysed: Analysed, target: FunctionTarget): FunctionSubject;
  /** The innermost exported function around a place, whatever it does. */
  around(document: OpenDocument, analysed: Analysed, span: Span): FunctionTarget | undefined;
  /** The one that shows what a change at a place does. */
  showing(document: OpenDocument, analysed: Analysed, span: Span): FunctionTarget | undefined;
  /** By its name as exported. */
  named(document: OpenDocument, analysed: Analysed, id: string): FunctionTarget | undefined;
  /** What editors have that is not saved, by absolute path. */
  unsaved(): Readonly<Record<string, string>>;
}

export function createDocumentFunctions(reader: FileReader, disk: FileReader, session: Session): DocumentFunctions {
  const kept = new WeakMap<Analysed, Kept>();
  const subjects = new WeakMap<FunctionTarget, FunctionSubject>();

  /** A bench file may be edited beside its source: what was found holds as long as that says the same. */
  const targets: DocumentFunctions["targets"] = (document, analysed) => {
    const file = moduleOf(document);
    if (file === null) return noFunctions;
    const bench = benchFor(file, reader);
    const before = kept.get(analysed);
    if (before && before.bench.file === bench.file && before.bench.text === bench.text) return before.found;
    const found = functionTargetsOf(analysed, file, bench);
    kept.set(analysed, { bench, found });
    return found;
  };

  return {
    targets,
    subjectOf(analysed, target) {
      let subject = subjects.get(target);
      if (!subject) {
        subject = functionSubject(target, analysed.analysis!.usage!);
        subjects.set(target, subject);
      }
      return subject;
    },
    around(document, analysed, span) {
      const file = moduleOf(document);
      return file === null ? undefined : exportedAround(analysed, file, benchFor(file, reader), span);
    },
    showing(document, analysed, span) {
      const file = moduleOf(document);
      return file === null ? undefined : exportedFor(analysed, file, benchFor(file, reader), span);
    },
    named: (document, analysed, id) => targets(document, analysed).measurable.find((target) => target.id === id),
    unsaved() {
      const texts: Record<string, string> = {};
      for (const { file, content } of session.all())
        if (file !== null && content.getText() !== disk.read(file)) texts[file] = content.getText();
      return texts;
    },
  };
}

/** Null: what it defines can be imported by nobody, as what a cell does. */
const moduleOf = ({ file }: OpenDocument): string | null => (file === null || isNotebook(file) ? null : file);

interface Kept {
  readonly bench: BenchSource;
  readonly found: FunctionTargets;
}

function benchFor(file: string, reader: FileReader): BenchSource {
  const found = benchFileNames(file).find((name) => reader.isFile(name));
  return { file: found, text: found === undefined ? "" : (reader.read(found) ?? "") };
}
