/**
 * How far percentiles and the mean of a series may be off, by a bootstrap that draws blocks of neighbouring samples: runs close in
 * time resemble each other, and drawing them one by one would call a figure better known than it is. Absent on purpose: the
 * figures themselves (statistics.ts).
 */
import { seededRandom } from "./random.ts";
import type { Interval } from "./statistics.ts";

export interface Doubt {
  /** 95 % intervals, in the order of the shares asked for. */
  readonly percentiles: readonly Interval[];
  readonly mean: Interval;
}

/** `samples` in the order they were taken; the same samples give the same intervals. Circular blocks (Politis and Romano, 1992). */
export function doubtOf(samples: ArrayLike<number>, shares: readonly number[]): Doubt {
  const { sorted, binOf, bins } = ranked(samples);
  const count = sorted.length;
  const binStart = (bin: number) => Math.floor((bin * count) / bins);
  const binMean = Float64Array.from({ length: bins }, (_, bin) =>
    meanOf(sorted.subarray(binStart(bin), binStart(bin + 1))),
  );
  const block = blockLength(samples);
  const random = seededRandom(count);
  const rounds = roundsFor(count);
  const drawn = shares.map(() => new Float64Array(rounds));
  const means = new Float64Array(rounds);
  const times = new Uint32Array(bins);
  for (let round = 0; round < rounds; round++) {
    times.fill(0);
    for (let taken = 0; taken < count; ) {
      let at = Math.floor(random() * count);
      for (const end = Math.min(count, taken + block); taken < end; taken++) {
        times[binOf[at]!]!++;
        if (++at === count) at = 0;
      }
    }
    let sum = 0;
    let below = 0;
    let next = 0;
    for (let bin = 0; bin < bins; bin++) {
      const here = times[bin]!;
      sum += here * binMean[bin]!;
      // The sample at position ⌈share · count⌉ of this draw lies in this bin.
      for (; next < shares.length && below + here >= Math.max(1, Math.ceil(shares[next]! * count)); next++)
        drawn[next]![round] = binMean[bin]!;
      below += here;
    }
    means[round] = sum / count;
  }
  return { percentiles: drawn.map(middle95), mean: middle95(means) };
}

/**
 * 95 % interval of the median of `a` over the median of `b`, sample i of which were taken beside each other. Pairs are drawn
 * together, so that what both had to suffer in the same moment cancels out, and in blocks as long as what does not cancel lasts.
 */
export function medianRatioDoubt(a: ArrayLike<number>, b: ArrayLike<number>): Interval {
  const count = Math.min(a.length, b.length);
  const sides = [a, b].map((side) => ranked(Float64Array.from({ length: count }, (_, index) => side[index]!)));
  const block = blockLength(apart(a, b, sides));
  const random = seededRandom(count);
  const ratios = new Float64Array(roundsFor(2 * count));
  const times = sides.map(({ bins }) => new Uint32Array(bins));
  for (let round = 0; round < ratios.length; round++) {
    for (const one of times) one.fill(0);
    for (let taken = 0; taken < count; ) {
      let at = Math.floor(random() * count);
      for (const end = Math.min(count, taken + block); taken < end; taken++) {
        times[0]![sides[0]!.binOf[at]!]!++;
        times[1]![sides[1]!.binOf[at]!]!++;
        if (++at === count) at = 0;
      }
    }
    const [first, second] = sides.map((side, index) => medianDrawn(side, times[index]!));
    ratios[round] = first! / second!;
  }
  return middle95(ratios);
}

