/**
 * Two real maps in one memory as the real and imaginary part of a complex one: one transform serves both, and what is
 * asked of their transforms (correlation, mean, phases by chance) is answered without taking them apart. In 32 bits.
 */
import { SimdTransforms } from '../math/simdTransforms';
import moduleBytes from './assembly/mapPair.wasm';
import type { RealRows } from './realRows';

/** Directions that a random phase is drawn from: so many that their mean is 0, so few that they stay in the cache. */
const DIRECTIONS = 4096;
/** Pairs of rows that are transformed along x together. */
const ROWS = 64;

/** Rows and sections that hold all of a mask, and the number of voxels above 1/2 in it. */
export interface MaskExtent {
  readonly firstRow: number;
  readonly endRow: number;
  readonly firstSection: number;
  readonly endSection: number;
  readonly inside: number;
}

/** `rms` is the deviation from the mean, as MRC files have it. */
export interface MapStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rms: number;
}

/** Sums over the coefficients at x >= 0 of the mean of both maps, by the square of their radius. */
export interface AmplitudeSums {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

export class MapPair {
  /** (z, y, x); half of its transform after `forward`. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** All 0 until it is filled; null without one. */
  readonly mask: Float32Array | null;
  readonly #transforms: SimdTransforms;
  readonly #kernel: Kernel;
  /** Half of the transform of the mean. */
  readonly #meanRe: Float32Array;
  readonly #meanIm: Float32Array;
  readonly #rows: readonly [Float32Array, Float32Array];
  /** Factors, sums, directions, results: whatever a call needs. */
  readonly #table: Float32Array;

