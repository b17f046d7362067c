/**
 * The server's commands (protocol.ts). Arguments come from other programs and are checked; a wrong one gets an answer, not an
 * error. Absent on purpose: menus and messages, which are the client's.
 */
import path from "node:path";
import type { CancellationToken, ExecuteCommandParams } from "vscode-languageserver/node";
import { contains } from "../text/span.ts";
import { placedSubject, positionOf, text } from "./arguments.ts";
import type { BudgetPlace } from "./budgets.ts";
import { editInCells } from "./cells.ts";
import type { Features } from "./features.ts";
import { createBench, functionAgain, functionGone, functionWish } from "./functionCommands.ts";
import { functionAt } from "./functionTargets.ts";
import { needsTrust } from "./jobs.ts";
import type { Subject } from "./measurements.ts";
import { closedAt, type FoundSubject, loadedModel, meantModel, namedModel } from "./modelSubject.ts";
import {
  commands,
  type ExportPage,
  type LastMeasurement,
  type MeasureAnswer,
  type MeasureTarget,
  type ProfileWish,
  type PruneRuns,
} from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";
import { pathOf } from "./session.ts";
import { targetAt } from "./targets.ts";
import { compareFix, dismiss, findingAt, fingerprintIn, measureFinding, review } from "./tryFinding.ts";

export async function execute(
  core: ServerContext,
  features: Features,
  params: ExecuteCommandParams,
  token: CancellationToken,
): Promise<unknown> {
  const argument: unknown = params.arguments?.[0];
  switch (params.command) {
    case commands.measure:
      return await measure(core, features, argument, token);
    case commands.profile:
      return await profile(core, features, argument, token);
    case commands.lastMeasurement:
      return await lastMeasurement(core, features, argument);
    case commands.createBench:
      return await createBench(
        core,
        features,
        await core.upToDate(text(argument, "uri")),
        positionOf(argument) ?? text(argument, "id"),
      );
    case commands.compareFix: {
      const found = await findingDocument(core, features, argument);
      if (!core.options().trusted) return { kind: "refused", reason: needsTrust } satisfies MeasureAnswer;
      return found ? await compareFix(core, features, found, text(argument, "fingerprint"), token) : closed;
    }
    case commands.reviewChange: {
      const found = await findingDocument(core, features, argument);
      return found ? await review(core, features, found, text(argument, "fingerprint")) : false;
    }
    case commands.dismissComparison: {
      const found = await findingDocument(core, features, argument);
      if (found) dismiss(features, found, text(argument, "fingerprint"));
      return null;
    }
    case commands.findingAt: {
      const found = await core.upToDate(text(argument, "uri"));
      const position = positionOf(argument);
      return found && position ? findingAt(features, found, position) : null;
    }
    case commands.cancel:
      return features.jobs.cancel();
    case commands.targetAt:
      return await findTarget(core, features, argument);
    case commands.fixAll: {
      const found = await core.upToDate(text(argument, "uri"));
      const edit = found && features.fixAll(found.document, found.analysed);
      return (edit && editInCells(found.document, edit)) ?? null;
    }
    case commands.explain: {
      const found = await core.upToDate(text(argument, "uri"));
      const position = positionOf(argument);
      if (!found || !position) return null;
      const { explain } = await import("./explain.ts");
      return explain(core, features, found, position);
    }
    case commands.proposeBudget:
    case commands.setBudget: {
      const { budgetEdit, proposeBudget } = await import("./budgetEdits.ts");
      const place = await budgetPlace(core, features, argument);
      if (!place) return null;
      if (params.command === commands.proposeBudget) return proposeBudget(core, place);
      return budgetEdit(core, place, { figure: text(argument, "figure"), limit: text(argument, "limit") });
    }
    case commands.budgets:
      return features.budgets.lines();
    case commands.page:
      return (await import("./pages.ts")).pageAnswer(core, features, argument);
    case commands.exportPage:
      return (await import("./exports.ts")).exportedPage(argument as ExportPage);
    case commands.compareInTurns: {
      const { runs } = (argument ?? {}) as { readonly runs?: readonly string[] };
      const { compareInTurns } = await import("./compareInTurns.ts");
      return await compareInTurns(features, runs ?? [], core.options().measureSeconds, token);
    }
    case commands.proposeSweep:
      return await (await import("./sweeps.ts")).proposeSweep(core, features, argument);
    case commands.sweep:
      return await (await import("./sweeps.ts")).sweep(core, features, argument, token);
    case commands.measuredSubjects:
      return (await import("./measuredSubjects.ts")).measuredSubjects(core, features);
    case commands.runs:
      return (await import("./measuredSubjects.ts")).runsOf(features, placedSubject(argument));
    case commands.exportRuns:
      return (await import("./exports.ts")).exported(features.history(), text(argument, "file"));
    case commands.importRuns: {
      const { files } = (argument ?? {}) as { readonly files?: readonly string[] };
      return (await import("./exports.ts")).imported(features.history(), files ?? []);
    }
    case commands.pruneRuns:
      return (await import("./exports.ts")).pruned(features.history(), argument as PruneRuns);
    case commands.status:
      return core.status();
    case commands.report:
      return (await import("./report.ts")).serverReport(core, features);
    default:
      return null;
  }
}

