/**
 * Everything beyond diagnostics: quick fixes, hovers, lenses, hints, measuring. Loaded after the first diagnostics or on the
 * first request that needs it. Absent on purpose: the connection's handlers (requests.ts) and commands (execute.ts).
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import { type Bench, createBench } from "../bench/runner.ts";
import { setRule } from "../config/edit.ts";
import { historyFileName, measuringLockName, stateFolder } from "../history/place.ts";
import type { FunctionRun, ModelRun } from "../history/record.ts";
import { type History, openHistory } from "../history/store.ts";
import { functionLines, functionTitle } from "../report/functionMeasurement.ts";
import { hoverLines, lensTitle, progressTitle, runtimeName } from "../report/measurement.ts";
import { rules } from "../rules/index.ts";
import { diskReader } from "../workspace/reader.ts";
import type { Analysed } from "./analyses.ts";
import { createBudgetPlaces } from "./budgetPlaces.ts";
import { type BudgetPlace, type Budgets, createBudgets } from "./budgets.ts";
import { type CodeActions, createCodeActions } from "./codeActions.ts";
import { createLenses, type Lenses } from "./codeLens.ts";
import { type ConfigFiles, createConfigFiles } from "./configFiles.ts";
import { editsOf, workspaceEditOf } from "./convert.ts";
import { createDocumentFunctions, type DocumentFunctions } from "./documentFunctions.ts";
import { createDocumentModels, type DocumentModels } from "./documentModels.ts";
import { createFixes, type Fixes } from "./fixes.ts";
import { createFunctionMeasurements, type FunctionMeasurements } from "./functionMeasurements.ts";
import { createFunctionMeasuring, type FunctionMeasuring } from "./functionMeasuring.ts";
import { createHovers, type Hovers } from "./hover.ts";
import { createInlayHints, type InlayHints } from "./inlayHints.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createMeasuring, type Measuring } from "./measure.ts";
import { createMeasurements, type Measurements } from "./measurements.ts";
import { createModelFiles, type ModelFiles } from "./modelFiles.ts";
import { createModelSizes, type ModelSizes } from "./modelSizes.ts";
import { createProfiling, type Profiling } from "./operators.ts";
import { createPythonFor } from "./pythonChoice.ts";
import type { ServerContext } from "./serverContext.ts";
import { type OpenDocument, pathOf } from "./session.ts";
import { createSurfaces } from "./surfaces.ts";
import { createTrials, type Trials } from "./trials.ts";
import { createWorkspaceFindings, type FindingsOfWorkspace } from "./workspaceFindings.ts";

export interface Features {
  readonly actions: CodeActions;
  readonly hovers: Hovers;
  readonly lenses: Lenses;
  readonly hints: InlayHints;
  readonly jobs: Jobs;
  /** One for everything that is measured. */
  bench(): Bench;
  readonly measuring: Measuring;
  readonly profiling: Profiling;
  readonly measurements: Measurements;
  readonly models: DocumentModels;
  readonly functions: DocumentFunctions;
  readonly functionMeasuring: FunctionMeasuring;
  readonly functionMeasurements: FunctionMeasurements;
  readonly files: ModelFiles;
  readonly sizes: ModelSizes;
  readonly configFiles: ConfigFiles;
  readonly budgets: Budgets;
  readonly budgetPlaces: (document: OpenDocument, analysed: Analysed) => readonly BudgetPlace[];
  readonly findings: FindingsOfWorkspace;
  readonly trials: Trials;
  readonly fixes: Fixes;
  fixAll(document: OpenDocument, analysed: Analysed): WorkspaceEdit | null;
  /** The figures of a run: as in a lens, and line by line as in a hover. */
  describe(record: ModelRun | FunctionRun): { readonly title: string; readonly details: string };
  /** The runtime that would be measured with, or why there is none. */
  runtimeNear(file: string): string;
  /** Opened when first asked for. */
  history(): History;
  /** Something may have been measured in an earlier session; looks only whether the file is there. */
  wasUsedBefore(): boolean;
  /** Null when measurements are kept, else why not. */
  historyProblem(): string | null;
  /** Lenses and hints may look different now. */
  refresh(): void;
  close(): void;
}

