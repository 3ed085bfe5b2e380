/**
 * From Fourier sums in bricks to the rows of a map, in AssemblyScript: what brickMap.ts does between its transforms.
 * A voxel of the bricks is real part, imaginary part, weight, and nothing; pointers are in bytes.
 */
import { joinRows } from './realRows';

export { joinRows };

/** Neighbors along x that are transformed together along z and y. */
const SLAB: i32 = 16;

/** Where the row (z, y) of the grid starts. */
function rowAt(sums: usize, bricksX: i32, bricksY: i32, z: i32, y: i32): usize {
  const brick = ((z >> 2) * bricksY + (y >> 3)) * bricksX;
  return sums + ((<usize>brick) << 12) + (((z & 3) << 10) | ((y & 7) << 7));
}

function voxelAt(x: i32): usize {
  return ((<usize>(x >> 3)) << 12) | ((x & 7) << 4);
}

/** On the plane x = 0 both a point and its mate were kept: each gets the sum of both. */
export function addMates(sums: usize, bricksX: i32, bricksY: i32, middle: i32): void {
  const conjugate = f32x4(1, -1, 1, 1);
  for (let z = 0; z <= middle; z++)
    for (let y = -middle; y <= (z === 0 ? 0 : middle); y++) {
      const here = rowAt(sums, bricksX, bricksY, middle + z, middle + y);
      const mate = rowAt(sums, bricksX, bricksY, middle - z, middle - y);
      const sum = f32x4.add(v128.load(here), f32x4.mul(v128.load(mate), conjugate));
      v128.store(here, sum);
      v128.store(mate, f32x4.mul(sum, conjugate));
    }
}

/** Sum and number of weights by the square of the radius below `limit`: two arrays of doubles. */
export function weightTotals(
  sums: usize,
  bricksX: i32,
  bricksY: i32,
  middle: i32,
  limit: i32,
  totals: usize,
  counts: usize,
): void {
  for (let z = -middle; z <= middle; z++)
    for (let y = -middle; y <= middle; y++) {
      const row = rowAt(sums, bricksX, bricksY, middle + z, middle + y);
      for (let x = 0, square = z * z + y * y; square < limit; square += 2 * x + 1, x++) {
        const at = (<usize>square) << 3;
        store<f64>(totals + at, load<f64>(totals + at) + <f64>load<f32>(row + voxelAt(x), 8));
        store<f64>(counts + at, load<f64>(counts + at) + 1);
      }
    }
}

/**
 * Coefficients of the planes from x = first on, divided by their weights and in the order of the transform.
 *
 * @param limit of the radius' square
 * @param floors least divisors by the square of the radius, also somewhat beyond the limit
 * @param pitch floats from one section of re and im to the next
 * @returns the highest |y| that is not empty
 */
export function divide(
  sums: usize,
  bricksX: i32,
  bricksY: i32,
  middle: i32,
  limit: i32,
  first: i32,
  floors: usize,
  scale: f32,
  re: usize,
  im: usize,
  edge: i32,
  pitch: i32,
): i32 {
  memory.fill(re, 0, (<usize>(pitch * edge)) << 2);
  memory.fill(im, 0, (<usize>(pitch * edge)) << 2);
  const one = f32x4.splat(scale);
  let highest = 0;
  for (let z = -middle; z <= middle; z++)
    for (let y = -middle; y <= middle; y++) {
      const square = z * z + y * y;
      if (square + first * first >= limit) continue;
      highest = max(highest, y);
      const row = rowAt(sums, bricksX, bricksY, middle + z, middle + y);
      const line = (z < 0 ? z + edge : z) * pitch + (y < 0 ? y + edge : y) * SLAB;
      for (let x = first; x < first + SLAB && square + x * x < limit; x += 4) {
        const from = row + voxelAt(x);
        const a = v128.load(from);
        const b = v128.load(from, 16);
        const c = v128.load(from, 32);
        const d = v128.load(from, 48);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const weights = v128.shuffle<f32>(
          v128.shuffle<f32>(a, b, 2, 6, 3, 7),
          v128.shuffle<f32>(c, d, 2, 6, 3, 7),
          0,
          1,
          4,
          5,
        );
        let least = f32x4.splat(load<f32>(floors + ((<usize>(square + x * x)) << 2)));
        least = f32x4.replace_lane(
          least,
          1,
          load<f32>(floors + ((<usize>(square + (x + 1) * (x + 1))) << 2)),
        );
        least = f32x4.replace_lane(
          least,
          2,
          load<f32>(floors + ((<usize>(square + (x + 2) * (x + 2))) << 2)),
        );
        least = f32x4.replace_lane(
          least,
          3,
          load<f32>(floors + ((<usize>(square + (x + 3) * (x + 3))) << 2)),
        );
        const factor = f32x4.div(one, f32x4.max(weights, least));
        const to = (<usize>(line + x - first)) << 2;
        v128.store(re + to, f32x4.mul(factor, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5)));
        v128.store(im + to, f32x4.mul(factor, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7)));
      }
    }
  return highest;
}

/** Copies runs of 16 floats to places `pitch` bytes apart. */
export function place(from: usize, to: usize, count: usize, pitch: usize): void {
  for (const end = from + (count << 6); from < end; from += 64, to += pitch) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
  }
}

/**
 * The middle of rows that come two by two, as the parts of one.
 *
 * @param map rows of `size` floats, that start with the end of the transformed ones
 */
export function splitRows(re: usize, im: usize, edge: usize, count: usize, map: usize, size: usize): void {
  const half = size << 1;
  const tail = (edge << 2) - half;
  for (let row: usize = 0; row < count; row++, re += edge << 2, im += edge << 2) {
    memory.copy(map, re + tail, half);
    memory.copy(map + half, re, half);
    memory.copy(map + 2 * half, im + tail, half);
    memory.copy(map + 3 * half, im, half);
    map += 4 * half;
  }
}

/** Mean of a map with the shares that voxels have in it by the square of their distance from voxel size/2. */
export function meanOfShares(map: usize, size: i32, shares: usize): f64 {
  const half = size >> 1;
  let sum: f64 = 0;
  let total: f64 = 0;
  for (let z = -half; z < half; z++)
    for (let y = -half; y < half; y++)
      for (let x = -half; x < half; x++, map += 4) {
        const share = load<f32>(shares + ((<usize>(z * z + y * y + x * x)) << 2));
        sum += <f64>(share * load<f32>(map));
        total += <f64>share;
      }
  return total === 0 ? 0 : sum / total;
}

/** Replaces these shares of voxels with a value, then multiplies by a window along each axis. */
export function fadeAndWindow(map: usize, size: i32, shares: usize, value: f32, window: usize): void {
  const half = size >> 1;
  for (let z = -half; z < half; z++)
    for (let y = -half; y < half; y++) {
      const plane =
        load<f32>(window + ((<usize>(z + half)) << 2)) * load<f32>(window + ((<usize>(y + half)) << 2));
      for (let x = -half; x < half; x++, map += 4) {
        const share = load<f32>(shares + ((<usize>(z * z + y * y + x * x)) << 2));
        const voxel = load<f32>(map);
        store<f32>(
          map,
          (voxel + share * (value - voxel)) * plane * load<f32>(window + ((<usize>(x + half)) << 2)),
        );
      }
    }
}
