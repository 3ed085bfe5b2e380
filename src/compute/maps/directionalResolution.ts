/** Resolution by direction: the shell correlation within cones, and a map filtered by it. */
import { healpixDirections } from '../../../shared/math/healpix';
import type { Vector3 } from '../../../shared/math/vector';
import { forEachCoefficient, type Spectrum } from './coefficients';
import { raisedCosine } from '../../../shared/masks/raisedCosine';

export interface DirectionalResolution {
  /** Directions of half a sphere. */
  readonly directions: readonly Vector3[];
  /** Å in each direction. */
  readonly resolution: Float64Array;
}

const order = 2;
const cone = Math.cos((15 * Math.PI) / 180);
/** Cones hold next to nothing further in. */
const firstShell = 10;
const threshold = 0.143;
const leastRoot = 6;

/**
 * Cones of 15 degrees about the directions of HEALPix. Where a cone has few coefficients, more correlation is asked for.
 *
 * @param resolution of the whole sphere, Å: the mean over directions is brought there
 * @param maskFraction share of the box that the mask takes: voxels of a masked map are not independent
 */
export function directionalResolution(
  half1: Spectrum,
  half2: Spectrum,
  resolution: number,
  maskFraction: number,
): DirectionalResolution {
  const directions = halfSphere();
  const shells = half1.size / 2;
  const sums = new Float64Array(directions.length * shells * 4);
  const length = half1.size * half1.pixelSize;
  // What lies far beyond the resolution decides nothing.
  const last = Math.min(shells - 1, Math.ceil((1.6 * length) / resolution));
  forEachCoefficient(half1.size, (i, x, y, z) => {
    const radius = Math.sqrt(x * x + y * y + z * z);
    const shell = Math.round(radius);
    if (shell > last || shell < Math.min(firstShell, last)) return;
    const [ar, ai, br, bi] = [half1.data[i], half1.data[i + 1], half2.data[i], half2.data[i + 1]];
    const [cross, powerA, powerB] = [ar * br + ai * bi, ar * ar + ai * ai, br * br + bi * bi];
    for (let d = 0; d < directions.length; d++) {
      const [dx, dy, dz] = directions[d];
      if (Math.abs(dx * x + dy * y + dz * z) < cone * radius) continue;
      const at = 4 * (d * shells + shell);
      sums[at] += cross;
      sums[at + 1] += powerA;
      sums[at + 2] += powerB;
      sums[at + 3]++;
    }
  });
  const cutoffs = Float64Array.from(directions, (_, d) =>
    cutoffOf(sums.subarray(4 * d * shells, 4 * (d + 1) * shells), last, maskFraction),
  );
  const mean = cutoffs.reduce((sum, value) => sum + value, 0) / cutoffs.length;
  const scale = length / resolution / mean;
  return { directions, resolution: cutoffs.map((cutoff) => length / Math.min(shells, cutoff * scale)) };
}

/** One resolution, Å, in all directions. */
export function alikeInAllDirections(resolution: number): DirectionalResolution {
  const directions = halfSphere();
  return { directions, resolution: new Float64Array(directions.length).fill(resolution) };
}

function halfSphere(): readonly Vector3[] {
  return healpixDirections(order).filter(([, , z]) => z >= Math.cos((91 * Math.PI) / 180));
}

/** The shell at which the curve of one cone falls below what its coefficients can tell from noise. */
function cutoffOf(sums: Float64Array, last: number, maskFraction: number): number {
  let [before, isFirst] = [0, true];
  for (let shell = firstShell; shell <= last; shell++) {
    const [cross, powerA, powerB, count] = sums.subarray(4 * shell, 4 * shell + 4);
    const root = Math.sqrt(count * maskFraction);
    if (root < leastRoot) continue;
    const s = threshold / (1 - threshold);
    const needed = (s + (2 * Math.sqrt(s) + 1) / root) / (s + 1 + (2 * Math.sqrt(s)) / root);
    const norm = Math.sqrt(powerA * powerB);
    const above = (norm > 0 ? cross / norm : 0) - Math.min(0.95, needed);
    if (above < 0) return isFirst ? shell : shell - 1 + before / (before - above);
    [before, isFirst] = [above, false];
  }
  return last;
}

/** Low-passes every coefficient to the resolution of its direction, with a raised cosine two shells wide. */
export function filteredByDirection(spectrum: Spectrum, resolved: DirectionalResolution): Spectrum {
  const length = spectrum.size * spectrum.pixelSize;
  const data = new Float32Array(spectrum.data.length);
  const finest = resolved.resolution.reduce((least, value) => Math.min(least, value), Infinity);
  forEachCoefficient(spectrum.size, (i, x, y, z) => {
    const radius = Math.sqrt(x * x + y * y + z * z);
    if (radius > length / finest + 2) return;
    const factor = raisedCosine(radius, length / resolutionAlong(resolved, [x, y, z], radius), 2);
    data[i] = spectrum.data[i] * factor;
    data[i + 1] = spectrum.data[i + 1] * factor;
  });
  return { ...spectrum, data };
}

/** Interpolated between directions, nearer ones counting steeply more. `radius` is the length of the vector. */
function resolutionAlong(
  { directions, resolution }: DirectionalResolution,
  [x, y, z]: Vector3,
  radius: number,
): number {
  if (radius === 0) return resolution[0];
  let sum = 0;
  let weights = 0;
  for (let d = 0; d < directions.length; d++) {
    const [dx, dy, dz] = directions[d];
    const cosine = Math.abs(dx * x + dy * y + dz * z) / radius;
    if (cosine < cone) continue;
    const weight = (cosine - cone) ** 2 + 1e-9;
    sum += weight / resolution[d];
    weights += weight;
  }
  return weights / sum;
}

/** (y, x) polar plot of resolutions, Å: the distance from the middle is the tilt up to 90 degrees, the angle is rot. */
export function plotOfDirections(result: DirectionalResolution, edge: number): Float32Array {
  const middle = edge / 2;
  return Float32Array.from({ length: edge * edge }, (_, i) => {
    const [x, y] = [(i % edge) - middle, Math.floor(i / edge) - middle];
    const tilt = ((Math.hypot(x, y) / middle) * Math.PI) / 2;
    if (tilt > Math.PI / 2) return 0;
    const rot = Math.atan2(y, x);
    const view: Vector3 = [Math.sin(tilt) * Math.cos(rot), Math.sin(tilt) * Math.sin(rot), Math.cos(tilt)];
    return resolutionAlong(result, view, 1);
  });
}
