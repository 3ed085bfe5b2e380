/** Projections of a known particle through known transfer functions, and how well a map agrees with it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '../../src/compute/maps/volume';
import { frequency, transform } from '../../shared/math/fft';
import { seededNormal, seededUniform } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import { SimdTransforms } from '../../shared/math/simdTransforms';
import { contrastTransfer } from '../../src/compute/simulate/contrastTransfer';
import { writeMrc } from '../../src/formats/mrc';
import { mapOf, randomBlobs, type Blobs } from '../support/blobs';

/** Writes projections.star and projections.mrcs of `count` images, an even number; gives the particle. */
export async function writeProjections(folder: string, size: number, count: number): Promise<Volume> {
  const pixelSize = 1.6;
  const blobs = randomBlobs(40, size / 18, 1.3, 1);
  const uniform = seededUniform(3);
  const normal = seededNormal(4);
  const transforms = new SimdTransforms(2 * size * size, 2, [size]);
  const parts = [transforms.allocate(size * size), transforms.allocate(size * size)] as const;
  const data = new Float32Array(count * size * size);
  const rows: string[] = [];
  for (let i = 0; i < count; i += 2) {
    const u = 8000 + 17000 * uniform();
    const [v, angle] = [u + 500 * (2 * uniform() - 1), 180 * uniform()];
    for (const part of parts) {
      const [rot, tilt, psi] = [
        360 * uniform(),
        (Math.acos(2 * uniform() - 1) * 180) / Math.PI,
        360 * uniform(),
      ];
      const origin = [normal(), normal()];
      part.set(projected(blobs, size, [rot, tilt, psi], origin));
      const numbers = [rot, tilt, psi, ...origin.map((value) => value * pixelSize), u, v, angle];
      rows.push(
        `${rows.length + 1}@projections.mrcs ${numbers.map((value) => value.toFixed(4)).join(' ')} 1`,
      );
    }
    const optics = { voltage: 300e3, cs: 2.7e7, amplitude: 0.1 };
    const astigmatismAngle = (angle * Math.PI) / 180;
    const transfer = contrastTransfer({ optics, defocus: (u + v) / 2, astigmatism: u - v, astigmatismAngle });
    const lines = { length: size, count: size, pitch: size };
    transforms.rows(parts[0], parts[1], lines);
    transforms.columns(parts[0], parts[1], lines);
    // Real and even: both images, which are one's real and imaginary part, get it alike.
    for (let y = 0, k = 0; y < size; y++)
      for (let x = 0; x < size; x++, k++) {
        const extent = size * pixelSize;
        const value = transfer(frequency(x, size) / extent, frequency(y, size) / extent) / size ** 2;
        parts[0][k] *= value;
        parts[1][k] *= value;
      }
    transforms.rows(parts[1], parts[0], lines);
    transforms.columns(parts[1], parts[0], lines);
    parts.forEach((part, second) => data.set(part, (i + second) * size * size));
  }
  await writeMrc(join(folder, 'projections.mrcs'), { size: [size, size, count], pixelSize, data });
  const labels = ['ImageName', 'AngleRot', 'AngleTilt', 'AnglePsi', 'OriginXAngst', 'OriginYAngst'];
  const table = [
    'data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnOpticsGroupName\n_rlnVoltage\n_rlnSphericalAberration',
    '_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnImageSize\n_rlnImageDimensionality',
    `1 one 300 2.7 0.1 ${pixelSize} ${size} 2\n\ndata_particles\n\nloop_`,
    ...[...labels, 'DefocusU', 'DefocusV', 'DefocusAngle', 'OpticsGroup'].map((label) => `_rln${label}`),
    ...rows,
    '',
  ];
  await writeFile(join(folder, 'projections.star'), table.join('\n'));
  return mapOf(blobs, size, pixelSize);
}

/** The particle lies at minus the origin, pixels. */
function projected(
  { places, amplitudes, width }: Blobs,
  size: number,
  angles: readonly number[],
  origin: readonly number[],
): Float32Array {
  const [rot, tilt, psi] = angles.map((angle) => (angle * Math.PI) / 180);
  const m = euler(rot, tilt, psi);
  const image = new Float32Array(size * size);
  places.forEach(([px, py, pz], blob) => {
    const along = (axis: 0 | 1): Float64Array => {
      const at = m[3 * axis] * px + m[3 * axis + 1] * py + m[3 * axis + 2] * pz - origin[axis] + size / 2;
      return Float64Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - at) / width) ** 2));
    };
    const [xs, ys] = [along(0), along(1)];
    const amplitude = amplitudes[blob] * width * Math.sqrt(2 * Math.PI);
    for (let y = 0, i = 0; y < size; y++) {
      const row = amplitude * ys[y];
      for (let x = 0; x < size; x++, i++) image[i] += row * xs[x];
    }
  });
  return image;
}

/** Fourier shell correlation of two maps, shell by shell. */
export function correlationByShell(size: number, a: Float32Array, b: Float32Array): Float64Array {
  const [ar, br] = [Float64Array.from(a), Float64Array.from(b)];
  const [ai, bi] = [new Float64Array(a.length), new Float64Array(b.length)];
  transform(ar, ai, [size, size, size], 1);
  transform(br, bi, [size, size, size], 1);
  const sums = Array.from({ length: size }, () => [0, 0, 0]);
  for (let i = 0; i < a.length; i++) {
    const [x, y, z] = [i % size, Math.floor(i / size) % size, Math.floor(i / size / size)];
    const sum = sums[Math.round(Math.hypot(frequency(x, size), frequency(y, size), frequency(z, size)))];
    sum[0] += ar[i] * br[i] + ai[i] * bi[i];
    sum[1] += ar[i] ** 2 + ai[i] ** 2;
    sum[2] += br[i] ** 2 + bi[i] ** 2;
  }
  return Float64Array.from(sums, ([ab, aa, bb]) => ab / Math.sqrt(aa * bb));
}