  /** @param size an even edge, voxels. Throws RangeError if that does not fit into 4 GB. */
  constructor(
    readonly size: number,
    hasMask: boolean,
  ) {
    const voxels = size ** 3;
    const halfVoxels = size * size * (size / 2 + 1);
    const table = Math.max(3 * (size / 2) ** 2 + 1, 6 * this.#limit, 2 * DIRECTIONS);
    const arrays = [voxels, voxels, hasMask ? voxels : 0, halfVoxels, halfVoxels, ROWS * size, ROWS * size];
    const floats = arrays.reduce((sum, length) => sum + length, table);
    this.#transforms = new SimdTransforms(floats, arrays.length + 1, [size]);
    const allocated = arrays.map((length) => this.#transforms.allocate(length));
    [this.first, this.second, , this.#meanRe, this.#meanIm] = allocated;
    this.mask = hasMask ? allocated[2] : null;
    this.#rows = [allocated[5], allocated[6]];
    this.#table = this.#transforms.allocate(table);
    this.#kernel = this.#transforms.link(moduleBytes) as unknown as Kernel;
  }

  /** Of one of this pair's maps; least and greatest are NaN if a voxel is infinite or no number. */
  statistics(map: Float32Array): MapStatistics {
    this.#kernel.statistics(map.byteOffset, map.length, this.#table.byteOffset);
    const [min, max, sum, squares] = new Float64Array(this.#table.buffer, this.#table.byteOffset, 4);
    const mean = sum / map.length;
    if (!Number.isFinite(squares)) return { min: NaN, max: NaN, mean: NaN, rms: NaN };
    return { min, max, mean, rms: Math.sqrt(Math.max(0, squares / map.length - mean * mean)) };
  }

  maskExtent(): MaskExtent {
    this.#kernel.survey(this.#masked().byteOffset, this.size, this.#table.byteOffset);
    const [firstRow, endRow, firstSection, endSection, inside] = new Int32Array(
      this.#table.buffer,
      this.#table.byteOffset,
      5,
    );
    return { firstRow, endRow, firstSection, endSection, inside };
  }

  /** Multiplies one of this pair's maps with the mask. */
  applyMask(map: Float32Array): void {
    this.#kernel.multiply(map.byteOffset, this.#masked().byteOffset, map.length);
  }

  /** Transforms both. */
  forward(): void {
    for (let z = 0; z < this.size; z++) this.#acrossSection(z, this.#everywhere);
    this.#alongZ(this.first, this.second, this.size, Infinity);
  }

  /**
   * The same after multiplying both with the mask.
   *
   * @param extent of the mask
   * @param reach radius of the frequencies that are wanted; others may be left unfinished
   */
  forwardMasked(extent: MaskExtent, reach: number): void {
    const area = this.size ** 2;
    for (let z = 0; z < this.size; z++) {
      const isInside = z >= extent.firstSection && z < extent.endSection;
      const at = 4 * z * area;
      for (const map of [this.first, this.second])
        if (isInside) this.#kernel.multiply(map.byteOffset + at, this.#masked().byteOffset + at, area);
        else map.fill(0, z * area, (z + 1) * area);
      if (isInside) this.#acrossSection(z, extent);
    }
    this.#alongZ(this.first, this.second, this.size, reach);
  }

  /** The inverse, times the number of voxels. @param extent where the maps are wanted; elsewhere they are left unfinished */
  inverse(extent: MaskExtent = this.#everywhere): void {
    // Exchanged parts turn the forward transform into its inverse.
    this.#alongZ(this.second, this.first, this.size, Infinity);
    for (let z = extent.firstSection; z < extent.endSection; z++) {
      this.#alongY(this.second, this.first, z);
      this.#alongX(this.second, this.first, extent, z);
    }
  }

  /**
   * Fourier shell correlation at the shells 0 .. n/2, a coefficient in the shell nearest to its radius. Of coefficients
   * at x = 0 both of a pair of mates count: RELION's convention, up to 4e-3 off a sum over the full sphere.
   */
  correlation(): Float64Array {
    const [cross, first, second] = this.#sums(3, (limit, to) =>
      this.#kernel.correlate(this.first.byteOffset, this.second.byteOffset, this.size, limit, to),
    ).map((bySquare) => this.#byShell(bySquare));
    return cross.map((value, shell) => {
      const norm = Math.sqrt(first[shell] * second[shell]);
      return norm > 0 ? value / norm : 0;
    });
  }

  /** Keeps the transform of the mean of both maps, for `amplitudes` and `mean`. */
  keepMean(): void {
    this.#kernel.average(
      this.first.byteOffset,
      this.second.byteOffset,
      this.size,
      this.#meanRe.byteOffset,
      this.#meanIm.byteOffset,
    );
  }

  /** Of the mean that was kept. */
  amplitudes(): AmplitudeSums {
    const [sums, counts] = this.#sums(2, (limit, to) =>
      this.#kernel.amplitudes(this.#meanRe.byteOffset, this.#meanIm.byteOffset, this.size, limit, to),
    );
    return { sums, counts };
  }

  /** Keeps amplitudes; what lies at the radius or beyond gets a phase by chance, in each map another. */
  randomisePhases(radius: number, seed: number): void {
    for (let k = 0; k < DIRECTIONS; k++) {
      this.#table[k] = Math.cos((2 * Math.PI * k) / DIRECTIONS);
      this.#table[DIRECTIONS + k] = Math.sin((2 * Math.PI * k) / DIRECTIONS);
    }
    const [from, table] = [Math.ceil(radius * radius), this.#table.byteOffset];
    this.#kernel.randomise(this.first.byteOffset, this.second.byteOffset, this.size, from, table, seed);
  }

  /** Multiplies the transforms of both with a factor of the radius. */
  filter(factor: (radius: number) => number): void {
    this.#scale(this.first, this.second, this.size, factor);
  }

  /**
   * Puts the mean that was kept, filtered, in the place of the first map; it is used up.
   *
   * @param factor of the radius
   * @param reach radius beyond which all factors are 0
   */
  mean(factor: (radius: number) => number, reach: number): void {
    const { size } = this;
    const columns = size / 2 + 1;
    this.#scale(this.#meanRe, this.#meanIm, columns, (radius) => factor(radius) / size ** 3);
    this.#alongZ(this.#meanIm, this.#meanRe, columns, reach);
    for (let start = 0; start < this.#meanRe.length; start += size * columns)
      this.#transforms.columns(this.#meanIm, this.#meanRe, {
        ...{ length: size, count: columns, pitch: columns, start },
      });
    const [rowsRe, rowsIm] = this.#rows;
    for (let row = 0; row < size * size; row += 2 * ROWS) {
      const count = Math.min(ROWS, (size * size - row) / 2);
      const from = 4 * row * columns;
      const rows = [rowsRe.byteOffset, rowsIm.byteOffset, size, count] as const;
      this.#kernel.joinRows(this.#meanRe.byteOffset + from, this.#meanIm.byteOffset + from, columns, ...rows);
      this.#transforms.rows(rowsIm, rowsRe, { length: size, count, pitch: size });
      this.#kernel.spreadRows(...rows, this.first.byteOffset + 4 * row * size);
    }
  }

  get #everywhere(): MaskExtent {
    const { size } = this;
    return { firstRow: 0, endRow: size, firstSection: 0, endSection: size, inside: size ** 3 };
  }

  /** Squares of radii whose nearest shell is n/2 or less are below it. */
  get #limit(): number {
    return (this.size / 2) * (this.size / 2 + 1) + 1;
  }

