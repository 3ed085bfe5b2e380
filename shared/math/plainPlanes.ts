/** Sections of real volumes, and lines across them, transformed in 64 bits. */
import { transformLines } from './fft';

type Buffers = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** Working memory for volumes of one size; rows of real numbers go two by two, as real and imaginary part of one. */
export class PlainPlanes {
  readonly #columns: number;
  readonly #nx: number;
  readonly #ny: number;
  readonly #rows: Buffers;
  readonly #plane: Buffers;
  readonly #section: Float64Array;
  readonly #pairs: number;
  readonly #nz: number;
  readonly #block: Buffers;

  constructor([nx, ny, nz]: readonly [number, number, number], columns: number) {
    this.#nx = nx;
    this.#ny = ny;
    this.#nz = nz;
    this.#columns = columns;
    this.#pairs = Math.min(16, (ny + 1) >> 1);
    this.#rows = scratch(nx * this.#pairs);
    this.#plane = scratch(ny * columns);
    this.#section = new Float64Array(nx * ny);
    this.#block = scratch(nz * this.lines);
  }

  /** Most lines along z at once. */
  get lines(): number {
    return 32;
  }

  /** (z, line) real and imaginary parts that `alongZ` transforms. */
  get block(): readonly [Float64Array, Float64Array] {
    return [this.#block[0], this.#block[1]];
  }

  /** Uses the block up; returns the result, laid out in the same way. */
  alongZ(lines: number, isInverse: boolean): readonly [Float64Array, Float64Array] {
    if (!isInverse) return transformLines(this.#nz, lines, this.#block);
    // Exchanged parts turn the forward transform into its inverse.
    const [re, im, ...others] = this.#block;
    const [b, a] = transformLines(this.#nz, lines, [im, re, ...others]);
    return [a, b];
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
    [sourceRe, sourceIm]: readonly [Float64Array, Float64Array],
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
      const to = (y[row] < 0 ? y[row] + ny : y[row]) * columns;
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

function scratch(length: number): Buffers {
  return [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
}
