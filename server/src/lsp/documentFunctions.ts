/** The measurable functions of each open document, joined with what is known of their speed. Absent on purpose: how they are shown. */
import type { Span } from "../text/span.ts";
import type { FileReader } from "../workspace/reader.ts";
import type { Analysed } from "./analyses.ts";
import { type FunctionSubject, functionSubject } from "./functionMeasurements.ts";
import {
  exportedAround,
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
  /** By its name as exported. */
  named(document: OpenDocument, analysed: Analysed, id: string): FunctionTarget | undefined;
  /** What editors have that is not saved, by absolute path. */
  unsaved(): Readonly<Record<string, string>>;
  /** Bench files came, went or changed. */
  forget(): void;
}

export function createDocumentFunctions(reader: FileReader, disk: FileReader, session: Session): DocumentFunctions {
  let kept = new WeakMap<Analysed, FunctionTargets>();
  let subjects = new WeakMap<FunctionTarget, FunctionSubject>();

  const targets: DocumentFunctions["targets"] = (document, analysed) => {
    if (document.file === null) return noFunctions;
    let found = kept.get(analysed);
    if (!found) {
      found = functionTargetsOf(analysed, document.file, reader);
      kept.set(analysed, found);
    }
    return found;
  };

  return {
    targets,
    subjectOf(analysed, target) {
      let subject = subjects.get(target);
      if (!subject) {
        const benchText = target.benchFile === null ? undefined : reader.read(target.benchFile);
        subject = functionSubject(target, analysed.analysis!.usage!, benchText);
        subjects.set(target, subject);
      }
      return subject;
    },
    around: (document, analysed, span) =>
      document.file === null ? undefined : exportedAround(analysed, document.file, reader, span),
    named: (document, analysed, id) => targets(document, analysed).measurable.find((target) => target.id === id),
    unsaved() {
      const texts: Record<string, string> = {};
      for (const { file, content } of session.all())
        if (file !== null && content.getText() !== disk.read(file)) texts[file] = content.getText();
      return texts;
    },
    forget() {
      kept = new WeakMap();
      subjects = new WeakMap();
    },
  };
}
