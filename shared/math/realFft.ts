/**
 * Transforms of real volumes, on the CPU and in 64 bits, that neither store nor compute more than is asked for: half of
 * the coefficients stand for all, a low-pass needs few of them, and planes of zeros cost nothing.
 */
import { frequency } from './fft';
import { PlainPlanes } from './plainPlanes';

export type Sizes = readonly [number, number, number];

/** Coefficients of a real volume with x >= 0 and no |frequency| above `reach`; unscaled sums over voxels. */
export interface HalfSpectrum {
  /** Of the volume. */
  readonly sizes: Sizes;
  /** Frequencies along x are 0 .. columns - 1. */
  readonly columns: number;
  /** The frequencies along y and z that are kept, in the order of storage: 0, 1, ..., then negative. */
  readonly y: Int32Array;
  readonly z: Int32Array;
  /** (z, y, x) */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Forward transform of a volume that comes section by section, in any order; those left out are 0. */
export interface ForwardTransform {
  add(section: Float32Array, z: number): void;
  finish(): HalfSpectrum;
}

/** Forward transform, sum of f exp(-2 pi i k x / n). */
export function forward(volume: Float32Array, sizes: Sizes, reach = Infinity): HalfSpectrum {
  const [nx, ny, nz] = sizes;
  const transform = planForward(sizes, reach);
  for (let z = 0; z < nz; z++) transform.add(volume.subarray(z * nx * ny, (z + 1) * nx * ny), z);
  return transform.finish();
}

/** Keeps of each section what the spectrum needs. */
export function planForward(sizes: Sizes, reach = Infinity): ForwardTransform {
  const spectrum = emptySpectrum(sizes, reach);
  const [, ny, nz] = sizes;
  const { columns, y } = spectrum;
  const area = y.length * columns;
  const planes = new PlainPlanes(sizes, columns);
  // All sections pass through the first two axes before the third, so that takes place for all of them.
  const isWhole = spectrum.z.length === nz;
  const kept: Complex = isWhole
    ? spectrum
    : { re: new Float64Array(nz * area), im: new Float64Array(nz * area) };
  return {
    add(section, z) {
      if (isZero(section)) return;
      const [a, b] = planes.forward(section);
      // All frequencies are kept in the transform's own order.
      const run = y.length === ny ? ny : 1;
      for (let row = 0; row < y.length; row += run) {
        const from = modulo(y[row], ny) * columns;
        const to = z * area + row * columns;
        copy({ re: a, im: b }, kept, { from, to, count: run * columns });
      }
    },
    finish() {
      alongZ(planes, area, (first, lines) => {
        const block = toComplex(planes.block);
        for (let z = 0; z < nz; z++)
          copy(kept, block, { from: z * area + first, to: z * lines, count: lines });
        const result = toComplex(planes.alongZ(lines, false));
        for (let k = 0; k < spectrum.z.length; k++) {
          const from = modulo(spectrum.z[k], nz) * lines;
          const to = k * area + first;
          copy(result, spectrum, { from, to, count: lines });
        }
      });
      return spectrum;
    },
  };
}

/**
 * The inverse, divided by the number of voxels, section by section: `take` gets each (y, x), valid until it returns.
 * The spectrum's own storage serves as scratch where all of z is kept: it is used up.
 *
 * @param from first section wanted
 * @param to the one after the last
 */
export function inverse(
  spectrum: HalfSpectrum,
  take: (section: Float64Array, z: number) => void,
  from = 0,
  to = spectrum.sizes[2],
): void {
  const { sizes, columns, y } = spectrum;
  const [nx, ny, nz] = sizes;
  const area = y.length * columns;
  const isWhole = spectrum.z.length === nz;
  const kept: Complex = isWhole
    ? spectrum
    : { re: new Float64Array(nz * area), im: new Float64Array(nz * area) };
  const planes = new PlainPlanes(sizes, columns);
  alongZ(planes, area, (first, lines) => {
    const block = toComplex(planes.block);
    if (!isWhole) for (const part of planes.block) part.fill(0, 0, nz * lines);
    for (let k = 0; k < spectrum.z.length; k++) {
      const start = modulo(spectrum.z[k], nz) * lines;
      copy(spectrum, block, { from: k * area + first, to: start, count: lines });
    }
    const result = toComplex(planes.alongZ(lines, true));
    for (let z = from; z < to; z++)
      copy(result, kept, { from: z * lines, to: z * area + first, count: lines });
  });
  const scale = 1 / (nx * ny * nz);
  for (let z = from; z < to; z++) take(planes.inverse([kept.re, kept.im], z * area, y, scale), z);
}

/** Calls `visit` with the index and the frequencies of every coefficient that is kept. */
export function forEachFrequency(
  { columns, y, z }: Pick<HalfSpectrum, 'columns' | 'y' | 'z'>,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  let index = 0;
  for (const kz of z) for (const ky of y) for (let kx = 0; kx < columns; kx++) visit(index++, kx, ky, kz);
}

function emptySpectrum(sizes: Sizes, reach: number): HalfSpectrum {
  const [nx, ny, nz] = sizes;
  const columns = Math.min((nx >> 1) + 1, Math.floor(reach) + 1);
  const y = keptFrequencies(ny, reach);
  const z = keptFrequencies(nz, reach);
  const count = columns * y.length * z.length;
  return { sizes, columns, y, z, re: new Float64Array(count), im: new Float64Array(count) };
}

function keptFrequencies(n: number, reach: number): Int32Array {
  const all = Array.from({ length: n }, (_, index) => frequency(index, n));
  return Int32Array.from(all.filter((k) => Math.abs(k) <= reach));
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function toComplex([re, im]: readonly [Float64Array, Float64Array]): Complex {
  return { re, im };
}

/** Elements that follow each other: where they start in the source and in the target. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Runs are copied by the system where they are long enough to repay the call. */
function copy(source: Complex, target: Complex, { from, to, count }: Run): void {
  if (count >= 100) {
    target.re.set(source.re.subarray(from, from + count), to);
    target.im.set(source.im.subarray(from, from + count), to);
  } else
    for (let i = 0; i < count; i++) {
      target.re[to + i] = source.re[from + i];
      target.im[to + i] = source.im[from + i];
    }
}

/** Runs along z in groups of neighboring lines, which are transformed as one. */
function alongZ(planes: PlainPlanes, area: number, run: (first: number, lines: number) => void): void {
  for (let first = 0; first < area; first += planes.lines) run(first, Math.min(planes.lines, area - first));
}

function isZero(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

function modulo(value: number, n: number): number {
  return value < 0 ? value + n : value;
}
