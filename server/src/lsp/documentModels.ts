/**
 * The models of each open document, joined with what is known of their speed. Absent on purpose: how they are shown.
 */
import path from "node:path";
import type { Finding } from "../analysis/finding.ts";
import { contains } from "../text/span.ts";
import type { FileReader } from "../workspace/reader.ts";
import type { Analysed } from "./analyses.ts";
import type { Subject } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { OpenDocument } from "./session.ts";
import { type ModelLoad, noTargets, type Targets, targetsOf } from "./targets.ts";

export interface DocumentModels {
  targets(document: OpenDocument, analysed: Analysed): Targets;
  subjectOf(document: OpenDocument, analysed: Analysed, load: ModelLoad): Subject;
  /** The load a finding speaks of. */
  loadOf(document: OpenDocument, analysed: Analysed, finding: Finding): ModelLoad | undefined;
  /** The load of a model named as in the code. */
  loadNamed(document: OpenDocument, analysed: Analysed, written: string): ModelLoad | undefined;
  /** Model files or package roots changed. */
  forget(): void;
}

export function createDocumentModels(
  files: ModelFiles,
  reader: FileReader,
  folderOf: (file: string) => string | undefined,
): DocumentModels {
  let kept = new WeakMap<Analysed, Targets>();
  const packageRoots = new Map<string, string | null>();

  const packageRootOf = (folder: string): string | null => {
    const known = packageRoots.get(folder);
    if (known !== undefined) return known;
    const parent = path.dirname(folder);
    const root = reader.isFile(path.join(folder, "package.json"))
      ? folder
      : parent === folder
        ? null
        : packageRootOf(parent);
    packageRoots.set(folder, root);
    return root;
  };

  const rootsOf = (file: string): readonly string[] =>
    [packageRootOf(path.dirname(file)), folderOf(file)].filter((root) => root !== null && root !== undefined);

  const targets = (document: OpenDocument, analysed: Analysed): Targets => {
    if (document.file === null || !analysed.analysis?.usage) return noTargets;
    let found = kept.get(analysed);
    if (!found) {
      found = targetsOf(analysed, {
        file: document.file,
        roots: rootsOf(document.file),
        exists: (file) => files.exists(file),
      });
      kept.set(analysed, found);
    }
    return found;
  };

  return {
    targets,
    subjectOf: (document, analysed, load) => ({
      file: load.file,
      sessionOptions: load.sessionOptions,
      loadedBy: document.file ?? load.file,
      dimensions: analysed.config.dimensionsOf(load.file),
    }),
    loadOf(document, analysed, finding) {
      const { loads, runs } = targets(document, analysed);
      return (
        loads.find((load) => contains(load.call.span, finding.span)) ??
        runs.find((run) => contains(run.call.span, finding.span))?.load ??
        loads.find((load) => load.written === finding.model)
      );
    },
    loadNamed: (document, analysed, written) =>
      targets(document, analysed).loads.find((load) => load.written === written),
    forget() {
      kept = new WeakMap();
      packageRoots.clear();
    },
  };
}
