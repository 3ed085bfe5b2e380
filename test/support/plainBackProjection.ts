/** Reconstruction from projections the plain way: the whole padded grid, double precision, a sample after the other. */
import type { Projection } from '../../src/compute/maps/backProjection';
import { frequency, transform } from '../../shared/math/fft';

export interface PlainProjection extends Omit<Projection, 'transfer'> {
  /** At frequency (kx, ky) in cycles an image. */
  readonly transfer: (kx: number, ky: number) => number;
}

/** (z, y, x) map of `size`, center in voxel size/2. */
export function plainBackProjection(
  projections: readonly PlainProjection[],
  size: number,
  padding: number,
  reach: number,
): Float64Array {
  const edge = 2 * Math.round((size * padding) / 2);
  const sums = [0, 1, 2].map(() => new Float64Array(edge ** 3));
  for (const projection of projections) insert(projection, { size, reach, edge }, sums);
  const [re, im, weights] = sums;
  const limit = ((edge / size) * reach) ** 2;
  const shells = new Map<number, [number, number]>();
  const squares = Float64Array.from(re, (_, i) => {
    const [x, y, z] = [i % edge, Math.floor(i / edge) % edge, Math.floor(i / edge / edge)];
    return frequency(x, edge) ** 2 + frequency(y, edge) ** 2 + frequency(z, edge) ** 2;
  });
  squares.forEach((square, i) => {
    // The mean is that of half of the grid, as RELION has it.
    if (square >= limit || frequency(i % edge, edge) < 0) return;
    const shell = Math.round(Math.sqrt(square));
    const [sum, count] = shells.get(shell) ?? [0, 0];
    shells.set(shell, [sum + weights[i], count + 1]);
  });
  squares.forEach((square, i) => {
    const [sum, count] = shells.get(Math.round(Math.sqrt(square))) ?? [0, 1];
    const divisor = Math.max(weights[i], sum / count / 1000);
    const factor = square >= limit || divisor === 0 ? 0 : 1 / divisor;
    re[i] *= factor;
    im[i] *= factor;
  });
  transform(re, im, [edge, edge, edge], -1);
  return finished(re, edge, size);
}

/** Both halves of the image's transform, so that nothing is known of mates. */
function insert(
  { image, rotations, shift, transfer }: PlainProjection,
  { size, reach, edge }: { readonly size: number; readonly reach: number; readonly edge: number },
  [re, im, weights]: readonly Float64Array[],
): void {
  const [ir, ii] = [Float64Array.from(image), new Float64Array(size * size)];
  transform(ir, ii, [size, size], 1);
  const at = (index: number): number => ((index % edge) + edge) % edge;
  for (let i = 0; i < size * size; i++) {
    const [kx, ky] = [frequency(i % size, size), frequency(Math.floor(i / size), size)];
    // Nyquist's row and column have no mates.
    if (kx * kx + ky * ky > reach * reach || kx === -size / 2 || ky === -size / 2) continue;
    const angle = (2 * Math.PI * (kx * (size / 2 - shift[0]) + ky * (size / 2 - shift[1]))) / size;
    const t = transfer(kx, ky);
    // The origin is its own mate, and inserted as both, as RELION does.
    const times = kx === 0 && ky === 0 ? 2 : 1;
    const value = [
      times * t * (ir[i] * Math.cos(angle) - ii[i] * Math.sin(angle)),
      times * t * (ir[i] * Math.sin(angle) + ii[i] * Math.cos(angle)),
      times * t * t,
    ];
    for (const m of rotations) {
      const place = [0, 1, 2].map((axis) => (edge / size) * (m[axis] * kx + m[3 + axis] * ky));
      const first = place.map(Math.floor);
      for (let corner = 0; corner < 8; corner++) {
        const step = [corner & 1, (corner >> 1) & 1, corner >> 2];
        const share = step.reduce(
          (product, s, axis) => product * (1 - Math.abs(place[axis] - first[axis] - s)),
          1,
        );
        const [x, y, z] = first.map((from, axis) => at(from + step[axis]));
        const voxel = (z * edge + y) * edge + x;
        re[voxel] += share * value[0];
        im[voxel] += share * value[1];
        weights[voxel] += share * value[2];
      }
    }
  }
}

function finished(padded: Float64Array, edge: number, size: number): Float64Array {
  const half = size / 2;
  const wrapped = (i: number): number => (i - half + edge) % edge;
  const map = new Float64Array(size ** 3);
  const share = new Float64Array(size ** 3);
  const window = Float64Array.from(map, () => 1);
  const sinc = (at: number): number =>
    at === half ? 1 : Math.sin((Math.PI * (at - half)) / edge) / ((Math.PI * (at - half)) / edge);
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++) {
        map[i] = padded[(wrapped(z) * edge + wrapped(y)) * edge + wrapped(x)];
        const r = Math.hypot(x - half, y - half, z - half) - half;
        share[i] = r <= 0 ? 0 : r > 3 ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * r) / 3);
        window[i] = (sinc(x) * sinc(y) * sinc(z)) ** 2;
      }
  const total = share.reduce((sum, value) => sum + value, 0);
  const mean = map.reduce((sum, value, i) => sum + share[i] * value, 0) / total;
  return map.map((value, i) => (value + share[i] * (mean - value)) / window[i]);
}
