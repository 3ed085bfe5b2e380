/**
 * Transforms of real volumes, on the CPU, that neither store nor compute more than is asked for: half of the
 * coefficients stand for all, a low-pass needs few of them, and planes of zeros cost nothing. Spectra of 32 bits are
 * computed in 32 bits, which is many times faster.
 */
import { frequency } from './fft';
import { PlainPlanes } from './plainPlanes';
import { SimdPlanes } from './simdPlanes';

export type Sizes = readonly [number, number, number];

/** Coefficients of a real volume with x >= 0 and no |frequency| above `reach`; unscaled sums over voxels. */
export interface HalfSpectrum<Values extends Float32Array | Float64Array = Float32Array | Float64Array> {
  /** Of the volume. */
  readonly sizes: Sizes;
  /** Frequencies along x are 0 .. columns - 1. */
  readonly columns: number;
  /** The frequencies along y and z that are kept, in the order of storage: 0, 1, ..., then negative. */
  readonly y: Int32Array;
  readonly z: Int32Array;
  /** (z, y, x) */
  readonly re: Values;
  readonly im: Values;
}

/**
 * Forward transform, sum of f exp(-2 pi i k x / n).
 *
 * @param mask multiplies the volume, voxel by voxel
 * @param make stores the coefficients: 64 bits where each must be right, 32 bits where time and memory count
 */
export function forward<Values extends Float32Array | Float64Array>(
  volume: Float32Array,
  sizes: Sizes,
  make: new (length: number) => Values,
  reach = Infinity,
  mask: Float32Array | null = null,
): HalfSpectrum<Values> {
  const spectrum = emptySpectrum(sizes, make, reach);
  const [nx, ny, nz] = sizes;
  const { columns, y } = spectrum;
  const area = y.length * columns;
  const planes = planesFor(spectrum.re, sizes, columns);
  // All sections pass through the first two axes before the third, so that takes place for all of them.
  const isWhole = spectrum.z.length === nz;
  const re = isWhole ? spectrum.re : new make(nz * area);
  const im = isWhole ? spectrum.im : new make(nz * area);
  const product = mask === null ? null : new Float32Array(nx * ny);
  for (let z = 0; z < nz; z++) {
    const start = z * nx * ny;
    const from = mask ?? volume;
    if (isZero(from, start, start + nx * ny)) continue;
    if (mask !== null && product !== null)
      for (let i = 0; i < product.length; i++) product[i] = volume[start + i] * mask[start + i];
    const plane = product ?? volume.subarray(start, start + nx * ny);
    const [a, b] = planes.forward(plane);
    // All frequencies are kept in the transform's own order.
    const run = y.length === ny ? ny : 1;
    for (let row = 0; row < y.length; row += run) {
      const from = modulo(y[row], ny) * columns;
      const to = z * area + row * columns;
      copy(a, from, re, to, run * columns);
      copy(b, from, im, to, run * columns);
    }
  }
  alongZ(planes, area, (first, lines) => {
    const [blockRe, blockIm] = planes.block;
    for (let z = 0; z < nz; z++) {
      copy(re, z * area + first, blockRe, z * lines, lines);
      copy(im, z * area + first, blockIm, z * lines, lines);
    }
    const [a, b] = planes.alongZ(lines, false);
    for (let k = 0; k < spectrum.z.length; k++) {
      const from = modulo(spectrum.z[k], nz) * lines;
      const to = k * area + first;
      copy(a, from, spectrum.re, to, lines);
      copy(b, from, spectrum.im, to, lines);
    }
  });
  keep(planes);
  return spectrum;
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
  take: (section: Float32Array | Float64Array, z: number) => void,
  from = 0,
  to = spectrum.sizes[2],
): void {
  const { sizes, columns, y } = spectrum;
  const [nx, ny, nz] = sizes;
  const area = y.length * columns;
  const isWhole = spectrum.z.length === nz;
  const make = spectrum.re.constructor as new (length: number) => Float32Array | Float64Array;
  const re = isWhole ? spectrum.re : new make(nz * area);
  const im = isWhole ? spectrum.im : new make(nz * area);
  const planes = planesFor(spectrum.re, sizes, columns);
  alongZ(planes, area, (first, lines) => {
    const [blockRe, blockIm] = planes.block;
    if (!isWhole) for (const part of planes.block) part.fill(0, 0, nz * lines);
    for (let k = 0; k < spectrum.z.length; k++) {
      const start = modulo(spectrum.z[k], nz) * lines;
      copy(spectrum.re, k * area + first, blockRe, start, lines);
      copy(spectrum.im, k * area + first, blockIm, start, lines);
    }
    const [a, b] = planes.alongZ(lines, true);
    for (let z = from; z < to; z++) {
      copy(a, z * lines, re, z * area + first, lines);
      copy(b, z * lines, im, z * area + first, lines);
    }
  });
  const scale = 1 / (nx * ny * nz);
  for (let z = from; z < to; z++) take(planes.inverse(re, im, z * area, y, scale), z);
  keep(planes);
}