async function measure(
  core: ServerContext,
  features: Features,
  argument: unknown,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  if (!core.options().trusted) return { kind: "refused", reason: needsTrust };
  if (text(argument, "name") !== "" && text(argument, "path") !== "") {
    const found = await functionAgain(core, features, text(argument, "path"), text(argument, "name"));
    return found ? await features.functionMeasuring.measure(found, token) : functionGone;
  }
  const named = await namedModel(core, features, argument);
  if (named) return await measureModel(features, named, token);
  const uri = text(argument, "uri");
  const found = (await core.upToDate(uri)) ?? (await closedAt(features, uri));
  const id = text(argument, "id");
  const fingerprint = fingerprintIn(id);
  if (found && fingerprint !== undefined) return await measureFinding(core, features, found, fingerprint, token);
  const wish = found && functionWish(core, features, found, id);
  if (wish) return await features.functionMeasuring.measure(wish, token);
  if (id.startsWith("function:")) return functionGone;
  return await measureModel(features, loadedModel(core, features, found, id), token);
}

const measureModel = async (
  { measuring }: Features,
  found: FoundSubject,
  token: CancellationToken,
): Promise<MeasureAnswer> =>
  "failure" in found ? found.failure : await measuring.measure(found.subject, found.seconds, token);

async function profile(
  core: ServerContext,
  features: Features,
  argument: unknown,
  token: CancellationToken,
): Promise<MeasureAnswer> {
  if (!core.options().trusted) return { kind: "refused", reason: needsTrust };
  const found = await meantModel(core, features, argument);
  if ("failure" in found) return found.failure;
  const again = (argument as ProfileWish).again === true;
  return await features.profiling.profile(found.subject, found.seconds, { again }, token);
}

const closed: MeasureAnswer = { kind: "failed", reason: "the file cannot be read", act: "Open it and try again." };

const findingDocument = async (
  core: ServerContext,
  features: Features,
  argument: unknown,
): Promise<UpToDate | undefined> =>
  (await core.upToDate(text(argument, "uri"))) ?? (await closedAt(features, text(argument, "uri")));

async function lastMeasurement(
  core: ServerContext,
  features: Features,
  argument: unknown,
): Promise<LastMeasurement | null> {
  const id = text(argument, "id");
  if (id.startsWith("function:")) {
    const file = pathOf(text(argument, "uri"));
    const name = id.slice("function:".length);
    const run = file === null ? null : features.functionMeasurements.latest({ file, name });
    return run ? { model: name, ...features.describe(run) } : null;
  }
  const subject = await subjectAt(core, features, argument);
  const record = subject && features.measurements.latest(subject);
  return record ? { model: path.basename(record.spec.model.path), ...features.describe(record) } : null;
}

async function subjectAt(core: ServerContext, features: Features, argument: unknown): Promise<Subject | undefined> {
  const found = await core.upToDate(text(argument, "uri"));
  const id = text(argument, "id");
  const load = found && features.models.targets(found.document, found.analysed).loads.find((one) => one.id === id);
  return found && load && features.models.subjectOf(found.document, found.analysed, load);
}

async function budgetPlace(
  core: ServerContext,
  features: Features,
  argument: unknown,
): Promise<BudgetPlace | undefined> {
  const found = await core.upToDate(text(argument, "uri"));
  const id = text(argument, "id");
  return found && features.budgetPlaces(found.document, found.analysed).find(({ target }) => target.id === id);
}

async function findTarget(core: ServerContext, features: Features, argument: unknown): Promise<MeasureTarget | null> {
  const found = await core.upToDate(text(argument, "uri"));
  const position = positionOf(argument);
  if (!found || !position) return null;
  const offset = found.document.content.offsetAt(position);
  const load = targetAt(features.models.targets(found.document, found.analysed), offset);
  const own = functionAt(features.functions.targets(found.document, found.analysed), offset);
  // The line of a load means the model; anywhere else the function around is meant, when it can be called.
  const onLoad = load && contains(load.call.statement, { start: offset, end: offset });
  if (own && !onLoad && (!own.needsArguments || !load)) return { uri: found.document.uri, id: own.id };
  return load ? { uri: found.document.uri, id: load.id } : null;
}
