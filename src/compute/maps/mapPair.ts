/**
 * Two real maps in one memory as the real and imaginary part of a complex one: one transform serves both, and what is
 * asked of their transforms (correlation, mean, phases by chance) is answered without taking them apart. In 32 bits.
 *
 * Memory is what takes time. So sections are transformed along x and y as soon as they are there, and the transform
 * along z is never in memory as a whole: planes of one y and their mates of -y are transformed, used and left.
 */
import { SimdTransforms, type Range, type Target } from '../../../shared/math/simdTransforms';
import moduleBytes from './assembly/mapPair.wasm';
import {
  bothWays,
  phaseDirections,
  offsets,
  type MapPairKernel,
  type Plane,
  type Planes,
} from './mapPairKernel';

/** Pairs of rows that are transformed along x together. */
const rowsTogether = 64;
/** Floats that rows of a plane lie further apart than they are long, or all would compete for few places of the cache. */
const gap = 16;

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
  readonly counts: Int32Array;
}

export class MapPair {
  /** (z, y, x) */
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly #mask: Float32Array;
  #extent: MaskExtent | null = null;
  readonly #transforms: SimdTransforms;
  readonly #kernel: MapPairKernel;
  /** Half of the transform of the mean. */
  readonly #mean: Plane;
  readonly #planes: readonly [Plane, Plane];
  readonly #rows: Plane;
  /** Factors, sums, directions, results: whatever a call needs. */
  readonly #table: Float32Array;