/** Calls `visit` with the index and the frequencies of every coefficient that is kept. */
export function forEachFrequency(
  { columns, y, z }: Pick<HalfSpectrum, 'columns' | 'y' | 'z'>,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  let index = 0;
  for (const kz of z) for (const ky of y) for (let kx = 0; kx < columns; kx++) visit(index++, kx, ky, kz);
}

function emptySpectrum<Values extends Float32Array | Float64Array>(
  sizes: Sizes,
  make: new (length: number) => Values,
  reach: number,
): HalfSpectrum<Values> {
  const [nx, ny, nz] = sizes;
  const columns = Math.min((nx >> 1) + 1, Math.floor(reach) + 1);
  const y = keptFrequencies(ny, reach);
  const z = keptFrequencies(nz, reach);
  const count = columns * y.length * z.length;
  return { sizes, columns, y, z, re: new make(count), im: new make(count) };
}

function keptFrequencies(n: number, reach: number): Int32Array {
  const all = Array.from({ length: n }, (_, index) => frequency(index, n));
  return Int32Array.from(all.filter((k) => Math.abs(k) <= reach));
}

type Values = Float32Array | Float64Array;

/** What transforms sections and blocks of lines across them, in one precision. */
interface Planes {
  readonly lines: number;
  readonly block: readonly [Values, Values];
  alongZ(lines: number, isInverse: boolean): readonly [Values, Values];
  forward(section: Float32Array): readonly [Values, Values];
  inverse(re: Values, im: Values, start: number, y: Int32Array, scale: number): Values;
}

function planesFor(values: Values, sizes: Sizes, columns: number): Planes {
  if (values instanceof Float64Array) return new PlainPlanes(sizes, columns);
  const kept = idle;
  idle = undefined;
  return kept?.isFor(sizes, columns) === true ? kept : new SimdPlanes(sizes, columns);
}

/** Those of the last call, for the next: many volumes of one size are transformed one after another. */
let idle: SimdPlanes | undefined;

function keep(planes: Planes): void {
  if (planes instanceof SimdPlanes) idle = planes;
}

/** Runs are copied by the system where they are long enough to repay the call. */
function copy(from: Values, start: number, to: Values, at: number, count: number): void {
  if (count >= 100) to.set(from.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i];
}

/** Runs along z in groups of neighbouring lines, which are transformed as one. */
function alongZ(planes: Planes, area: number, run: (first: number, lines: number) => void): void {
  for (let first = 0; first < area; first += planes.lines) run(first, Math.min(planes.lines, area - first));
}

function isZero(values: Float32Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (values[i] !== 0) return false;
  return true;
}

function modulo(value: number, n: number): number {
  return value < 0 ? value + n : value;
}
