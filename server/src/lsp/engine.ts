/**
 * Everything analysis of a document needs, loaded in two steps: first a quick look (settings, names of known packages), and
 * the parser with the rules only when a document can hold a finding. Absent on purpose: state of documents.
 */

import path from "node:path";
import type { AnalysisHost, Analyze, Summarise } from "../analysis/analysis.ts";
import { asksToMeasure } from "../analysis/asksToMeasure.ts";
import { isTest } from "../analysis/testFile.ts";
import { type Configs, type ConfigsOptions, createConfigs } from "../config/resolve.ts";
import type { Config } from "../config/values.ts";
import type { Framework } from "../knowledge/framework.ts";
import { frontEndIdFor, frontEndIdForLanguage, frontEndIds, loadFrontEnd } from "../languages/index.ts";
import type { FrontEnd } from "../languages/language.ts";
import { isNotebook } from "../text/cells.ts";
import type { ModuleSummary } from "../usage/summary.ts";
import { createModules, type Modules } from "../workspace/modules.ts";
import { diskReader, type FileReader } from "../workspace/reader.ts";
import type { QuickLooks } from "../workspace/scans.ts";
import { createSummaries, type Summaries } from "../workspace/summaries.ts";
import { createVersions } from "../workspace/versions.ts";
import type { Log } from "./log.ts";
import type { OpenDocument, Session } from "./session.ts";
import { createStampedReader } from "./stampedReader.ts";

export interface Engine {
  /** Undefined while the first step, or the reader of settings, still loads. */
  configFor(document: OpenDocument): Config | undefined;
  /** Whether the text can lead to a finding. Only after `configFor` has answered. */
  isRelevant(document: OpenDocument, text: string, config: Config): boolean;
  /** Whether any language of ours can read the document. */
  isReadable(document: OpenDocument): boolean;
  /** Undefined while the second step loads; asking starts it. Only for readable documents. */
  analyserFor(document: OpenDocument): Analyser | undefined;
  /** Resolves when no step is under way. */
  settled(): Promise<void>;
  readonly configs: Configs | undefined;
  readonly reader: FileReader;
  /** Address of a rule's page, once it is known. */
  pageUrl(rule: string): string | undefined;
  /** What a rule is good for, once it is known: `latency`, `memory`. */
  dimensionsOf(rule: string): readonly string[];
  /** Whether one of the files read so far is another now. */
  changedOnDisk(): Promise<boolean>;
  /** Forgets settings, versions and what was concluded from them. */
  forgetSettings(): void;
  /** Forgets a source file that changed or went away. What it does when it is called is looked at again by the index. */
  forgetModule(file: string): void;
  /** What the modules of the workspace do when they are called; undefined before the first step. */
  readonly summaries: Summaries | undefined;
  /** Whether any of the files names a known package. Only after the first step. */
  namesKnown(file: string): boolean;
  /** Loads parsers and rules, so that summaries can be worked out. */
  loadAnalysis(): Promise<void>;
}

export interface Analyser {
  readonly analyze: Analyze;
  readonly frontEnd: FrontEnd;
  readonly host: AnalysisHost;
}

export interface EngineOptions {
  readonly session: Session;
  /** The workspace folder a file lies in, the innermost when they overlap. */
  readonly folderOf: (file: string) => string | undefined;
  /** Folder that stands for documents without a path. */
  readonly homeFolder: () => string;
  readonly log: Log;
  /** A step has loaded: what could not be answered now can. */
  readonly loaded: () => void;
}

const extensionsOfLanguage: Readonly<Record<string, string>> = {
  typescript: ".ts",
  typescriptreact: ".tsx",
  javascript: ".js",
  javascriptreact: ".jsx",
  python: ".py",
};

/** A name for parsing: the path, or for documents without one a name whose ending says the language. */
export function fileNameOf(document: OpenDocument): string {
  return document.file ?? `untitled${document.cells ? ".ipynb" : (extensionsOfLanguage[document.languageId] ?? "")}`;
}

