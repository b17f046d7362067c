/** Which runs are old enough to go: the newest of each thing that was measured stay. Absent on purpose: deleting. */
import type { RunPoint } from "./point.ts";

export interface PruneRule {
  readonly olderThanDays: number;
  /** Of each subject. */
  readonly keep: number;
}

const dayMs = 86_400_000;

/** `points`: newest first. */
export function idsToPrune(points: readonly RunPoint[], { olderThanDays, keep }: PruneRule, nowMs: number): string[] {
  const seen = new Map<string, number>();
  return points.flatMap(({ id, kind, path, name, startedAt }) => {
    const subject = JSON.stringify([kind, path, name]);
    const newer = seen.get(subject) ?? 0;
    seen.set(subject, newer + 1);
    return newer >= keep && nowMs - Date.parse(startedAt) > olderThanDays * dayMs ? [id] : [];
  });
}

/** `90d`, `12w`, `6m`, `1y`, or a number of days; null when it is none. */
export function daysOf(text: string): number | null {
  const [, number, unit = "d"] = /^(\d+)([dwmy]?)$/.exec(text) ?? [];
  return number === undefined ? null : Number(number) * (daysPer[unit] ?? 1);
}

const daysPer: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };
