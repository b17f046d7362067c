/** A figure for times that are counted in whole microseconds. Absent on purpose: percentiles and intervals (statistics.ts). */

/** The mean of the middle half: as safe from outliers as the median, and finer than the grid the samples lie on. */
export function middleMean(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  const sorted = [...samples].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
