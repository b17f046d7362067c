/**
 * How throughput grows with threads or with runs begun together: Amdahl's law and the Universal Scalability Law, fitted by least
 * squares, each with its residuals. Absent on purpose: words, and points nobody measured.
 */
import { Matrix, solve } from "ml-matrix";

export interface ScalingPoint {
  /** Threads, or runs at once. */
  readonly n: number;
  readonly itemsPerSecond: number;
}

export interface ScalingFit {
  readonly law: "amdahl" | "usl";
  /** Throughput of one. */
  readonly alone: number;
  /** Share of the work only one can do at a time. */
  readonly serial: number;
  /** What each pair costs by keeping in step; 0 in Amdahl's law. */
  readonly coherence: number;
  readonly points: readonly (ScalingPoint & { readonly fitted: number })[];
  /** Largest distance between measured and fitted, of the measured. */
  readonly worstResidual: number;
  /** Good enough to speak of what was not measured. */
  readonly good: boolean;
}

export interface Scaling {
  readonly amdahl: ScalingFit;
  /** Null with too few points for its three parameters. */
  readonly usl: ScalingFit | null;
  /** The simpler one, unless the other explains much that it does not; null when neither is good. */
  readonly best: ScalingFit | null;
}

/** One point more than parameters, or a fit goes through all of them and says nothing. */
const fewestPoints = { amdahl: 3, usl: 4 } as const;
/** A fit off by more than this at any point is not spoken of. */
const goodWithin = 0.05;
/** The law with one parameter more must be this much closer. */
const muchCloser = 0.5;

/** Null with too few distinct points for even two parameters. */
export function scalingOf(points: readonly ScalingPoint[]): Scaling | null {
  const usable = points.filter(({ n, itemsPerSecond }) => n >= 1 && itemsPerSecond > 0).sort((a, b) => a.n - b.n);
  const distinct = new Set(usable.map(({ n }) => n)).size;
  if (distinct < fewestPoints.amdahl) return null;
  const amdahl = fitLaw("amdahl", usable);
  const usl = distinct < fewestPoints.usl ? null : fitLaw("usl", usable);
  const closer = usl !== null && usl.worstResidual < muchCloser * amdahl.worstResidual && usl.coherence > 0;
  const best = closer && usl.good ? usl : amdahl.good ? amdahl : usl?.good ? usl : null;
  return { amdahl, usl, best };
}

/** Where throughput is highest by the law; infinite where it only levels off. */
export function bestConcurrency({ serial, coherence }: Pick<ScalingFit, "serial" | "coherence">): number {
  return coherence > 0 ? Math.sqrt(Math.max(0, 1 - serial) / coherence) : Number.POSITIVE_INFINITY;
}

/** What no number of them exceeds, over one alone; infinite where nothing is serial. */
export const mostSpeedup = ({ serial }: Pick<ScalingFit, "serial">): number =>
  serial > 0 ? 1 / serial : Number.POSITIVE_INFINITY;

/** Gunther's form; without coherence it is Amdahl's. */
const speedup = (n: number, serial: number, coherence: number): number =>
  n / (1 + serial * (n - 1) + coherence * n * (n - 1));

/**
 * Turned round, the laws are sums: n / throughput = (1 + serial (n - 1) + coherence n (n - 1)) / alone. So the fit is linear least
 * squares, without guesses to start from; each equation is weighted so that what counts is the relative error of the throughput.
 */
function fitLaw(law: ScalingFit["law"], points: readonly ScalingPoint[]): ScalingFit {
  const terms = [(_n: number) => 1, (n: number) => n - 1, (n: number) => n * (n - 1)].slice(0, law === "usl" ? 3 : 2);
  const [reciprocal = 0, serialPart = 0, coherencePart = 0] = coefficients(points, terms);
  const [serial, coherence] = [serialPart / reciprocal, coherencePart / reciprocal];
  const fitted = points.map((point) => ({ ...point, fitted: speedup(point.n, serial, coherence) / reciprocal }));
  const worstResidual = Math.max(...fitted.map((one) => Math.abs(one.fitted / one.itemsPerSecond - 1)));
  const good = worstResidual <= goodWithin;
  return { law, alone: 1 / reciprocal, serial, coherence, points: fitted, worstResidual, good };
}

/** None below zero: a term that would be is left out, and the others fitted without it. */
function coefficients(points: readonly ScalingPoint[], terms: readonly ((n: number) => number)[]): number[] {
  let used = terms.map((_, index) => index);
  for (;;) {
    const rows = points.map(({ n, itemsPerSecond }) => used.map((index) => (terms[index]!(n) * itemsPerSecond) / n));
    const solved = solve(new Matrix(rows), Matrix.columnVector(points.map(() => 1))).to1DArray();
    const negative = used.filter((index, place) => index > 0 && solved[place]! < 0);
    if (negative.length === 0) return terms.map((_, index) => solved[used.indexOf(index)] ?? 0);
    used = used.filter((index) => !negative.includes(index));
  }
}
