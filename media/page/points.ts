/**
 * The points of a chart as the keyboard walks them: those that have a sentence as their name, by place along the x axis. Absent on
 * purpose: drawing.
 */

export interface Point {
  readonly seriesIndex: number;
  readonly dataIndex: number;
  /** A number, or a category. */
  readonly x: number | string;
  readonly text: string;
}

export type Step = "next" | "previous" | "up" | "down" | "first" | "last";

export function pointsOf(option: Readonly<Record<string, unknown>>): readonly Point[] {
  const points: Point[] = [];
  for (const [seriesIndex, series] of listOf(option.series).entries()) {
    const { data } = series as { readonly data?: unknown };
    for (const [dataIndex, item] of listOf(data).entries()) {
      const { name, value } = (item ?? {}) as { readonly name?: unknown; readonly value?: unknown };
      if (typeof name !== "string" || name === "") continue;
      const x: unknown = Array.isArray(value) ? value[0] : dataIndex;
      points.push({ seriesIndex, dataIndex, x: typeof x === "string" ? x : Number(x), text: name });
    }
  }
  return points;
}

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Index of the point after a step; up and down go to the nearest point of the neighbouring series. */
export function walk(points: readonly Point[], from: number | null, step: Step): number | null {
  if (points.length === 0) return null;
  const here = from === null ? undefined : points[from];
  if (step === "first") return 0;
  if (step === "last" || !here) return points.length - 1;
  const along = from! + (step === "next" ? 1 : -1);
  if (step === "next" || step === "previous") return Math.min(points.length - 1, Math.max(0, along));
  const others = [...new Set(points.map(({ seriesIndex }) => seriesIndex))];
  const wanted = others[others.indexOf(here.seriesIndex) + (step === "down" ? 1 : -1)];
  if (wanted === undefined) return from;
  const candidates = [...points.keys()].filter((index) => points[index]!.seriesIndex === wanted);
  const distance = (index: number): number => {
    const { x } = points[index]!;
    return x === here.x ? 0 : typeof x === "number" && typeof here.x === "number" ? Math.abs(x - here.x) : 1e9;
  };
  return candidates.reduce((best, one) => (distance(one) < distance(best) ? one : best), candidates[0]!);
}