export function createFeatures(core: ServerContext): Features {
  const { connection, abilities, log, engine, analyses, schedule, options } = core;

  let history: History | undefined;
  const openedHistory = (): History => {
    if (!history) {
      history = openHistory(path.join(options().storagePath, historyFileName));
      const { status } = history;
      if (status.kind === "on" && status.notice) connection.window.showWarningMessage(status.notice);
      if (status.kind === "off") log.warning(`Measurements are not kept: ${status.reason}. ${status.act}`);
    }
    return history;
  };

  const surfaces = createSurfaces(core, () => tellStatus());
  const files = createModelFiles({ background: schedule.background, identified: () => surfaces.refreshSoon() });
  const measurements = createMeasurements(openedHistory, files, import.meta.filename);
  const models = createDocumentModels(files, engine.reader, core.folderOf);
  const fixes = createFixes((what, error) => log.failure(what, error));

  let bench: Bench | undefined;
  const openedBench = (): Bench => {
    bench ??= createBench({ workerEntry: workerEntry(), lockFile: lockFile() });
    return bench;
  };
  const sizes = createModelSizes({
    connection,
    log,
    files,
    history: openedHistory,
    menus: () => options().menus,
  });
  const jobs = createJobs({
    connection,
    log,
    trusted: () => options().trusted,
    workDoneProgress: abilities.workDoneProgress,
    changed: () => surfaces.refreshSoon(),
    ended() {
      budgets.forget();
      hints.measured();
      surfaces.refresh();
      core.refreshDiagnostics();
      findings.mayDiffer();
      configFiles.show();
    },
    quiet: schedule.setQuiet,
    progressText: (progress) => progressTitle(progress).text,
  });
  const functions = createDocumentFunctions(engine.reader, diskReader, core.session);
  const functionMeasurements = createFunctionMeasurements(openedHistory);
  const pythonFor = createPythonFor(core);
  const functionMeasuring = createFunctionMeasuring({
    pythonFor,
    log,
    jobs,
    measurements: functionMeasurements,
    history: openedHistory,
    bench: openedBench,
    unsaved: () => functions.unsaved(),
    describe: describeFunction,
  });
  const measuring = createMeasuring({
    log,
    jobs,
    files,
    measurements,
    history: openedHistory,
    sizes,
    bench: openedBench,
    describe,
  });
  const profiling = createProfiling({ log, jobs, history: openedHistory, sizes, bench: openedBench });

  const fixAll = (document: OpenDocument, analysed: Analysed): WorkspaceEdit | null => {
    const edits = fixes.allSafe(analysed, (text) => analyses.ofText(document, text));
    return edits.length === 0 ? null : workspaceEditOf(document.content, editsOf(document.content, edits), abilities);
  };

  const trials = createTrials({
    log,
    jobs,
    models,
    files,
    sizes,
    measurements,
    functions,
    pythonFor,
    fixes,
    options,
    history: openedHistory,
    bench: openedBench,
  });
  const findings = createWorkspaceFindings(core, trials.costs);

  const places = createBudgetPlaces({
    models,
    measurements,
    history: openedHistory,
    folderOf: core.folderOf,
    functionRun(file, name) {
      const document = core.session.atPath(file);
      const analysed = document && analyses.last(document);
      const target = analysed && functions.named(document, analysed, `function:${name}`);
      if (!target) return functionMeasurements.latest({ file, name });
      const state = functionMeasurements.stateOf(functions.subjectOf(analysed, target));
      return state.kind === "done" && !state.stale ? state.record : null;
    },
  });
  const budgets = createBudgets({
    configs: () => engine.configs,
    stated: () => statesBudgets(core),
    placesOf: places.placesOf,
    measured: places.measured,
  });
  const configFiles = createConfigFiles({
    connection,
    session: core.session,
    abilities,
    log,
    reader: engine.reader,
    configs: () => engine.configs,
    folderOf: core.folderOf,
    validatesConfig: () => options().validatesConfig,
    overBudget: budgets.diagnosticsOfConfig,
    setRule: () => setRule,
  });
  const hints = createInlayHints({ models, measurements, functions, functionMeasurements, options });
  const tellStatus = (): void => core.tellStatus();

  return {
    actions: createCodeActions({
      abilities,
      fixes,
      fixAll,
      measure: trials.measureCommand,
      compare: trials.compareCommand,
      overBudget: (diagnostics) => budgets.actionsOf(diagnostics, options()),
      turnOff: configFiles.turnOff,
      pageUrl: (rule) => engine.pageUrl(rule),
    }),
    hovers: createHovers({
      abilities,
      models,
      measurements,
      files,
      fixes,
      trials,
      options,
      ruleNamed: (name) => rules.find((rule) => rule.name === name),
    }),
    lenses: createLenses({
      models,
      measurements,
      trials: trials.lenses,
      options,
      overBudget: (document, analysed, load) =>
        budgets.overAt(document, analysed, places.placeOf(document, analysed, load)),
      ownFunctions: functions,
      functionMeasurements,
      functionOverBudget(document, analysed, target) {
        const all = places.placesOf(document, analysed);
        const place = all.find(({ name, file }) => name === target.name && file === target.file);
        return place ? budgets.overAt(document, analysed, place) : null;
      },
    }),
    hints,
    jobs,
    measuring,
    profiling,
    measurements,
    models,
    functions,
    functionMeasuring,
    functionMeasurements,
    files,
    sizes,
    configFiles,
    budgets,
    budgetPlaces: places.placesOf,
    findings,
    trials,
    fixes,
    fixAll,
    describe: (record) => (record.kind === "function" ? describeFunction(record) : describe(record)),
    runtimeNear(file) {
      const runtime = measurements.runtimeFor({ file, sessionOptions: {}, loadedBy: file, dimensions: {} });
      return "failure" in runtime ? `${runtime.failure.reason}. ${runtime.failure.act}` : runtimeName(runtime);
    },
    history: openedHistory,
    wasUsedBefore: () => existsSync(path.join(options().storagePath, historyFileName)),
    bench: openedBench,
    historyProblem() {
      const status = history?.status;
      return status?.kind === "off" ? `${status.reason}. ${status.act}` : null;
    },
    refresh() {
      budgets.forget();
      surfaces.refresh();
    },
    close() {
      findings.close();
      surfaces.close();
      jobs.close();
      bench?.close();
      history?.close();
    },
  };
}

function describe(record: ModelRun): { readonly title: string; readonly details: string } {
  return {
    title: lensTitle(record, { leads: "latency", staleness: null }).text,
    details: hoverLines(record, Date.now()).join("\n"),
  };
}

function describeFunction(record: FunctionRun): { readonly title: string; readonly details: string } {
  return {
    title: functionTitle(record, { staleness: null, over: null }).text,
    details: functionLines(record, Date.now()).join("\n"),
  };
}

/** Shared with the terminal and other editors, unlike the history. */
const lockFile = (): string =>
  path.join(stateFolder({ platform: process.platform, home: homedir(), environment: process.env }), measuringLockName);

/** The bench child's entry: a bundle beside ours, or its source. */
function workerEntry(): string {
  const folder = import.meta.dirname;
  return path.basename(folder) === "dist"
    ? path.join(folder, "benchWorker.cjs")
    : path.join(folder, "..", "bench", "worker.ts");
}

/** Settings of the folders themselves and of every open document. */
function statesBudgets({ engine, folders, session }: ServerContext): boolean {
  const files = [
    ...folders().flatMap((uri) => {
      const folder = pathOf(uri);
      return folder === null ? [] : [path.join(folder, "a model")];
    }),
    ...[...session.all()].flatMap(({ file }) => file ?? []),
  ];
  return files.some((file) => engine.configs?.of(file).hasBudgets);
}
