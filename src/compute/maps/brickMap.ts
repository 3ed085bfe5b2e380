/**
 * The map whose Fourier sums are in bricks: divided by their weights, transformed axis by axis, and cut to its middle
 * between the axes, so that the padded map never exists as a whole; then what trilinear insertion did to it is undone.
 */
import type { SimdTransforms } from '../../../shared/math/simdTransforms';
import moduleBytes from './assembly/bricks.wasm';
import type { RealRows } from './realRows';
import type { BrickGrid } from './brickGrid';

/** Neighbors along x that are transformed along z and y together: what the transforms take as one. */
const slab = 16;
/** Pairs of rows that are transformed along x together. */
const rowPairs = 64;

/** Edges of the padded grid and of the map, both even. */
export interface MapSize {
  readonly edge: number;
  readonly size: number;
}

/** What `mapFromBricks` allocates: floats of each array. */
export function brickMapArrays({ radius }: BrickGrid, { edge, size }: MapSize): readonly number[] {
  const limit = Math.ceil(radius * radius);
  const block = edge * pitchOf(edge);
  const spectrum = size * size * columnsOf(radius);
  // Floors are read up to the end of a slab.
  const floors = limit + 2 * slab * (Math.ceil(radius) + slab);
  const shares = 3 * (size / 2) ** 2 + 1;
  const rows = rowPairs * edge;
  return [
    2 * limit,
    2 * limit,
    floors,
    block,
    block,
    spectrum,
    spectrum,
    rows,
    rows,
    size ** 3,
    shares,
    size,
  ];
}

/**
 * @param sums of the grid, in the memory of the transforms, which are for lines of `edge`; used up
 * @returns (z, y, x), center in voxel size/2; in the same memory
 */
export function mapFromBricks(
  grid: BrickGrid,
  sums: Float32Array,
  transforms: SimdTransforms,
  mapSize: MapSize,
): Float32Array {
  const { edge, size } = mapSize;
  const arrays = brickMapArrays(grid, mapSize).map((floats) => transforms.allocate(floats));
  const [totals, counts, floors, re, im, spectrumRe, spectrumIm, rowsRe, rowsIm, map, shares, window] =
    arrays;
  const kernel = transforms.link(moduleBytes) as unknown as Kernel;
  const place = [sums.byteOffset, ...grid.bricks, grid.middle] as const;
  const limit = Math.ceil(grid.radius ** 2);
  kernel.addMates(...place);
  kernel.weightTotals(...place, limit, totals.byteOffset, counts.byteOffset);
  setFloors(floors, doubles(totals), doubles(counts));

  const columns = columnsOf(grid.radius);
  const pitch = pitchOf(edge);
  const half = size / 2;
  for (let first = 0; first < columns; first += slab) {
    const scale = 1 / edge ** 3;
    const block = [re.byteOffset, im.byteOffset, edge, pitch] as const;
    const span = kernel.divide(...place, limit, first, floors.byteOffset, scale, ...block);
    // Exchanged parts turn the forward transform into its inverse.
    transforms.columns(im, re, { length: edge, count: slab * (span + 1), pitch });
    transforms.columns(im, re, { length: edge, count: slab * span, pitch, start: slab * (edge - span) });
    for (let z = 0; z < size; z++) {
      const section = (z < half ? z + edge - half : z - half) * pitch;
      transforms.columns(im, re, { length: edge, count: slab, pitch: slab, start: section });
      for (const [from, to] of [
        [re, spectrumRe],
        [im, spectrumIm],
      ]) {
        const start = from.byteOffset + 4 * section;
        const target = to.byteOffset + 4 * (z * size * columns + first);
        kernel.place(start + 4 * slab * (edge - half), target, half, 4 * columns);
        kernel.place(start, target + 4 * half * columns, half, 4 * columns);
      }
    }
  }
  for (let first = 0; first < size * size; first += 2 * rowPairs) {
    const count = Math.min(rowPairs, (size * size - first) / 2);
    const from = 4 * first * columns;
    const rows = [rowsRe.byteOffset, rowsIm.byteOffset, edge, count] as const;
    kernel.joinRows(spectrumRe.byteOffset + from, spectrumIm.byteOffset + from, columns, ...rows);
    transforms.rows(rowsIm, rowsRe, { length: edge, count, pitch: edge });
    kernel.splitRows(...rows, map.byteOffset + 4 * first * size, size);
  }
  setCornerShares(shares, size);
  setWindow(window, edge);
  const corners = [map.byteOffset, size, shares.byteOffset] as const;
  kernel.fadeAndWindow(...corners, kernel.meanOfShares(...corners), window.byteOffset);
  return map;
}

interface Kernel extends RealRows {
  addMates(sums: number, bricksX: number, bricksY: number, middle: number): void;
  weightTotals(
    sums: number,
    bricksX: number,
    bricksY: number,
    middle: number,
    limit: number,
    totals: number,
    counts: number,
  ): void;
  divide(
    sums: number,
    bricksX: number,
    bricksY: number,
    middle: number,
    limit: number,
    first: number,
    floors: number,
    scale: number,
    re: number,
    im: number,
    edge: number,
    pitch: number,
  ): number;
  place(from: number, to: number, count: number, pitch: number): void;
  splitRows(re: number, im: number, edge: number, count: number, map: number, size: number): void;
  meanOfShares(map: number, size: number, shares: number): number;
  fadeAndWindow(map: number, size: number, shares: number, value: number, window: number): void;
}

function columnsOf(radius: number): number {
  return slab * Math.ceil(radius / slab);
}

/** Sections a power of two apart would share the processor's cache lines. */
function pitchOf(edge: number): number {
  return slab * (edge + 1);
}

function doubles(array: Float32Array): Float64Array {
  return new Float64Array(array.buffer, array.byteOffset, array.length / 2);
}

/**
 * Least divisors by the square of the radius: a thousandth of the mean weight of the shell, so that gaps do not fill
 * with noise, and infinity beyond the sphere.
 */
function setFloors(floors: Float32Array, totals: Float64Array, counts: Float64Array): void {
  const limit = totals.length;
  const shells = new Float64Array(Math.ceil(Math.sqrt(limit)) + 1);
  const voxels = new Float64Array(shells.length);
  for (let square = 0; square < limit; square++) {
    const shell = Math.round(Math.sqrt(square));
    shells[shell] += totals[square];
    voxels[shell] += counts[square];
  }
  floors.fill(Infinity);
  for (let square = 0; square < limit; square++) {
    const shell = Math.round(Math.sqrt(square));
    // Where nothing was inserted, nothing is divided.
    floors[square] = Math.max(1e-30, shells[shell] / Math.max(1, voxels[shell]) / 1000);
  }
}

/** Beyond the sphere the map fades into its mean there, over three voxels. */
function setCornerShares(shares: Float32Array, size: number): void {
  const edge = 3;
  for (let square = 0; square < shares.length; square++) {
    const r = Math.sqrt(square) - size / 2;
    shares[square] = r <= 0 ? 0 : r > edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * r) / edge);
  }
}

/** Trilinear interpolation in the grid multiplied the map with sinc^2 along each axis. */
function setWindow(window: Float32Array, edge: number): void {
  for (let i = 0; i < window.length; i++) {
    const x = (Math.PI * (i - window.length / 2)) / edge;
    window[i] = x === 0 ? 1 : (x / Math.sin(x)) ** 2;
  }
}
