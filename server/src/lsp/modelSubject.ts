/** The model a command is about: named by a file, by what was measured before, or by its load in a document. Absent on purpose: functions and findings. */
import { placedSubject, text } from "./arguments.ts";
import type { Features } from "./features.ts";
import type { Subject } from "./measurements.ts";
import type { MeasureAnswer } from "./protocol.ts";
import type { ServerContext, UpToDate } from "./serverContext.ts";
import { pathOf } from "./session.ts";
import { isMeasurable } from "./targets.ts";

export type FoundSubject =
  | { readonly subject: Subject; readonly seconds: number }
  | { readonly failure: Extract<MeasureAnswer, { readonly kind: "failed" }> };

/** Null: the argument names no model but a place in a document. */
export async function namedModel(
  core: ServerContext,
  features: Features,
  argument: unknown,
): Promise<FoundSubject | null> {
  const modelUri = text(argument, "modelUri");
  if (modelUri !== "") {
    const file = pathOf(modelUri);
    if (file === null || !isMeasurable(file))
      return failure("not an ONNX file on this machine", "Choose a file that ends in .onnx.");
    const config = core.engine.configs?.of(file);
    const subject: Subject = { file, sessionOptions: {}, loadedBy: file, dimensions: config?.dimensionsOf(file) ?? {} };
    return { subject, seconds: config?.measureSeconds ?? core.options().measureSeconds };
  }
  const placed = placedSubject(argument);
  if (placed.path === "") return null;
  const { subjectAsBefore } = await import("./measuredSubjects.ts");
  const again = subjectAsBefore(features, placed);
  if ("failure" in again) return again;
  const seconds = core.engine.configs?.of(placed.path)?.measureSeconds ?? core.options().measureSeconds;
  return { subject: again, seconds };
}

/** `id`: of a load in the document. */
export function loadedModel(
  core: ServerContext,
  features: Features,
  found: UpToDate | undefined,
  id: string,
): FoundSubject {
  const load = found && features.models.targets(found.document, found.analysed).loads.find((one) => one.id === id);
  if (!found || !load) return failure("the model is no longer in this file", "Measure at the line that loads it.");
  return {
    subject: features.models.subjectOf(found.document, found.analysed, load),
    seconds: found.analysed.config.measureSeconds ?? core.options().measureSeconds,
  };
}

/** By name, or by its load in a document that need not be open. */
export async function meantModel(core: ServerContext, features: Features, argument: unknown): Promise<FoundSubject> {
  const named = await namedModel(core, features, argument);
  if (named) return named;
  const uri = text(argument, "uri");
  const found = (await core.upToDate(uri)) ?? (await closedAt(features, uri));
  return loadedModel(core, features, found, text(argument, "id"));
}

/** Measuring from a list of findings needs no open editor. */
export async function closedAt(features: Features, uri: string): Promise<UpToDate | undefined> {
  const file = uri === "" ? null : pathOf(uri);
  return (file !== null && (await features.findings.closed.analyse(file))) || undefined;
}

const failure = (reason: string, act: string): FoundSubject => ({ failure: { kind: "failed", reason, act } });
