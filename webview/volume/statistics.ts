/** Percentiles, sigma and first level of a volume, from its histogram. */
import type { VolumeStatistics } from '../../shared/protocol/volume';

/** The value that this fraction of the voxels lies below, to a 65536th of the range. */
export function percentile({ histogram, count, min, max }: VolumeStatistics, fraction: number): number {
  const wanted = fraction * count;
  let below = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    below += histogram[bin];
    if (below >= wanted) return Math.min(max, min + ((bin + 1) * (max - min)) / histogram.length);
  }
  return max;
}

/** Encloses 1 % of the voxels, as ChimeraX does; between the two values where there are only two, as in a mask. */
export function firstLevel(statistics: VolumeStatistics): number {
  const { min, max } = statistics;
  const level = percentile(statistics, 0.99);
  const margin = (max - min) * 1e-3;
  return level > max - margin || level < min + margin ? (min + max) / 2 : level;
}

/** `0.0234 · 4.10 σ` */
export function levelText({ mean, sigma }: VolumeStatistics, level: number): string {
  const value = String(Number(level.toPrecision(4)));
  return sigma > 0 ? `${value} · ${((level - mean) / sigma).toFixed(2)} σ` : value;
}

/** Of voxels that were made here: a difference, a mask. Voxels that are no numbers are left out. */
export function measure(data: Float32Array): VolumeStatistics {
  const histogram = new Uint32Array(2 ** 16);
  let [min, max, sum, squares, count] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  if (count === 0) return { min: 0, max: 0, mean: 0, sigma: 0, count, histogram, exact: true };
  const mean = sum / count;
  const scale = histogram.length / (max - min || 1);
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    histogram[Math.min(histogram.length - 1, Math.floor((value - min) * scale))]++;
  }
  return { min, max, mean, sigma: Math.sqrt(squares / count), count, histogram, exact: true };
}