/** By how much each pair lies on different sides of the medians: what is left of its noise in the ratio of medians. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>, sides: readonly Ranked[]): Float64Array {
  const [middleA, middleB] = sides.map(({ sorted }) => sorted[sorted.length >> 1]!);
  return Float64Array.from(
    { length: sides[0]!.sorted.length },
    (_, index) => Math.sign(a[index]! - middleA!) - Math.sign(b[index]! - middleB!),
  );
}

function medianDrawn({ sorted, bins }: Ranked, times: Uint32Array): number {
  const count = sorted.length;
  const sampleOf = (bin: number) => sorted[Math.min(count - 1, Math.floor(((bin + 0.5) * count) / bins))]!;
  const low = (count + 1) >> 1;
  const high = (count >> 1) + 1;
  let below = 0;
  for (let bin = 0; bin < bins; bin++) {
    below += times[bin]!;
    if (below < low) continue;
    if (below >= high) return sampleOf(bin);
    // An even number, and the two in the middle lie apart.
    let next = bin + 1;
    while (times[next] === 0) next++;
    return (sampleOf(bin) + sampleOf(next)) / 2;
  }
  return sorted[count - 1]!;
}

/** Many samples need fewer draws for the same picture, and each draw costs more. */
const roundsFor = (count: number): number => Math.min(600, Math.max(200, Math.round(4_000_000 / count)));

/** More distinct values than these change no figure that is shown. */
const mostBins = 4_096;

interface Ranked {
  readonly sorted: Float64Array;
  /** Sample → group of neighbouring ranks. */
  readonly binOf: Uint16Array;
  readonly bins: number;
}

function ranked(samples: ArrayLike<number>): Ranked {
  const count = samples.length;
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  order.sort((a, b) => samples[a]! - samples[b]!);
  const bins = Math.min(count, mostBins);
  const sorted = new Float64Array(count);
  const binOf = new Uint16Array(count);
  for (let rank = 0; rank < count; rank++) {
    sorted[rank] = samples[order[rank]!]!;
    // The last bin whose start is not beyond this rank.
    binOf[order[rank]!] = Math.floor(((rank + 1) * bins - 1) / count);
  }
  return { sorted, binOf, bins };
}

/**
 * Long enough to hold what neighbours have in common. The correlation of the series is summed up into that of the simplest process
 * with as much of it (AR(1)), for which the best length is known (Carlstein, 1986).
 */
export function blockLength(samples: ArrayLike<number>): number {
  const count = samples.length;
  if (count < 20) return 1;
  const time = correlationTime(samples);
  const neighbours = Math.min(0.99, (time - 1) / (time + 1));
  const best = ((Math.sqrt(6) * neighbours) / (1 - neighbours ** 2)) ** (2 / 3) * Math.cbrt(count);
  // Independent samples lose nothing by short blocks, and drawing is faster.
  const shortest = Math.max(1, Math.min(16, Math.floor(count / 200)));
  return Math.max(shortest, Math.min(Math.ceil(best), Math.floor(count / 10)));
}

const longestLag = 400;

/**
 * How many samples it takes to learn as much as one independent sample would tell: 1 for independent ones. Summed in pairs of
 * lags while a pair stands out of the noise (after Geyer, 1992), on values cut at the far tails, so that one outlier does not
 * hide that the rest hang together.
 */
export function correlationTime(samples: ArrayLike<number>): number {
  const count = samples.length;
  const sorted = Float64Array.from(samples).sort();
  const low = sorted[Math.floor(0.02 * (count - 1))]!;
  const high = sorted[Math.ceil(0.98 * (count - 1))]!;
  const values = Float64Array.from(samples, (value) => Math.min(high, Math.max(low, value)));
  const mean = meanOf(values);
  let spread = 0;
  for (let index = 0; index < count; index++) {
    values[index]! -= mean;
    spread += values[index]! ** 2;
  }
  if (spread === 0) return 1;
  const noise = 2 * Math.sqrt(2 / count);
  let time = 1;
  for (let lag = 1; lag + 1 <= Math.min(longestLag, count / 4); lag += 2) {
    const pair = (productAt(values, lag) + productAt(values, lag + 1)) / spread;
    if (pair < noise) break;
    time += 2 * pair;
  }
  return time;
}

function productAt(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let index = lag; index < values.length; index++) sum += values[index]! * values[index - lag]!;
  return sum;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function middle95(values: Float64Array): Interval {
  const sorted = values.slice().sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * sorted.length - 0.5)))]!;
  return { low: at(0.025), high: at(0.975) };
}
