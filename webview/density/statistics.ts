/** Mean, spread and percentiles of a volume, from which levels and contrast follow. */

export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sigma: number;
  /** The value that this fraction of the voxels lies below, to a 65536th of the range. */
  readonly percentile: (fraction: number) => number;
}

const bins = 2 ** 16;

/** Voxels that are no numbers are left out. */
export function measure(data: Float32Array): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  if (count === 0) return { min: 0, max: 0, mean: 0, sigma: 0, percentile: () => 0 };
  const mean = sum / count;
  const width = (max - min) / bins || 1;
  const histogram = new Uint32Array(bins + 1);
  let squares = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    histogram[Math.floor((value - min) / width)]++;
  }
  return {
    min,
    max,
    mean,
    sigma: Math.sqrt(squares / count),
    percentile: (fraction) => {
      const wanted = fraction * count;
      let below = 0;
      for (let bin = 0; bin <= bins; bin++) {
        below += histogram[bin];
        if (below >= wanted) return Math.min(max, min + bin * width);
      }
      return max;
    },
  };
}

/** Encloses 1 % of the voxels, as ChimeraX does; between the two values where there are only two, as in a mask. */
export function firstLevel({ min, max, percentile }: Statistics): number {
  const level = percentile(0.99);
  const margin = (max - min) * 1e-3;
  return level > max - margin || level < min + margin ? (min + max) / 2 : level;
}
