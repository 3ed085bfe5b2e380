/** The Guinier plot: how amplitudes fall with resolution, and the B-factor that undoes it (Rosenthal and Henderson 2003). */
import { sumByShell, type AmplitudeSums } from './mapPair';

/** RELION's logarithm of nothing. */
export const nothing = -99;

export interface GuinierFit {
  readonly slope: number;
  readonly intercept: number;
  /** The share of the variance that the line explains, which RELION calls its correlation. */
  readonly correlation: number;
  /** Å^2, negative where amplitudes fall: 4 times the slope. */
  readonly bfactor: number;
}

/**
 * Least squares through ln amplitude over 1/d^2, shells without amplitude left out; null for less than three points.
 *
 * @param boxLength Å
 * @param coarsest of the shells that count, Å
 * @param finest of them, Å; 0 for all
 */
export function fitGuinier(
  logs: Float64Array,
  boxLength: number,
  coarsest: number,
  finest: number,
): GuinierFit | null {
  const points: [number, number][] = [];
  logs.forEach((log, shell) => {
    const x = (shell / boxLength) ** 2;
    const isFineEnough = x >= 1 / coarsest ** 2;
    const isCoarseEnough = finest <= 0 || x <= 1 / finest ** 2;
    if (log > nothing && isFineEnough && isCoarseEnough) points.push([x, log]);
  });
  if (points.length < 3) return null;
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xy / xx;
  return {
    slope,
    intercept: meanY - slope * meanX,
    correlation: xy ** 2 / (xx * yy),
    bfactor: 4 * slope,
  };
}

/**
 * Natural logarithms of the mean amplitude of each shell 0 .. n/2, coefficients over voxels, times a factor of the
 * radius; `nothing` where it is 0.
 */
export function logAmplitudes(
  { sums, counts }: AmplitudeSums,
  size: number,
  factor: (radius: number) => number,
): Float64Array {
  const shells = sumByShell(size, (square) => factor(Math.sqrt(square)) * sums[square]);
  const counted = sumByShell(size, (square) => counts[square]);
  return shells.map((sum, shell) => (sum > 0 ? Math.log(sum / counted[shell] / size ** 3) : nothing));
}
