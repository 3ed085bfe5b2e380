/**
 * How far a pair of half-maps is out of register. Each half's particles are refined against their own reference, so the two
 * can turn and drift apart without any image telling; their mean would be blurred by it, and their FSC would fall.
 */
import type { Gpu } from '../gpu/gpu';
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import type { Vector3 } from '../../../shared/math/vector';
import { forEachCoefficient } from './coefficients';
import type { Spectrum } from './coefficients';
import { coveredShare } from './resolvedShells';
import { toSpectrum, toVolume } from './spectrum';
import { average, multiplied } from './volume';
import type { Volume } from './volume';

/** half1(x) = half2(x + turn × x + shift), x from the center voxel. */
export interface HalfMapAlignment {
  /** Rotation vector, rad. */
  readonly turn: Vector3;
  /** Å */
  readonly shift: Vector3;
  /** Squared length in units of its own standard deviation, over the number of its free components: about 1 is noise. */
  readonly significance: number;
}

/** Which motions leave the map's symmetry where it is: all, those along and about z, or none. */
export type Freedom = 'all' | 'axis' | 'none';

/** Shells take part whose FSC is not less: there both halves are signal for the greater part. */
const leastCorrelation = 0.5;

/** What of two half-maps is compared. */
export interface ComparedSignal {
  /** Soft, 0 to 1. */
  readonly mask: Float32Array;
  /** One value per shell of the maps' box, nothing beyond what they resolve. */
  readonly fsc: ArrayLike<number>;
}

/**
 * Least squares for a motion small against the resolution, every shell weighted by the noise that the halves' difference
 * shows. Six numbers out of some thousand coefficients: the FSC gains nothing from noise.
 *
 * @returns null where symmetry leaves no freedom, or no shell is good enough
 */
export async function halfMapAlignment(
  gpu: Gpu,
  [half1, half2]: readonly [Volume, Volume],
  { mask, fsc }: ComparedSignal,
  freedom: Freedom,
): Promise<HalfMapAlignment | null> {
  const isGood = Array.from(fsc, (value) => value >= leastCorrelation);
  const shells = isGood.lastIndexOf(true) + 1;
  if (freedom === 'none' || isGood.filter(Boolean).length < 3) return null;
  const free = freedom === 'all' ? [0, 1, 2, 3, 4, 5] : [2, 5];
  const [one, two] = [multiplied(half1, mask), multiplied(half2, mask)];
  const mean = await toSpectrum(gpu, average(one, two));
  const difference = await toSpectrum(gpu, { ...one, data: one.data.map((v, i) => v - two.data[i]) });
  const columns = await derivatives(gpu, mean, shells);
  const weights = noiseWeights(difference, shells).map((weight, shell) => (isGood[shell] ? weight : 0));
  const n = free.length;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  forEachCoefficient(mean.size, (i, x, y, z) => {
    const shell = Math.round(Math.sqrt(x * x + y * y + z * z));
    if (shell >= shells) return;
    const weight = weights[shell];
    for (let a = 0; a < n; a++) {
      const column = columns[free[a]].data;
      const [re, im] = [weight * column[i], weight * column[i + 1]];
      right[a] += re * difference.data[i] + im * difference.data[i + 1];
      for (let b = 0; b <= a; b++) {
        const other = columns[free[b]].data;
        normal[a * n + b] += re * other[i] + im * other[i + 1];
      }
    }
  });
  const moved = Float64Array.from(right);
  choleskySolve(choleskyFactor(normal, n), n, moved, 0);
  const all = new Float64Array(6);
  free.forEach((component, a) => (all[component] = moved[a]));
  return {
    shift: [all[0], all[1], all[2]],
    turn: [all[3], all[4], all[5]],
    significance: (coveredShare(mask) * moved.reduce((sum, value, a) => sum + value * right[a], 0)) / n,
  };
}

/** Spectra of what a shift along (Å) and a turn about (rad) each axis adds to the map, up to `shells`. */
async function derivatives(gpu: Gpu, mean: Spectrum, shells: number): Promise<readonly Spectrum[]> {
  const { size, pixelSize } = mean;
  const shifts = [0, 1, 2].map((axis) => slope(mean, axis, shells));
  const slopes: Volume[] = [];
  for (const shift of shifts) slopes.push(await toVolume(gpu, shift));
  const turns: Spectrum[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
    const data = new Float32Array(size ** 3);
    for (let z = 0, i = 0; z < size; z++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++, i++) {
          const at = [x - size / 2, y - size / 2, z - size / 2];
          // (turn × x)·∇f = turn·(x × ∇f)
          data[i] = pixelSize * (at[a] * slopes[b].data[i] - at[b] * slopes[a].data[i]);
        }
    turns.push(await toSpectrum(gpu, { size, pixelSize, data }));
  }
  return [...shifts, ...turns];
}

/** The spectrum of a map's derivative along an axis, per Å. */
function slope({ size, pixelSize, data }: Spectrum, axis: number, shells: number): Spectrum {
  const result = new Float32Array(data.length);
  const unit = (2 * Math.PI) / (size * pixelSize);
  forEachCoefficient(size, (i, x, y, z) => {
    if (Math.round(Math.sqrt(x * x + y * y + z * z)) >= shells) return;
    const k = unit * [x, y, z][axis];
    result[i] = -k * data[i + 1];
    result[i + 1] = k * data[i];
  });
  return { size, pixelSize, data: result };
}

/** One over the variance of a coefficient's real or imaginary part, shell by shell. */
function noiseWeights(difference: Spectrum, shells: number): Float64Array {
  const power = new Float64Array(shells);
  const count = new Float64Array(shells);
  forEachCoefficient(difference.size, (i, x, y, z) => {
    const shell = Math.round(Math.sqrt(x * x + y * y + z * z));
    if (shell >= shells) return;
    power[shell] += difference.data[i] ** 2 + difference.data[i + 1] ** 2;
    count[shell] += 2;
  });
  return power.map((sum, shell) => (shell > 0 && sum > 0 ? count[shell] / sum : 0));
}
