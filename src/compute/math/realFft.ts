/**
 * Transforms of real volumes, on the CPU, that neither store nor compute more than is asked for: half of the
 * coefficients stand for all, a low-pass needs few of them, and planes of zeros cost nothing.
 */
import { frequency, transformLines } from './fft';

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
 * @param make stores the coefficients: 64 bits where each must be right, 32 bits where memory counts
 */
export function forward<Values extends Float32Array | Float64Array>(
  volume: Float32Array,
  sizes: Sizes,
  make: new (length: number) => Values,
  reach = Infinity,
): HalfSpectrum<Values> {
  const spectrum = emptySpectrum(sizes, make, reach);
  const [nx, ny, nz] = sizes;
  const { columns, y } = spectrum;
  const area = y.length * columns;
  const planes = new Planes(sizes, columns);
  // All sections pass through the first two axes before the third, so that takes place for all of them.
  const isWhole = spectrum.z.length === nz;
  const re = isWhole ? spectrum.re : new make(nz * area);
  const im = isWhole ? spectrum.im : new make(nz * area);
  for (let z = 0; z < nz; z++) {
    const plane = volume.subarray(z * nx * ny, (z + 1) * nx * ny);
    if (isZero(plane)) continue;
    const [a, b] = planes.forward(plane);
    for (let row = 0; row < y.length; row++) {
      const from = modulo(y[row], ny) * columns;
      const to = z * area + row * columns;
      for (let x = 0; x < columns; x++) {
        re[to + x] = a[from + x];
        im[to + x] = b[from + x];
      }
    }
  }
  alongZ(nz, area, (first, lines, buffers) => {
    for (let z = 0; z < nz; z++)
      for (let q = 0, from = z * area + first, to = z * lines; q < lines; q++, from++, to++) {
        buffers[0][to] = re[from];
        buffers[1][to] = im[from];
      }
    const [a, b] = transformLines(nz, lines, buffers);
    for (let k = 0; k < spectrum.z.length; k++) {
      const from = modulo(spectrum.z[k], nz) * lines;
      const to = k * area + first;
      for (let q = 0; q < lines; q++) {
        spectrum.re[to + q] = a[from + q];
        spectrum.im[to + q] = b[from + q];
      }
    }
  });
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
  take: (section: Float64Array, z: number) => void,
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
  alongZ(nz, area, (first, lines, buffers) => {
    // Exchanged parts turn the forward transform into its inverse.
    if (!isWhole) for (const buffer of [buffers[0], buffers[1]]) buffer.fill(0, 0, nz * lines);
    for (let k = 0; k < spectrum.z.length; k++) {
      const start = modulo(spectrum.z[k], nz) * lines;
      for (let q = 0, source = k * area + first; q < lines; q++, source++) {
        buffers[1][start + q] = spectrum.re[source];
        buffers[0][start + q] = spectrum.im[source];
      }
    }
    const [b, a] = transformLines(nz, lines, buffers);
    for (let z = from; z < to; z++)
      for (let q = 0, start = z * lines, target = z * area + first; q < lines; q++, start++, target++) {
        re[target] = a[start];
        im[target] = b[start];
      }
  });
  const planes = new Planes(sizes, columns);
  const scale = 1 / (nx * ny * nz);
  for (let z = from; z < to; z++) take(planes.inverse(re, im, z * area, y, scale), z);
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

/** Runs along z in groups of neighbouring lines, which are transformed as one. */
function alongZ(
  nz: number,
  area: number,
  run: (first: number, lines: number, buffers: Buffers) => void,
): void {
  const most = Math.min(area, 32);
  const buffers = scratch(nz * most);
  for (let first = 0; first < area; first += most) run(first, Math.min(most, area - first), buffers);
}

/** Sections through their two axes; rows of real numbers go two by two, as real and imaginary part of one. */
class Planes {
  readonly #columns: number;
  readonly #nx: number;
  readonly #ny: number;
  readonly #rows: Buffers;
  readonly #plane: Buffers;
  readonly #section: Float64Array;
  readonly #pairs: number;

  constructor([nx, ny]: Sizes, columns: number) {
    this.#nx = nx;
    this.#ny = ny;
    this.#columns = columns;
    this.#pairs = Math.min(16, (ny + 1) >> 1);
    this.#rows = scratch(nx * this.#pairs);
    this.#plane = scratch(ny * columns);
    this.#section = new Float64Array(nx * ny);
  }

  /** (y, x) coefficients of a section, y in the transform's own order. */
  forward(section: Float32Array): [Float64Array, Float64Array] {
    const [nx, ny, columns] = [this.#nx, this.#ny, this.#columns];
    const [re, im] = this.#plane;
    for (let top = 0; top < ny; top += 2 * this.#pairs) {
      const lines = Math.min(this.#pairs, (ny - top + 1) >> 1);
      const [inRe, inIm] = this.#rows;
      for (let q = 0; q < lines; q++) {
        const row = (top + 2 * q) * nx;
        const hasSecond = top + 2 * q + 1 < ny;
        for (let x = 0, to = q; x < nx; x++, to += lines) {
          inRe[to] = section[row + x];
          inIm[to] = hasSecond ? section[row + nx + x] : 0;
        }
      }
      const [a, b] = transformLines(nx, lines, this.#rows);
      for (let q = 0; q < lines; q++) {
        const row = (top + 2 * q) * columns;
        const hasSecond = top + 2 * q + 1 < ny;
        for (let x = 0; x < columns; x++) {
          const i = x * lines + q;
          const j = (x === 0 ? 0 : nx - x) * lines + q;
          re[row + x] = 0.5 * (a[i] + a[j]);
          im[row + x] = 0.5 * (b[i] - b[j]);
          if (!hasSecond) continue;
          re[row + columns + x] = 0.5 * (b[i] + b[j]);
          im[row + columns + x] = 0.5 * (a[j] - a[i]);
        }
      }
    }
    return transformLines(ny, columns, this.#plane);
  }

  /** The section whose coefficients start at `start`; `y` are the frequencies of its rows. */
  inverse(
    sourceRe: Float32Array | Float64Array,
    sourceIm: Float32Array | Float64Array,
    start: number,
    y: Int32Array,
    scale: number,
  ): Float64Array {
    const [ny, columns] = [this.#ny, this.#columns];
    const [planeIm, planeRe] = this.#plane;
    if (y.length < ny) {
      planeIm.fill(0);
      planeRe.fill(0);
    }
    for (let row = 0, from = start; row < y.length; row++) {
      const to = modulo(y[row], ny) * columns;
      for (let x = 0; x < columns; x++, from++) {
        planeRe[to + x] = sourceRe[from] * scale;
        planeIm[to + x] = sourceIm[from] * scale;
      }
    }
    const [im, re] = transformLines(ny, columns, this.#plane);
    for (let top = 0; top < ny; top += 2 * this.#pairs) this.#inverseRows(re, im, top);
    return this.#section;
  }

  #inverseRows(re: Float64Array, im: Float64Array, top: number): void {
    const [nx, ny, columns] = [this.#nx, this.#ny, this.#columns];
    const lines = Math.min(this.#pairs, (ny - top + 1) >> 1);
    const [inIm, inRe] = this.#rows;
    for (let buffer = 0; buffer < 2; buffer++) this.#rows[buffer].fill(0, 0, nx * lines);
    for (let q = 0; q < lines; q++) {
      const first = (top + 2 * q) * columns;
      const second = first + columns;
      const hasSecond = top + 2 * q + 1 < ny;
      for (let x = 0; x < columns; x++) {
        const [ar, br] = [re[first + x], hasSecond ? re[second + x] : 0];
        const mirror = (nx - x) % nx;
        // A frequency that is its own mirror has no imaginary part in a real row.
        const isReal = mirror === x;
        const ai = isReal ? 0 : im[first + x];
        const bi = isReal || !hasSecond ? 0 : im[second + x];
        inRe[x * lines + q] = ar - bi;
        inIm[x * lines + q] = ai + br;
        if (isReal) continue;
        inRe[mirror * lines + q] = ar + bi;
        inIm[mirror * lines + q] = br - ai;
      }
    }
    const [b, a] = transformLines(nx, lines, this.#rows);
    for (let q = 0; q < lines; q++) {
      const row = (top + 2 * q) * nx;
      const hasSecond = top + 2 * q + 1 < ny;
      for (let x = 0, from = q; x < nx; x++, from += lines) {
        this.#section[row + x] = a[from];
        if (hasSecond) this.#section[row + nx + x] = b[from];
      }
    }
  }
}

type Buffers = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

function scratch(length: number): Buffers {
  return [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
}

function isZero(values: Float32Array): boolean {
  for (const value of values) if (value !== 0) return false;
  return true;
}

function modulo(value: number, n: number): number {
  return value < 0 ? value + n : value;
}
