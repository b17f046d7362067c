/**
 * Files that are not open, looked at as if they were: read, analysed, and forgotten again by whoever asked. Absent on purpose:
 * remembering; and documents the client has open, whose text on disk is old.
 */
import { readFile } from "node:fs/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { sourceText } from "../notebooks/notebookFile.ts";
import type { Analysed } from "./analyses.ts";
import type { ServerContext } from "./serverContext.ts";
import { type OpenDocument, uriOf } from "./session.ts";

export interface ClosedDocuments {
  /** Null for files that cannot be read, are excluded, or can hold no finding. */
  analyse(file: string): Promise<{ readonly document: OpenDocument; readonly analysed: Analysed } | null>;
}

/** Longer ones are bundles or data. */
const largestTextUnits = 1_000_000;
/** A quick look, the reader of settings, parser and rules. */
const loadingSteps = 3;

export function createClosedDocuments({ engine, analyses, log }: ServerContext): ClosedDocuments {
  /** Each step of loading asks for the next one. */
  const loaded = async <T>(ask: () => T | undefined): Promise<T | undefined> => {
    let answer = ask();
    for (let step = 0; answer === undefined && step < loadingSteps; step++) {
      await engine.settled();
      answer = ask();
    }
    return answer;
  };

  return {
    async analyse(file) {
      const raw = await readFile(file, "utf8").catch(() => undefined);
      const text = raw && sourceText(file, raw);
      if (!text || text.length > largestTextUnits) return null;
      const document = documentOf(file, text);
      const config = await loaded(() => engine.configFor(document));
      if (!config || config.excluded || !engine.isReadable(document)) return null;
      if (!engine.isRelevant(document, text, config)) return null;
      const analyser = await loaded(() => engine.analyserFor(document));
      if (!analyser) return null;
      const { generation } = analyses;
      try {
        const parsed = analyser.frontEnd.parse({ fileName: file, text });
        const analysis = analyser.analyze(parsed, config.settings, analyser.host);
        return { document, analysed: { version: 0, generation, config, parsed, analysis } };
      } catch (error) {
        log.failure(`cannot analyse ${file}`, error);
        return null;
      }
    },
  };
}

function documentOf(file: string, text: string): OpenDocument {
  const uri = uriOf(file);
  // Its language is told by its name.
  return { uri, languageId: "", file, content: TextDocument.create(uri, "", 0, text), takeChanges: () => null };
}
