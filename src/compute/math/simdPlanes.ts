/** Sections of real volumes, and lines across them, transformed in 32 bits: the fast side of realFft.ts. */
import { SimdTransforms } from './simdTransforms';

/** Lines along z that are transformed as one. */
const BLOCK = 256;

/** Working memory for volumes of one size; rows of real numbers go two by two, as real and imaginary part of one. */
export class SimdPlanes {
  readonly #columns: number;
  readonly #nx: number;
  readonly #ny: number;
  readonly #nz: number;
  readonly #transforms: SimdTransforms;
  /** One row more than the section has where their number is odd. */
  readonly #section: Float32Array;
  readonly #re: Float32Array;
  readonly #im: Float32Array;
  /** (z, line) real and imaginary parts that `alongZ` transforms. */
  readonly block: readonly [Float32Array, Float32Array];

  constructor([nx, ny, nz]: readonly [number, number, number], columns: number) {
    this.#nx = nx;
    this.#ny = ny;
    this.#nz = nz;
    this.#columns = columns;
    const sectionFloats = nx * (ny + (ny % 2));
    const floats = sectionFloats + 2 * ny * columns + 2 * BLOCK * nz;
    this.#transforms = new SimdTransforms(floats, 5, [nx, ny, nz]);
    this.#section = this.#transforms.allocate(sectionFloats);
    this.#re = this.#transforms.allocate(ny * columns);
    this.#im = this.#transforms.allocate(ny * columns);
    this.block = [this.#transforms.allocate(BLOCK * nz), this.#transforms.allocate(BLOCK * nz)];
  }

  isFor([nx, ny, nz]: readonly [number, number, number], columns: number): boolean {
    return nx === this.#nx && ny === this.#ny && nz === this.#nz && columns === this.#columns;
  }

  /** Most lines along z at once. */
  get lines(): number {
    return BLOCK;
  }

  /** In place; the number of lines is the pitch, too. */
  alongZ(lines: number, isInverse: boolean): readonly [Float32Array, Float32Array] {
    const [re, im] = this.block;
    // Exchanged parts turn the forward transform into its inverse.
    const parts = isInverse ? ([im, re] as const) : ([re, im] as const);
    this.#transforms.columns(...parts, { length: this.#nz, count: lines, pitch: lines });
    return this.block;
  }

  /** (y, x) coefficients of a section, y in the transform's own order. */
  forward(section: Float32Array): [Float32Array, Float32Array] {
    const [nx, ny, columns] = [this.#nx, this.#ny, this.#columns];
    const [re, im, rows] = [this.#re, this.#im, this.#section];
    rows.set(section);
    rows.fill(0, nx * ny);
    this.#alongX(false);
    for (let y = 0; y < ny; y += 2) {
      const a = y * nx;
      const b = a + nx;
      const to = y * columns;
      const hasSecond = y + 1 < ny;
      for (let x = 0; x < columns; x++) {
        const mirror = x === 0 ? 0 : nx - x;
        const ar = rows[a + x];
        const ai = rows[b + x];
        const br = rows[a + mirror];
        const bi = rows[b + mirror];
        re[to + x] = 0.5 * (ar + br);
        im[to + x] = 0.5 * (ai - bi);
        if (!hasSecond) continue;
        re[to + columns + x] = 0.5 * (ai + bi);
        im[to + columns + x] = 0.5 * (br - ar);
      }
    }
    this.#transforms.columns(re, im, { length: ny, count: columns, pitch: columns });
    return [re, im];
  }

  /** The section whose coefficients start at `start`; `y` are the frequencies of its rows. */
  inverse(
    sourceRe: Float32Array | Float64Array,
    sourceIm: Float32Array | Float64Array,
    start: number,
    y: Int32Array,
    scale: number,
  ): Float32Array {
    const [nx, ny, columns] = [this.#nx, this.#ny, this.#columns];
    const [re, im] = [this.#re, this.#im];
    if (y.length < ny) {
      re.fill(0);
      im.fill(0);
    }
    for (let row = 0, from = start; row < y.length; row++) {
      const to = (y[row] < 0 ? y[row] + ny : y[row]) * columns;
      for (let x = 0; x < columns; x++, from++) {
        re[to + x] = sourceRe[from] * scale;
        im[to + x] = sourceIm[from] * scale;
      }
    }
    this.#transforms.columns(im, re, { length: ny, count: columns, pitch: columns });
    this.#joinRows();
    this.#alongX(true);
    return this.#section.subarray(0, nx * ny);
  }

  /** Rows two by two as one complex row with the transform a + i b. */
  #joinRows(): void {
    const [nx, ny, columns] = [this.#nx, this.#ny, this.#columns];
    const [re, im, rows] = [this.#re, this.#im, this.#section];
    rows.fill(0);
    for (let y = 0; y < ny; y += 2) {
      const from = y * columns;
      const to = y * nx;
      const hasSecond = y + 1 < ny;
      for (let x = 0; x < columns; x++) {
        const mirror = (nx - x) % nx;
        // A frequency that is its own mirror has no imaginary part in a real row.
        const isReal = mirror === x;
        const ar = re[from + x];
        const ai = isReal ? 0 : im[from + x];
        const br = hasSecond ? re[from + columns + x] : 0;
        const bi = isReal || !hasSecond ? 0 : im[from + columns + x];
        rows[to + x] = ar - bi;
        rows[to + nx + x] = ai + br;
        if (isReal) continue;
        rows[to + mirror] = ar + bi;
        rows[to + nx + mirror] = br - ai;
      }
    }
  }

  #alongX(isInverse: boolean): void {
    const [nx, ny] = [this.#nx, this.#ny];
    const first = this.#section;
    const second = first.subarray(nx);
    const parts = isInverse ? ([second, first] as const) : ([first, second] as const);
    this.#transforms.rows(...parts, { length: nx, count: (ny + 1) >> 1, pitch: 2 * nx });
  }
}
