/** What kernels/insert does, in double precision. */
import { accumulatorVoxels } from '../../kernels/insert';
import { referenceReach } from '../../kernels/score';
import type { Vector3 } from '../../../../shared/math/vector';

/** Adds one value with its weight at `kappa`, Fourier voxels, to (z, y, x, 3) sums. */
export function addToSums(
  sums: Float64Array,
  edge: number,
  kappa: Vector3,
  [re, im, weight]: readonly [number, number, number],
): void {
  const reach = referenceReach(edge);
  const side = 2 * reach + 1;
  const flip = kappa[0] < 0 ? -1 : 1;
  const place = kappa.map((value) => value * flip);
  const corner = place.map(Math.floor);
  for (let c = 0; c < 8; c++) {
    const step = [c & 1, (c >> 1) & 1, c >> 2];
    const share = step.reduce(
      (product, s, axis) => product * (1 - Math.abs(place[axis] - corner[axis] - s)),
      1,
    );
    const [x, y, z] = step.map((s, axis) => corner[axis] + s);
    const to = 3 * (((z + reach) * side + y + reach) * (reach + 1) + x);
    sums[to] += share * re;
    sums[to + 1] += share * im * flip;
    sums[to + 2] += share * weight;
  }
}

export function emptySums(edge: number): Float64Array {
  return new Float64Array(3 * accumulatorVoxels(edge));
}