  /**
   * @param size an even edge, voxels
   * @param hasMask room for a mask. Throws RangeError if all that does not fit into 4 GB.
   */
  constructor(
    readonly size: number,
    hasMask: boolean,
  ) {
    const voxels = size ** 3;
    const half = size * size * (size / 2 + 1);
    const plane = size * (size + gap);
    const table = Math.max(3 * (size / 2) ** 2 + 1, 8 * this.#limit, 2 * this.#limit + 2 * phaseDirections);
    const maps = [voxels, voxels, hasMask ? voxels : 0, half, half];
    const lengths = [...maps, plane, plane, plane, plane, rowsTogether * size, rowsTogether * size, table];
    const floats = lengths.reduce((sum, length) => sum + length, 0);
    this.#transforms = new SimdTransforms(floats, lengths.length, [size]);
    const arrays = lengths.map((length) => this.#transforms.allocate(length));
    [this.first, this.second] = arrays;
    this.#mask = arrays[2];
    this.#mean = [arrays[3], arrays[4]];
    this.#planes = [
      [arrays[5], arrays[6]],
      [arrays[7], arrays[8]],
    ];
    this.#rows = [arrays[9], arrays[10]];
    this.#table = arrays[11];
    this.#kernel = this.#transforms.link(moduleBytes) as unknown as MapPairKernel;
  }

  /** Of the mask; null until there is one. */
  get extent(): MaskExtent | null {
    return this.#extent;
  }

  /** Of one of this pair's maps, or a part of it; null if a voxel is infinite or no number. */
  statistics(map: Float32Array): MapStatistics | null {
    this.#kernel.statistics(map.byteOffset, map.length, this.#table.byteOffset);
    const [min, max, sum, squares] = new Float64Array(this.#table.buffer, this.#table.byteOffset, 4);
    const mean = sum / map.length;
    if (!Number.isFinite(squares)) return null;
    return { min, max, mean, rms: Math.sqrt(Math.max(0, squares / map.length - mean * mean)) };
  }

  /** Keeps what is in the first map as the mask; memory of sections that are empty is not touched. */
  takeMask(): MaskExtent {
    this.#kernel.survey(this.first.byteOffset, this.size, this.#table.byteOffset);
    const [firstRow, endRow, firstSection, endSection, inside] = new Int32Array(
      this.#table.buffer,
      this.#table.byteOffset,
      5,
    );
    const area = this.size ** 2;
    this.#mask.set(this.first.subarray(firstSection * area, endSection * area), firstSection * area);
    this.#extent = { firstRow, endRow, firstSection, endSection, inside };
    return this.#extent;
  }

  /** One of this pair's maps times the mask, in the place of the same or the other one. */
  applyMask(map: Float32Array, to: Float32Array = map): void {
    const { firstSection, endSection } = this.#masked();
    const area = this.size ** 2;
    to.fill(0, 0, firstSection * area);
    for (let z = firstSection; z < endSection; z++) this.#multiply(map, z, to);
    to.fill(0, endSection * area);
  }

  /** Transforms a section of both along x and y. */
  forward(z: number): void {
    this.#alongX(this.first, this.second, z, this.#everywhere);
    this.#alongY(this.first, this.second, z);
  }

  /** The same after multiplying it with the mask. Sections without mask are left as they are. */
  forwardMasked(z: number): void {
    const extent = this.#masked();
    if (z < extent.firstSection || z >= extent.endSection) return;
    for (const map of [this.first, this.second]) this.#multiply(map, z, map);
    this.#alongX(this.first, this.second, z, extent);
    this.#alongY(this.first, this.second, z);
  }

  /** Brings sections under the mask back that were left by `keepMean`, and transforms them masked. */
  remask(): void {
    const extent = this.#masked();
    for (let z = extent.firstSection; z < extent.endSection; z++) {
      this.#alongY(this.second, this.first, z);
      this.#alongX(this.second, this.first, z, extent);
      this.forwardMasked(z);
    }
  }

  /**
   * Fourier shell correlation of sections that were transformed, at the shells 0 .. n/2, a coefficient in the shell
   * nearest to its radius. Of coefficients at x = 0 both of a pair of mates count: RELION's convention, up to 4e-3 off
   * a sum over the full sphere.
   *
   * @param isMasked sections were transformed under the mask, and those without mask count as 0
   */
  correlation(isMasked = false): Float64Array {
    const extent = isMasked ? this.#masked() : this.#everywhere;
    const { size } = this;
    const limit = this.#limit;
    const sums = new Float64Array(this.#table.buffer, this.#table.byteOffset, 4 * limit);
    sums.fill(0);
    // No shell that counts reaches further.
    const reach = size / 2 + 1;
    for (let y = 0; y <= size / 2; y++) {
      const planes = this.#alongZ(y, extent, Math.sqrt(reach * reach - y * y));
      for (const [one, other] of bothWays(planes))
        this.#kernel.correlate(...this.#placed(one, other, y), limit, sums.byteOffset);
    }
    const shells = [0, 1, 2].map((k) => sumByShell(size, (square) => sums[4 * square + k]));
    const [cross, first, second] = shells;
    return cross.map((value, shell) => {
      const norm = Math.sqrt(first[shell] * second[shell]);
      return norm > 0 ? value / norm : 0;
    });
  }

  /**
   * Keeps the transform of the mean of both maps, for `mean`.
   *
   * @param randomize what is done to both maps meanwhile, for `remask`: amplitudes stay, and the phase is by chance where
   * the radius is this or more, in each map another. Sections are left times the edge, those without mask as they were
   */
  keepMean(randomize: { readonly radius: number; readonly seed: number } | null): AmplitudeSums {
    const { size } = this;
    const limit = this.#limit;
    const [meanRe, meanIm] = this.#mean;
    const sums = new Float64Array(this.#table.buffer, this.#table.byteOffset, limit);
    sums.fill(0);
    const directions = this.#directions(this.#table.subarray(2 * limit));
    if (randomize !== null) this.#kernel.seed(randomize.seed);
    const width = size / 2 + 1;
    for (let y = 0; y <= size / 2; y++) {
      const planes = this.#alongZ(y, this.#everywhere, size);
      bothWays(planes).forEach(([one, other], k) => {
        const row = 4 * (k === 0 ? y : size - y) * width;
        const to = [meanRe.byteOffset + row, meanIm.byteOffset + row, 4 * size * width] as const;
        this.#kernel.average(...this.#placed(one, other, y), limit, sums.byteOffset, ...to);
      });
      if (randomize === null) continue;
      const from = Math.ceil(randomize.radius ** 2);
      this.#kernel.randomize(...this.#placed(...planes, y), from, directions);
      this.#backAlongZ(y, planes, this.#masked());
    }
    const kept = sums.slice();
    this.#kernel.count(size, limit, this.#table.byteOffset, this.#table.byteOffset + 4 * limit);
    return {
      sums: kept,
      counts: new Int32Array(this.#table.buffer, this.#table.byteOffset + 4 * limit, limit).slice(),
    };
  }

  /** Multiplies the transforms of both, whose sections were transformed, with a factor of the radius, and brings them back. */
  filter(factor: (radius: number) => number): void {
    const { size } = this;
    const factors = this.#factors((radius) => factor(radius) / size ** 3);
    for (let y = 0; y <= size / 2; y++) {
      const planes = this.#alongZ(y, this.#everywhere, size);
      for (const [plane] of bothWays(planes)) {
        const at = [...offsets(plane), 4 * (size + gap)] as const;
        this.#kernel.scale(...at, size, size, y * y, factors, ...at);
      }
      this.#backAlongZ(y, planes, this.#everywhere);
    }
    for (let z = 0; z < size; z++) {
      this.#alongY(this.second, this.first, z);
      this.#alongX(this.second, this.first, z, this.#everywhere);
    }
  }

  /**
   * Puts the mean that was kept, filtered, in the place of the first map; it is used up.
   *
   * @param factor of the radius
   * @param reach radius beyond which it is 0
   */
  mean(factor: (radius: number) => number, reach = Infinity): void {
    const { size } = this;
    const [re, im] = this.#mean;
    const [planeRe, planeIm] = this.#planes[0];
    const columns = size / 2 + 1;
    const [pitch, planePitch] = [size * columns, size + gap];
    const factors = this.#factors((radius) => factor(radius) / size ** 3, reach);
    for (let row = 0; row < size; row++) {
      const y = Math.min(row, size - row);
      const start = row * columns;
      const from = [re.byteOffset + 4 * start, im.byteOffset + 4 * start, 4 * pitch] as const;
      const to = [planeRe.byteOffset, planeIm.byteOffset, 4 * planePitch] as const;
      this.#kernel.scale(...from, size, columns, y * y, factors, ...to);
      const lines = { length: size, pitch: planePitch, count: columns };
      this.#transforms.columns(planeIm, planeRe, lines, { re: im, im: re, pitch, start });
    }
    for (let z = 0; z < size; z++) {
      const lines = { length: size, count: columns, pitch: columns, start: z * size * columns };
      this.#transforms.columns(im, re, lines);
      this.#meanRows(z);
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

  #masked(): MaskExtent {
    if (this.#extent === null) throw new Error('This pair has no mask.');
    return this.#extent;
  }

  /** One section with that of the mask. */
  #multiply(map: Float32Array, z: number, to: Float32Array): void {
    const [area, at] = [this.size ** 2, 4 * z * this.size ** 2];
    this.#kernel.multiply(map.byteOffset + at, this.#mask.byteOffset + at, area, to.byteOffset + at);
  }

  #alongX(re: Float32Array, im: Float32Array, z: number, { firstRow, endRow }: MaskExtent): void {
    const { size } = this;
    const rows = { count: endRow - firstRow, start: (z * size + firstRow) * size };
    this.#transforms.rows(re, im, { length: size, pitch: size, ...rows });
  }

  #alongY(re: Float32Array, im: Float32Array, z: number): void {
    const { size } = this;
    this.#transforms.columns(re, im, { length: size, pitch: size, count: size, start: z * size * size });
  }

  /**
   * The whole transform in the planes of y and of its mate.
   *
   * @param extent sections outside count as 0
   * @param reach the largest x that is wanted; others may be missing
   */
  #alongZ(y: number, extent: MaskExtent, reach: number): [Plane, Plane] {
    const { size } = this;
    const filled = { first: extent.firstSection, end: extent.endSection };
    const [one, other] = this.#planes;
    const isOwnMate = y === 0 || y === size / 2;
    // Whole groups of lines, as they are transformed.
    const positive = 16 * Math.ceil((Math.min(reach, size / 2) + 1) / 16);
    const negative = 16 * Math.floor((size - Math.min(reach, size / 2)) / 16);
    const parts =
      positive < negative ? [[0, positive] as const, [negative, size] as const] : [[0, size] as const];
    for (const [row, [re, im]] of [[y, one] as const, [size - y, other] as const].slice(0, isOwnMate ? 1 : 2))
      for (const [start, end] of parts) {
        const at = row * size + start;
        const lines = { length: size, pitch: size * size, count: end - start, start: at, filled };
        const target = { re, im, pitch: size + gap, start };
        this.#transforms.columns(this.first, this.second, lines, target);
      }
    return [one, isOwnMate ? one : other];
  }

  /** Exchanged parts turn the forward transform into its inverse. Sections outside the extent are left as they are. */
  #backAlongZ(y: number, planes: readonly [Plane, Plane], { firstSection, endSection }: MaskExtent): void {
    const { size } = this;
    bothWays(planes).forEach(([[re, im]], k) => {
      const start = (k === 0 ? y : size - y) * size;
      const only: Range = { first: firstSection, end: endSection };
      const target: Target = { re: this.second, im: this.first, pitch: size * size, start, only };
      this.#transforms.columns(im, re, { length: size, pitch: size + gap, count: size }, target);
    });
  }

  /** Rows of a section of the mean. */
  #meanRows(z: number): void {
    const { size } = this;
    const columns = size / 2 + 1;
    const [re, im] = this.#rows;
    const [meanRe, meanIm] = this.#mean;
    for (let y = 0; y < size; y += 2 * rowsTogether) {
      const count = Math.min(rowsTogether, (size - y) / 2);
      const row = z * size + y;
      const rows = [re.byteOffset, im.byteOffset, size, count] as const;
      const from = 4 * row * columns;
      this.#kernel.joinRows(meanRe.byteOffset + from, meanIm.byteOffset + from, columns, ...rows);
      this.#transforms.rows(im, re, { length: size, count, pitch: size });
      this.#kernel.spreadRows(...rows, this.first.byteOffset + 4 * row * size);
    }
  }

  /** By the square of the radius; gives where they are. */
  #factors(factor: (radius: number) => number, reach = Infinity): number {
    const factors = this.#table.subarray(0, 3 * (this.size / 2) ** 2 + 1);
    const end = Math.min(factors.length, Math.floor(reach ** 2) + 1);
    for (let square = 0; square < end; square++) factors[square] = factor(Math.sqrt(square));
    factors.fill(0, end);
    return factors.byteOffset;
  }

  /** Gives where they are. */
  #directions(room: Float32Array): number {
    for (let k = 0; k < phaseDirections; k++) {
      room[2 * k] = Math.cos((2 * Math.PI * k) / phaseDirections);
      room[2 * k + 1] = Math.sin((2 * Math.PI * k) / phaseDirections);
    }
    return room.byteOffset;
  }

  #placed(one: Plane, other: Plane, y: number): Planes {
    return [...offsets(one), ...offsets(other), this.size, 4 * (this.size + gap), y * y];
  }
}

/** Of values by the square of the radius: each square counts to the shell 0 .. n/2 that is nearest to its root. */
export function sumByShell(size: number, value: (square: number) => number): Float64Array {
  const shells = new Float64Array(size / 2 + 1);
  for (let shell = 0; shell < shells.length; shell++)
    // (shell - 1/2)^2 and (shell + 1/2)^2 are the bounds; neither is a whole number.
    for (let square = shell === 0 ? 0 : shell * (shell - 1) + 1; square <= shell * (shell + 1); square++)
      shells[shell] += value(square);
  return shells;
}
