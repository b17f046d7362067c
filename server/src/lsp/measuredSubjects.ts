/** Everything that was measured, for a list: newest figures of each thing, and whether they still speak of what is there. Absent on purpose: drawing. */
import { statSync } from "node:fs";
import { commit, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import { joiner, relativeTime } from "../report/figures.ts";
import { pointText } from "../report/pointText.ts";
import { setupText } from "../report/setupText.ts";
import type { Features } from "./features.ts";
import type { Subject } from "./measurements.ts";
import type { ListedRun, MeasureAnswer, MeasuredSubject, PlacedSubject } from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";

/** Those of the workspace's folders first, then the others; within both the newest first. */
export function measuredSubjects(core: ServerContext, features: Features): MeasuredSubject[] {
  const newest = features.history().newest();
  const here = ({ point }: (typeof newest)[number]): boolean => core.folderOf(point.path) !== undefined;
  return [...newest.filter(here), ...newest.filter((one) => !here(one))].map(({ point, runs }) => ({
    kind: point.kind === "function" ? "function" : "model",
    path: point.path,
    name: point.name,
    figures: point.failure === null ? pointText(point) : `not measured: ${point.failure}`,
    outdated: outdated(features, point),
    when: relativeTime(point.startedAt, Date.now()),
    runs,
    failed: point.failure !== null,
  }));
}

export function runsOf(features: Features, subject: PlacedSubject): ListedRun[] {
  const now = Date.now();
  const points = features.history().trend(subject).reverse();
  return points
    .filter(({ figures }) => figures !== null)
    .map((point) => ({
      id: point.id,
      figures: pointText(point),
      details: [
        relativeTime(point.startedAt, now),
        machine(point),
        setupText(point),
        commit(point) && `commit ${commit(point)}`,
      ]
        .filter((text) => text !== "")
        .join(joiner),
    }));
}

/** A model with the options and sizes of its last run. */
export function subjectAsBefore(
  features: Features,
  { path: file, name }: PlacedSubject,
): Subject | { readonly failure: Extract<MeasureAnswer, { readonly kind: "failed" }> } {
  if (name !== "")
    return { failure: { kind: "failed", reason: `${name} stands in a file`, act: "Open the file and measure there." } };
  if (!exists(file))
    return { failure: { kind: "failed", reason: "the file is gone", act: "Put it back to measure it." } };
  const last = features.history().points({ kind: "model", path: file, alone: true, limit: 1 })[0];
  const sessionOptions = JSON.parse(last?.options ?? "{}") as Record<string, unknown>;
  return { file, sessionOptions, loadedBy: file, dimensions: last?.dimensions ?? {} };
}

function outdated({ files, measurements }: Features, point: RunPoint): string | null {
  const { path: file, kind, hash, runtime } = point;
  if (!exists(file)) return "file is gone";
  if (kind !== "model") return null;
  const identity = files.identity(file);
  if (identity && identity.hash !== hash) return "model changed";
  const now = measurements.runtimeFor({ file, sessionOptions: {}, loadedBy: file, dimensions: {} });
  if (!runtime || "failure" in now || now.packageName !== runtime.packageName || now.version === runtime.version)
    return null;
  return `runtime ${runtime.version} to ${now.version}`;
}

function exists(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
