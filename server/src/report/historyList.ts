/** What was measured and single runs as lines for the terminal. Absent on purpose: colour and writing. */
import { commit, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import { joiner, relativeTime } from "./figures.ts";
import { runs } from "./measurement.ts";
import { pointText } from "./pointText.ts";
import { optionsText } from "./setupText.ts";

export interface ListedSubject {
  readonly point: RunPoint;
  readonly runs: number;
}

/** `name`: of a path, as the user would write it. */
export function subjectLines(
  subjects: readonly ListedSubject[],
  name: (path: string) => string,
  nowMs: number,
): readonly string[] {
  return subjects.flatMap(({ point, runs: many }) => [
    point.name === "" ? name(point.path) : `${name(point.path)}:${point.name}`,
    `  ${[figures(point), runs(many), relativeTime(point.startedAt, nowMs), machine(point)].join(joiner)}`,
  ]);
}

/** The id comes first, so that it can be copied into `compare` and `show`. */
export function runLines(points: readonly RunPoint[], nowMs: number): readonly string[] {
  return points.map((point) => {
    const facts = [figures(point), optionsText(point), machine(point), commit(point) && `commit ${commit(point)}`];
    return `${shortId(point.id)}  ${relativeTime(point.startedAt, nowMs).padEnd(12)}  ${facts.filter((fact) => fact !== "").join(joiner)}`;
  });
}

const figures = (point: RunPoint): string =>
  point.failure === null ? pointText(point) : `not measured: ${point.failure}`;

/** Enough to tell runs apart; any beginning of an id names its run. */
export const shortId = (id: string): string => id.slice(0, 8);
