/**
 * Pages of figures for whoever asks: finds what is meant, gathers the runs and hands them to the builder of that kind. Absent on
 * purpose: figures and words (report), and drawing, which is the client's.
 */
import path from "node:path";
import { readableSubject } from "../report/subjectName.ts";
import { compareOf } from "./comparePages.ts";
import type { Features } from "./features.ts";
import { operatorsOf } from "./operators.ts";
import type { PageAnswer, PageRequest, PlacedSubject } from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";
import { sweepOf } from "./sweeps.ts";
import { trendOf } from "./trendPages.ts";

/** What a builder is given beside the request. */
export interface PageContext {
  readonly core: ServerContext;
  readonly features: Features;
}

type Builder = (context: PageContext, request: PageRequest) => Promise<PageAnswer>;

const builders: Readonly<Partial<Record<PageRequest["kind"], Builder>>> = {
  compare: compareOf,
  operators: operatorsOf,
  sweep: sweepOf,
  trend: trendOf,
};

export async function pageAnswer(core: ServerContext, features: Features, argument: unknown): Promise<PageAnswer> {
  const request = (argument ?? {}) as PageRequest;
  const builder = builders[request.kind];
  if (!builder) return { reason: "This page is not known to the server. Update InferLens." };
  const off = features.historyProblem();
  if (off !== null) return { reason: `Measurements are not kept: ${off}` };
  return builder({ core, features }, request);
}

/** The model or function a request is about: named by path, or by its place in an open document. */
export async function subjectOf(
  { core, features }: PageContext,
  { target, subject }: PageRequest,
): Promise<PlacedSubject | null> {
  if (subject) return { path: subject.path, name: subject.name };
  if (!target) return null;
  const found = await core.upToDate(target.uri);
  const load =
    found && features.models.targets(found.document, found.analysed).loads.find(({ id }) => id === target.id);
  return load ? { path: load.file, name: "" } : null;
}

/** `detector.onnx`, `embed in ingest.ts`. */
export const subjectName = ({ path: file, name }: PlacedSubject): string => readableSubject(path.basename(file), name);
