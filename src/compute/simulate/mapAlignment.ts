/** Moves one map rigidly onto another. */
import type { Volume } from '../maps/volume';
import { minimizeSimplex } from '../../../shared/math/simplex';
import { rotationVector } from '../../../shared/math/rotations';
import { cubicSpline, cubicValue, linearValue } from './volumeSampling';

/**
 * The map turned and shifted, from where it is, to the best correlation with the target under a soft mask
 * (linear interpolation while searching, cubic splines for the result).
 */
export function alignedTo(map: Volume, target: Volume, mask: Float32Array): Volume {
  const { size } = map;
  const center = size / 2;
  const inside = Array.from(mask.keys()).filter((i) => mask[i] > 0);
  let mean = 0;
  let count = 0;
  for (const i of inside)
    if (mask[i] > 0.5) {
      mean += target.data[i];
      count++;
    }
  mean /= Math.max(count, 1);
  const places = Float64Array.from(
    inside.flatMap((i) => [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)]),
  );
  const sample = (
    pose: readonly number[],
    visit: (n: number, x: number, y: number, z: number) => void,
  ): void => {
    const r = rotationVector([pose[0], pose[1], pose[2]]);
    for (let n = 0; n < inside.length; n++) {
      const x = places[3 * n] - center - pose[3];
      const y = places[3 * n + 1] - center - pose[4];
      const z = places[3 * n + 2] - center - pose[5];
      visit(
        n,
        r[0] * x + r[1] * y + r[2] * z + center,
        r[3] * x + r[4] * y + r[5] * z + center,
        r[6] * x + r[7] * y + r[8] * z + center,
      );
    }
  };
  const badness = (pose: readonly number[]): number => {
    let product = 0;
    let power = 0;
    sample(pose, (n, x, y, z) => {
      const i = inside[n];
      const value = linearValue(map, x, y, z);
      product += value * (target.data[i] - mean) * mask[i];
      power += value * value * mask[i];
    });
    return -product / Math.sqrt(power + 1e-12);
  };
  const degree = Math.PI / 180;
  const steps = [2 * degree, 2 * degree, 2 * degree, 0.5, 0.5, 0.5];
  const first = minimizeSimplex(badness, [0, 0, 0, 0, 0, 0], steps, 400);
  // A second, smaller simplex gets out of where the first one collapsed.
  const pose = minimizeSimplex(
    badness,
    first,
    steps.map((step) => step / 8),
    300,
  );
  const spline = cubicSpline(map);
  const data = new Float32Array(map.data.length);
  sample(pose, (n, x, y, z) => (data[inside[n]] = cubicValue(spline, x, y, z)));
  return { ...map, data };
}