export function createEngine({ session, folderOf, homeFolder, log, loaded }: EngineOptions): Engine {
  /** Unsaved texts lie over the files on disk. */
  const disk = createStampedReader(diskReader);
  const reader: FileReader = {
    read: (file) => session.atPath(file)?.content.getText() ?? disk.read(file),
    isFile: (file) => session.atPath(file) !== undefined || disk.isFile(file),
  };
  const versions = createVersions(reader);
  const pending = new Set<Promise<void>>();
  const steps = new Map<string, "loading" | "failed">();
  let look: Look | undefined;
  let reading: Pick<ConfigsOptions, "read" | "framework"> | undefined;
  let configs: Configs | undefined;
  let modules: Modules | undefined;
  let summaries: Summaries | undefined;
  let parsing: Parsing | undefined;
  const frontEnds = new Map<string, FrontEnd>();

  /** Starts a step once. One that failed is not tried again: it would fail on every keystroke. */
  const load = (name: string, step: () => Promise<void>): void => {
    if (steps.has(name)) return;
    steps.set(name, "loading");
    const promise = step().then(
      () => {
        pending.delete(promise);
        steps.delete(name);
        loaded();
      },
      (error: unknown) => {
        pending.delete(promise);
        steps.set(name, "failed");
        log.failure(`cannot load ${name}`, error);
      },
    );
    pending.add(promise);
  };

  /** The editor's word first: the user may have chosen another language for a file. */
  const frontEndIdOf = (document: OpenDocument): string | undefined => {
    // Opened as text a notebook is JSON.
    if (isNotebook(document.file ?? "") && document.languageId !== "" && !document.cells) return undefined;
    return frontEndIdForLanguage(document.languageId) ?? frontEndIdFor(document.file ?? "");
  };

  const host = (file: string | null): AnalysisHost => {
    if (file === null) return {};
    const folder = folderOf(file);
    return {
      ...(modules && { exportsOf: modules.exportsOf(file) }),
      ...(summaries && { summaryOf: summaries.summaryOf(file) }),
      ...(folder !== undefined && { folder }),
      versionOf: (name) => versions.versionOf(file, name),
    };
  };

  const loadFor = (id: string): void =>
    load(`analysis of ${id}`, async () => {
      const [front, rest] = await Promise.all([loadFrontEnd(id), loadParsing()]);
      frontEnds.set(id, front);
      parsing = rest;
    });

  const summarise = (file: string, text: string): ModuleSummary | undefined => {
    const parsed = modules?.parse(file, text);
    return parsed && configs && parsing?.summarise(parsed, configs.of(file).settings, host(file));
  };

  return {
    reader,
    get configs() {
      return configs;
    },
    configFor(document) {
      if (!look) {
        load("settings", async () => {
          look = await loadLook();
          modules = createModules({
            reader,
            frontEndFor: (file) => frontEnds.get(frontEndIdFor(file) ?? ""),
            namesKnown: look.namesKnown,
            triggers: look.triggers,
          });
          summaries = createSummaries({
            reader,
            modules,
            settingsOf: (file) => JSON.stringify(configs?.of(file).settings),
            hasOwnFrameworks: (file) => (configs?.of(file).settings.frameworks?.length ?? 0) > 0,
            isTest: (file) => configs !== undefined && isTest(configs.of(file).settings, file, folderOf(file)),
            summarise,
          });
          configs = createConfigs({
            reader,
            read: (text) => reading?.read(text) ?? { values: {}, problems: [] },
            framework: (text) => reading?.framework(text) ?? { error: "it cannot be checked" },
          });
        });
        return undefined;
      }
      const file = document.file ?? path.join(homeFolder(), fileNameOf(document));
      if (!reading && configs && configs.filesFor(file).length > 0) {
        load("reader of inferlens.json", async () => {
          reading = await loadConfigReader();
          configs?.forget(); // somebody may have asked too early
        });
        if (steps.get("reader of inferlens.json") === "loading") return undefined;
      }
      return configs?.of(file);
    },
    isRelevant(document, text, { settings }) {
      if (asksToMeasure(text)) return true;
      if (settings.frameworks?.length && look?.namesKnownWith(settings.frameworks)(text)) return true;
      const file = fileNameOf(document);
      return (modules?.isRelevant(file, text) || summaries?.isRelevant(file, text)) ?? false;
    },
    isReadable: (document) => frontEndIdOf(document) !== undefined,
    analyserFor(document) {
      const id = frontEndIdOf(document) ?? "";
      const frontEnd = frontEnds.get(id);
      if (parsing && frontEnd) return { analyze: parsing.analyze, frontEnd, host: host(document.file) };
      loadFor(id);
      return undefined;
    },
    get summaries() {
      return summaries;
    },
    namesKnown: (file) => modules?.scans.of(file)?.named ?? false,
    async loadAnalysis() {
      for (const id of frontEndIds) if (!parsing || !frontEnds.has(id)) loadFor(id);
      while (pending.size > 0) await Promise.all(pending);
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
    forgetSettings() {
      configs?.forget();
      versions.forget();
      modules?.forgetAll();
      summaries?.forgetAll();
    },
    forgetModule(file) {
      modules?.forget(file);
      summaries?.forget(file);
    },
    pageUrl: (rule) => parsing?.pageUrl(rule),
    dimensionsOf: (rule) => parsing?.dimensionsOf(rule) ?? [],
    changedOnDisk: disk.changed,
  };
}

interface Look extends QuickLooks {
  /** With the workspace's own frameworks. */
  readonly namesKnownWith: (frameworks: readonly Framework[]) => (text: string) => boolean;
}

interface Parsing {
  readonly analyze: Analyze;
  readonly summarise: Summarise;
  readonly pageUrl: (rule: string) => string | undefined;
  readonly dimensionsOf: (rule: string) => readonly string[];
}

async function loadLook(): Promise<Look> {
  const { createKnowledge } = await import("../knowledge/match.ts");
  const { namesKnown, triggers } = createKnowledge();
  const extended = new WeakMap<readonly Framework[], (text: string) => boolean>();
  return {
    namesKnown,
    triggers,
    namesKnownWith(frameworks) {
      const known = extended.get(frameworks) ?? createKnowledge(frameworks).namesKnown;
      extended.set(frameworks, known);
      return known;
    },
  };
}

async function loadConfigReader(): Promise<Pick<ConfigsOptions, "read" | "framework">> {
  const [{ createConfigReader }, { configurableRules }, { readFramework }] = await Promise.all([
    import("../config/problems.ts"),
    import("../config/ruleNames.ts"),
    import("../knowledge/validate.ts"),
  ]);
  return { read: createConfigReader(configurableRules()), framework: readFramework };
}

async function loadParsing(): Promise<Parsing> {
  const [{ analyze }, { summarise }, { rulePageUrl }, { rules }, { dimensionsServed }] = await Promise.all([
    import("../analysis/analyze.ts"),
    import("../analysis/summarise.ts"),
    import("../rules/page.ts"),
    import("../rules/index.ts"),
    import("../rules/served.ts"),
  ]);
  const dimensions = new Map(rules.map((rule) => [rule.name, dimensionsServed(rule)]));
  return {
    analyze,
    summarise,
    // Findings about our own comments have no page.
    pageUrl: (rule) => (dimensions.has(rule) ? rulePageUrl(rule) : undefined),
    dimensionsOf: (rule) => dimensions.get(rule) ?? [],
  };
}
