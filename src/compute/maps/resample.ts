/** Maps at another pixel size and in another box, on the processor; the voxel at size/2 stays in the middle. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import { padOrCrop, type Volume } from './volume';

/** By how many new voxels the edge of the box may be off: good enough to take at once, and the most that is taken. */
const [small, most] = [0.004, 0.03];

/** Boxes that hold as many pixels of one size as of the other. */
export interface Resampling {
  /** Edge of the padded box, voxels of the present size, even. */
  readonly padded: number;
  /** Edge of the same box, voxels of the new size, even. */
  readonly rescaled: number;
}

/**
 * Undefined where no box up to twice as wide comes close enough to the ratio.
 *
 * @param size edge, voxels
 */
export function planResampling(
  size: number,
  pixelSize: number,
  newPixelSize: number,
): Resampling | undefined {
  const half = (size * pixelSize) / newPixelSize / 2;
  let [best, least]: [Resampling | undefined, number] = [undefined, most];
  for (let padded = size + (size % 2); padded <= 2 * size && least > small; padded += 2) {
    const rescaled = 2 * Math.round((padded * pixelSize) / newPixelSize / 2);
    const ratio = (padded * pixelSize) / (rescaled * newPixelSize);
    const error = Math.abs(ratio - 1) * half;
    if (rescaled >= 2 && error < least) [best, least] = [{ padded, rescaled }, error];
  }
  return best;
}

/** Through its Fourier transform: frequencies that both sizes have stay as they are. @param size new edge */
export function resampled(volume: Volume, plan: Resampling, size: number, pixelSize: number): Volume {
  const { padded: m, rescaled: k } = plan;
  const re = padOrCrop(volume, m).data.slice();
  const im = new Float32Array(re.length);
  const newRe = new Float32Array(k ** 3);
  const newIm = new Float32Array(k ** 3);
  quickTransform(re, im, [m, m, m], 1);
  const both = Math.min(m, k);
  const kept = Array.from({ length: k }, (_, i) => frequency(i, k)).filter((f) => 2 * Math.abs(f) < both);
  const factor = (k / m) ** 3;
  for (const z of kept)
    for (const y of kept) {
      const from = (((z + m) % m) * m + ((y + m) % m)) * m;
      const to = (((z + k) % k) * k + ((y + k) % k)) * k;
      for (const x of kept) {
        newRe[to + ((x + k) % k)] = factor * re[from + ((x + m) % m)];
        newIm[to + ((x + k) % k)] = factor * im[from + ((x + m) % m)];
      }
    }
  // Position m/2 is k/2 of the new grid by itself: both are half of the box.
  quickTransform(newRe, newIm, [k, k, k], -1);
  return { ...padOrCrop({ size: k, pixelSize, data: newRe }, size), pixelSize };
}

/** Between voxels linearly: for masks and local values, which have no negative parts. */
export function resampledLinearly(volume: Volume, size: number, pixelSize: number): Volume {
  const { size: n, data } = volume;
  const out = new Float32Array(size ** 3);
  const places = Array.from({ length: size }, (_, i) => {
    const at = ((i - size / 2) * pixelSize) / volume.pixelSize + n / 2;
    const first = Math.floor(at);
    return { first, rest: at - first };
  });
  const value = (x: number, y: number, z: number): number =>
    x < 0 || y < 0 || z < 0 || x >= n || y >= n || z >= n ? 0 : data[(z * n + y) * n + x];
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++)
        for (let corner = 0; corner < 8; corner++) {
          const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
          const [px, py, pz] = [places[x], places[y], places[z]];
          const share =
            (dx === 1 ? px.rest : 1 - px.rest) *
            (dy === 1 ? py.rest : 1 - py.rest) *
            (dz === 1 ? pz.rest : 1 - pz.rest);
          if (share > 0) out[i] += share * value(px.first + dx, py.first + dy, pz.first + dz);
        }
  return { size, pixelSize, data: out };
}
