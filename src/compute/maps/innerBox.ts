/** The inner half of a padded box from half of its spectrum, without what the padding's interpolation leaves: by vector instructions. */
import { SimdTransforms, type Lines } from '../../../shared/math/simdTransforms';

/** Lines along z that are transformed at once: what the processor's cache holds. */
const mostLines = 1024;

/** Coefficients (z, y, x >= 0) of a real box of n³, frequency 0 first; unscaled sums. */
export interface HalfBox {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

export class InnerBox {
  readonly #simd: SimdTransforms;
  /** Some lines along z, then a section. */
  readonly #block: HalfBox;
  /** Two rows each, as real and imaginary part. */
  readonly #rows: HalfBox;
  readonly #lines: number;
  readonly #envelope: Float64Array;

  /** @param size edge of the inner box, even; the padded one is twice as large */
  constructor(private readonly size: number) {
    const n = 2 * size;
    const columns = size + 1;
    this.#lines = Math.min(mostLines, n * columns);
    const block = Math.max(n * this.#lines, n * columns);
    const rows = (size / 2) * n;
    this.#simd = new SimdTransforms(2 * (block + rows), 4, [n]);
    this.#block = { re: this.#simd.allocate(block), im: this.#simd.allocate(block) };
    this.#rows = { re: this.#simd.allocate(rows), im: this.#simd.allocate(rows) };
    this.#envelope = Float64Array.from({ length: size }, (_, i) => {
      const x = (Math.PI * (i - size / 2)) / n;
      return x === 0 ? 1 : (Math.sin(x) / x) ** 2;
    });
  }

  /** (z, y, x) of the inner box. The spectrum's storage is used up. */
  inverse(spectrum: HalfBox): Float32Array {
    const { size } = this;
    this.#alongZ(spectrum);
    const out = new Float32Array(size ** 3);
    for (let z = 0; z < size; z++) this.#section(spectrum, z, out);
    return out;
  }

  /** Only the sections of the inner box are written. */
  #alongZ({ re, im }: HalfBox): void {
    const n = 2 * this.size;
    const area = n * (this.size + 1);
    const only = { first: this.size / 2, end: n - this.size / 2 };
    const block = this.#block;
    for (let first = 0; first < area; first += this.#lines) {
      const count = Math.min(this.#lines, area - first);
      for (let z = 0; z < n; z++) {
        const from = z * area + first;
        block.re.set(re.subarray(from, from + count), z * count);
        block.im.set(im.subarray(from, from + count), z * count);
      }
      const lines: Lines = { length: n, count, pitch: count };
      // Exchanged parts: the inverse.
      this.#simd.columns(block.im, block.re, lines, {
        re: block.im,
        im: block.re,
        pitch: count,
        start: 0,
        only,
      });
      for (let z = only.first; z < only.end; z++) {
        re.set(block.re.subarray(z * count, (z + 1) * count), z * area + first);
        im.set(block.im.subarray(z * count, (z + 1) * count), z * area + first);
      }
    }
  }

  /** @param z of the inner box */
  #section({ re, im }: HalfBox, z: number, out: Float32Array): void {
    const { size } = this;
    const n = 2 * size;
    const columns = size + 1;
    const margin = size / 2;
    const at = (z + margin) * n * columns;
    const block = this.#block;
    block.re.set(re.subarray(at, at + n * columns));
    block.im.set(im.subarray(at, at + n * columns));
    const lines: Lines = { length: n, count: columns, pitch: columns };
    this.#simd.columns(block.im, block.re, lines, {
      ...{ re: block.im, im: block.re, pitch: columns, start: 0 },
      only: { first: margin, end: n - margin },
    });
    const rows = this.#rows;
    for (let pair = 0; pair < size / 2; pair++) {
      const [a, b] = [(margin + 2 * pair) * columns, (margin + 2 * pair + 1) * columns];
      const to = pair * n;
      for (let x = 0; x < columns; x++) {
        const [ar, ai, br, bi] = [block.re[a + x], block.im[a + x], block.re[b + x], block.im[b + x]];
        rows.re[to + x] = ar - bi;
        rows.im[to + x] = ai + br;
        // The other half of the two lines follows from this one.
        if (x === 0 || x === size) continue;
        rows.re[to + n - x] = ar + bi;
        rows.im[to + n - x] = br - ai;
      }
    }
    this.#simd.rows(rows.im, rows.re, { length: n, count: size / 2, pitch: n });
    const envelope = this.#envelope;
    const scale = 1 / n ** 3;
    for (let y = 0; y < size; y++) {
      const from = (y >> 1) * n + margin;
      const line = y % 2 === 0 ? rows.re : rows.im;
      const factor = scale / (envelope[y] * envelope[z]);
      const to = (z * size + y) * size;
      for (let x = 0; x < size; x++) out[to + x] = (line[from + x] * factor) / envelope[x];
    }
  }
}
