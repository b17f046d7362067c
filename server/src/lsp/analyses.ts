/**
 * The analysis of each open document, for its newest version: kept until text, settings or the files around it change.
 * Absent on purpose: when to analyse, and what to do with the answer.
 */
import type { Analysis } from "../analysis/analysis.ts";
import type { Config } from "../config/values.ts";
import type { FrontEnd, Parsed } from "../languages/language.ts";
import { type Engine, fileNameOf } from "./engine.ts";
import type { Log } from "./log.ts";
import type { OpenDocument, Session } from "./session.ts";

export interface Analysed {
  readonly version: number;
  /** Counts every change of the world outside the document. */
  readonly generation: number;
  readonly config: Config;
  /** Null when there is nothing to look at: another language, an excluded file, no known package in the text. */
  readonly parsed: Parsed | null;
  readonly analysis: Analysis | null;
}

export interface Analyses {
  /** For the document as it is now; undefined while the engine loads. */
  current(document: OpenDocument): Analysed | undefined;
  /** The last answer, whatever the document is now. */
  last(document: OpenDocument): Analysed | undefined;
  /** Of a text the document could have; kept nowhere. */
  ofText(document: OpenDocument, text: string): Analysis | undefined;
  forget(document: OpenDocument): void;
  /** Settings, versions or exports of other files changed. */
  invalidate(): void;
  readonly generation: number;
}

/** Longer texts are data or bundles; reading them on every keystroke would stop the server for seconds. */
const largestTextUnits = 4_000_000;

export function createAnalyses(session: Session, engine: Engine, log: Log): Analyses {
  const kept = new Map<string, Analysed>();
  const parsedOf = new Map<string, Parsed>();
  const complained = new Set<string>();
  let generation = 0;

  /** Undefined while something it needs still loads. */
  const analyse = (document: OpenDocument): Analysed | undefined => {
    const config = engine.configFor(document);
    if (!config) return undefined;
    const state = { version: document.content.version, generation, config };
    const nothing: Analysed = { ...state, parsed: null, analysis: null };
    const text = document.content.getText();
    if (
      !engine.isReadable(document) ||
      config.excluded ||
      text.length > largestTextUnits ||
      !engine.isRelevant(document, text, config)
    ) {
      parsedOf.delete(document.uri);
      return nothing;
    }
    const analyser = engine.analyserFor(document);
    if (!analyser) return undefined;
    const parsed = parse(document, analyser.frontEnd, text);
    const analysis = analyser.analyze(parsed, config.settings, analyser.host);
    for (const fault of analysis.faults)
      complain(`${document.uri} ${fault.rule}`, `rule ${fault.rule} failed in ${document.uri}`, fault.error);
    return { ...state, parsed, analysis };
  };

  const parse = (document: OpenDocument, frontEnd: FrontEnd, text: string): Parsed => {
    const before = parsedOf.get(document.uri);
    const changes = document.takeChanges();
    if (before && before.text === text) return before;
    const input = { fileName: fileNameOf(document), text };
    const parsed = frontEnd.parse(before && changes ? { ...input, previous: before, changes } : input);
    parsedOf.set(document.uri, parsed);
    return parsed;
  };

  /** Once per document and fault: the same keystrokes would fill the log. */
  const complain = (key: string, what: string, error: unknown): void => {
    if (complained.has(key)) return;
    complained.add(key);
    log.failure(what, error);
  };

  const analyseSafely = (document: OpenDocument): Analysed | undefined => {
    try {
      return analyse(document);
    } catch (error) {
      parsedOf.delete(document.uri);
      complain(document.uri, `cannot analyse ${document.uri}`, error);
      const config = engine.configFor(document);
      return config && { version: document.content.version, generation, config, parsed: null, analysis: null };
    }
  };

  return {
    current(document) {
      const known = kept.get(document.uri);
      if (known && known.version === document.content.version && known.generation === generation) return known;
      if (session.get(document.uri) !== document) return undefined;
      const startedAt = performance.now();
      const fresh = analyseSafely(document);
      if (!fresh) return undefined;
      kept.set(document.uri, fresh);
      log.debug(
        () =>
          `${document.uri} v${fresh.version}: ${(performance.now() - startedAt).toFixed(1)} ms, ${fresh.analysis?.findings.length ?? 0} findings`,
      );
      return fresh;
    },
    ofText(document, text) {
      const config = engine.configFor(document);
      const analyser = engine.analyserFor(document);
      if (!config || !analyser) return undefined;
      const parsed = analyser.frontEnd.parse({ fileName: fileNameOf(document), text });
      return analyser.analyze(parsed, config.settings, analyser.host);
    },
    last: (document) => kept.get(document.uri),
    forget(document) {
      kept.delete(document.uri);
      parsedOf.delete(document.uri);
    },
    invalidate() {
      generation++;
      complained.clear();
    },
    get generation() {
      return generation;
    },
  };
}