  #masked(): Float32Array {
    if (this.mask === null) throw new Error('This pair has no mask.');
    return this.mask;
  }

  #acrossSection(z: number, extent: MaskExtent): void {
    this.#alongX(this.first, this.second, extent, z);
    this.#alongY(this.first, this.second, z);
  }

  #alongX(re: Float32Array, im: Float32Array, { firstRow, endRow }: MaskExtent, z: number): void {
    const { size } = this;
    const rows = { count: endRow - firstRow, start: (z * size + firstRow) * size };
    this.#transforms.rows(re, im, { length: size, pitch: size, ...rows });
  }

  #alongY(re: Float32Array, im: Float32Array, z: number): void {
    const { size } = this;
    this.#transforms.columns(re, im, { length: size, pitch: size, count: size, start: z * size * size });
  }

  /** Lines beyond the reach are left as they are. @param width of rows, from x = 0 on */
  #alongZ(re: Float32Array, im: Float32Array, width: number, reach: number): void {
    const { size } = this;
    const transform = (start: number, count: number): void =>
      this.#transforms.columns(re, im, { length: size, pitch: size * width, start, count });
    if (reach === Infinity) {
      transform(0, size * width);
      return;
    }
    for (let row = 0; row < size; row++) {
      const y = row <= size / 2 ? row : row - size;
      if (Math.abs(y) > reach) continue;
      const widest = Math.floor(Math.sqrt(reach * reach - y * y));
      const positive = Math.min(size / 2, widest) + 1;
      transform(row * width, positive);
      if (width < size) continue;
      // Whole rows end with the negative frequencies.
      const negative = Math.min(size - positive, widest);
      transform((row + 1) * size - negative, negative);
    }
  }

  #scale(re: Float32Array, im: Float32Array, width: number, factor: (radius: number) => number): void {
    const squares = 3 * (this.size / 2) ** 2;
    for (let square = 0; square <= squares; square++) this.#table[square] = factor(Math.sqrt(square));
    this.#kernel.scale(re.byteOffset, im.byteOffset, this.size, width, this.#table.byteOffset);
  }

  /** Arrays of sums by the square of the radius. */
  #sums(count: number, add: (limit: number, to: number) => void): Float64Array[] {
    const limit = this.#limit;
    const sums = new Float64Array(this.#table.buffer, this.#table.byteOffset, count * limit);
    sums.fill(0);
    add(limit, sums.byteOffset);
    return Array.from({ length: count }, (_, k) => sums.slice(k * limit, (k + 1) * limit));
  }

  #byShell(bySquare: Float64Array): Float64Array {
    const shells = new Float64Array(this.size / 2 + 1);
    bySquare.forEach((sum, square) => (shells[nearestShell(square)] += sum));
    return shells;
  }
}

/** Of the square of a radius. */
export function nearestShell(square: number): number {
  return Math.floor(Math.sqrt(square) + 0.5);
}

interface Kernel extends RealRows {
  statistics(from: number, count: number, to: number): void;
  survey(mask: number, n: number, to: number): void;
  multiply(to: number, by: number, count: number): void;
  correlate(re: number, im: number, n: number, limit: number, sums: number): void;
  average(re: number, im: number, n: number, toRe: number, toIm: number): void;
  randomise(re: number, im: number, n: number, from: number, directions: number, seed: number): void;
  amplitudes(re: number, im: number, n: number, limit: number, sums: number): void;
  scale(re: number, im: number, n: number, width: number, factors: number): void;
  spreadRows(re: number, im: number, n: number, count: number, map: number): void;
}
