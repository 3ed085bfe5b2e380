/**
 * Sums over the transform of two real maps that are the real and the imaginary part of one complex map, in
 * AssemblyScript: Z(k) and the conjugate of Z(-k) tell the transforms of both apart. Maps are (z, y, x); what is
 * transformed is worked on by planes (z, x) of one y, together with the plane of -y, where the mates are. Negative
 * frequencies are in the second half, as transforms leave them; pointers and pitches are in bytes.
 */
import { frequency, mate, reversed } from './frequencies';
import { randomize, seed } from './randomPhases';
import { joinRows } from './realRows';

export { joinRows, randomize, seed };

/**
 * Least, greatest, sum and sum of squares of floats as doubles. The last is finite only if all of them are; the first
 * two count only then. Their number is a multiple of four.
 */
export function statistics(from: usize, count: usize, to: usize): void {
  let low = v128.load(from);
  let high = low;
  let sum = f64x2.splat(0);
  let otherSum = sum;
  let squares = sum;
  let otherSquares = sum;
  for (const end = from + (count << 2); from < end; from += 16) {
    const values = v128.load(from);
    low = f32x4.pmin(low, values);
    high = f32x4.pmax(high, values);
    const lower = f64x2.promote_low_f32x4(values);
    const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 0, 1));
    sum = f64x2.add(sum, lower);
    otherSum = f64x2.add(otherSum, upper);
    squares = f64x2.add(squares, f64x2.mul(lower, lower));
    otherSquares = f64x2.add(otherSquares, f64x2.mul(upper, upper));
  }
  sum = f64x2.add(sum, otherSum);
  squares = f64x2.add(squares, otherSquares);
  const least = min(
    min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
    min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)),
  );
  const greatest = max(
    max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)),
  );
  store<f64>(to, <f64>least);
  store<f64>(to, <f64>greatest, 8);
  store<f64>(to, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1), 16);
  store<f64>(to, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1), 24);
}

/** Where a mask is not 0: first row and the one behind the last in any section, the same of sections; then the number of voxels above 1/2. */
export function survey(mask: usize, n: i32, to: usize): void {
  let firstRow = n;
  let endRow = 0;
  let firstSection = n;
  let endSection = 0;
  let inside = 0;
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      let used = i32x4.splat(0);
      let counts = i32x4.splat(0);
      const end = mask + ((<usize>n) << 2);
      for (; mask + 16 <= end; mask += 16) {
        const values = v128.load(mask);
        used = v128.or(used, f32x4.ne(values, f32x4.splat(0)));
        // What compares is -1.
        counts = i32x4.sub(counts, f32x4.gt(values, f32x4.splat(0.5)));
      }
      let isUsed = v128.any_true(used);
      for (; mask < end; mask += 4) {
        const value = load<f32>(mask);
        if (value !== 0) isUsed = true;
        if (value > 0.5) inside++;
      }
      if (!isUsed) continue;
      inside += i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1);
      inside += i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
      firstRow = min(firstRow, y);
      endRow = max(endRow, y + 1);
      firstSection = min(firstSection, z);
      endSection = z + 1;
    }
  store<i32>(to, firstRow);
  store<i32>(to, endRow, 4);
  store<i32>(to, firstSection, 8);
  store<i32>(to, endSection, 12);
  store<i32>(to, inside, 16);
}

/** Their count is a multiple of four. */
export function multiply(one: usize, other: usize, count: usize, to: usize): void {
  for (const end = one + (count << 2); one < end; one += 16, other += 16, to += 16)
    v128.store(to, f32x4.mul(v128.load(one), v128.load(other)));
}

/**
 * Adds products of both transforms, each times 4, by the square of the radius, at x from 0 on.
 *
 * @param re plane of y, n rows that are `pitch` apart
 * @param mateRe plane of -y, the same one where y is its own mate
 * @param start y^2
 * @param limit of the square
 * @param sums for each square four doubles: one times the conjugate of the other (real part), the power of each, nothing
 */
export function correlate(
  re: usize,
  im: usize,
  mateRe: usize,
  mateIm: usize,
  n: i32,
  pitch: usize,
  start: i32,
  limit: i32,
  sums: usize,
): void {
  const half = n >> 1;
  for (let z = 0; z < n; z++) {
    const square = start + frequency(z, n) ** 2;
    if (square >= limit) continue;
    const row = <usize>z * pitch;
    const mateRow = <usize>mate(z, n) * pitch;
    addProducts(re + row, im + row, mateRe + mateRow, mateIm + mateRow, sums + ((<usize>square) << 5));
    let x = 1;
    for (; x + 3 <= half && square + (x + 3) * (x + 3) < limit; x += 4) {
      const here = row + ((<usize>x) << 2);
      const there = mateRow + ((<usize>(n - x - 3)) << 2);
      const a = v128.load(re + here);
      const b = v128.load(im + here);
      const c = reversed(v128.load(mateRe + there));
      const d = reversed(v128.load(mateIm + there));
      const firstRe = f32x4.add(a, c);
      const firstIm = f32x4.sub(b, d);
      const secondRe = f32x4.add(b, d);
      const secondIm = f32x4.sub(c, a);
      const cross = f32x4.add(f32x4.mul(firstRe, secondRe), f32x4.mul(firstIm, secondIm));
      const first = f32x4.add(f32x4.mul(firstRe, firstRe), f32x4.mul(firstIm, firstIm));
      const second = f32x4.add(f32x4.mul(secondRe, secondRe), f32x4.mul(secondIm, secondIm));
      let to = sums + ((<usize>(square + x * x)) << 5);
      addThree(to, v128.shuffle<f32>(cross, first, 0, 4, 0, 4), f32x4.extract_lane(second, 0));
      to += (<usize>(2 * x + 1)) << 5;
      addThree(to, v128.shuffle<f32>(cross, first, 1, 5, 1, 5), f32x4.extract_lane(second, 1));
      to += (<usize>(2 * x + 3)) << 5;
      addThree(to, v128.shuffle<f32>(cross, first, 2, 6, 2, 6), f32x4.extract_lane(second, 2));
      to += (<usize>(2 * x + 5)) << 5;
      addThree(to, v128.shuffle<f32>(cross, first, 3, 7, 3, 7), f32x4.extract_lane(second, 3));
    }
    for (; x <= half && square + x * x < limit; x++) {
      const here = row + ((<usize>x) << 2);
      const there = mateRow + ((<usize>(n - x)) << 2);
      const to = sums + ((<usize>(square + x * x)) << 5);
      addProducts(re + here, im + here, mateRe + there, mateIm + there, to);
    }
  }
}

/** Of one coefficient and its mate. */
function addProducts(re: usize, im: usize, mateRe: usize, mateIm: usize, to: usize): void {
  const a = load<f32>(re);
  const b = load<f32>(im);
  const c = load<f32>(mateRe);
  const d = load<f32>(mateIm);
  const firstRe = a + c;
  const firstIm = b - d;
  const secondRe = b + d;
  const secondIm = c - a;
  const cross = f32x4.splat(firstRe * secondRe + firstIm * secondIm);
  const two = f32x4.replace_lane(cross, 1, firstRe * firstRe + firstIm * firstIm);
  addThree(to, two, secondRe * secondRe + secondIm * secondIm);
}

/** @param two in the first lanes what goes to the first doubles */
function addThree(to: usize, two: v128, third: f32): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(two)));
  store<f64>(to, load<f64>(to, 16) + <f64>third, 16);
}

/**
 * The transform of the mean of both maps at x = 0 .. n/2, and its amplitudes, added by the square of the radius.
 *
 * @param re as of `correlate`, and what follows
 * @param sums a double for each square
 * @param toRe row z = 0 of the result
 */
export function average(
  re: usize,
  im: usize,
  mateRe: usize,
  mateIm: usize,
  n: i32,
  pitch: usize,
  start: i32,
  limit: i32,
  sums: usize,
  toRe: usize,
  toIm: usize,
  toPitch: usize,
): void {
  const half = n >> 1;
  const quarter = f32x4.splat(0.25);
  for (let z = 0; z < n; z++, toRe += toPitch, toIm += toPitch) {
    const square = start + frequency(z, n) ** 2;
    const row = <usize>z * pitch;
    const mateRow = <usize>mate(z, n) * pitch;
    averageOne(re + row, im + row, mateRe + mateRow, mateIm + mateRow, toRe, toIm);
    let x = 1;
    for (; x + 3 <= half; x += 4) {
      const at = (<usize>x) << 2;
      const there = mateRow + ((<usize>(n - x - 3)) << 2);
      const a = v128.load(re + row + at);
      const b = v128.load(im + row + at);
      const c = reversed(v128.load(mateRe + there));
      const d = reversed(v128.load(mateIm + there));
      v128.store(toRe + at, f32x4.mul(quarter, f32x4.add(f32x4.add(a, c), f32x4.add(b, d))));
      v128.store(toIm + at, f32x4.mul(quarter, f32x4.add(f32x4.sub(b, d), f32x4.sub(c, a))));
    }
    for (; x <= half; x++) {
      const at = (<usize>x) << 2;
      const there = mateRow + ((<usize>(n - x)) << 2);
      averageOne(re + row + at, im + row + at, mateRe + there, mateIm + there, toRe + at, toIm + at);
    }
    for (x = 0; x <= half && square + x * x < limit; x++) {
      const r = load<f32>(toRe + ((<usize>x) << 2));
      const i = load<f32>(toIm + ((<usize>x) << 2));
      const to = sums + ((<usize>(square + x * x)) << 3);
      store<f64>(to, load<f64>(to) + <f64>sqrt<f32>(r * r + i * i));
    }
  }
}

function averageOne(re: usize, im: usize, mateRe: usize, mateIm: usize, toRe: usize, toIm: usize): void {
  const a = load<f32>(re);
  const b = load<f32>(im);
  const c = load<f32>(mateRe);
  const d = load<f32>(mateIm);
  store<f32>(toRe, <f32>0.25 * (a + c + (b + d)));
  store<f32>(toIm, <f32>0.25 * (b - d + (c - a)));
}

/**
 * Numbers of frequencies at x from 0 on, by the square of their radius.
 *
 * @param planes room for `limit` integers
 * @param counts as many integers
 */
export function count(n: i32, limit: i32, planes: usize, counts: usize): void {
  memory.fill(planes, 0, (<usize>limit) << 2);
  memory.fill(counts, 0, (<usize>limit) << 2);
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const square = frequency(z, n) ** 2 + frequency(y, n) ** 2;
      if (square >= limit) continue;
      const at = planes + ((<usize>square) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  for (let x = 0; x <= n >> 1; x++)
    for (let square = x * x; square < limit; square++) {
      const at = counts + ((<usize>square) << 2);
      store<i32>(at, load<i32>(at) + load<i32>(planes + ((<usize>(square - x * x)) << 2)));
    }
}

/**
 * Copies a plane, multiplied with factors that are listed by the square of the radius.
 *
 * @param width of rows from x = 0 on
 * @param start y^2
 */
export function scale(
  re: usize,
  im: usize,
  pitch: usize,
  n: i32,
  width: i32,
  start: i32,
  factors: usize,
  toRe: usize,
  toIm: usize,
  toPitch: usize,
): void {
  for (let z = 0; z < n; z++, re += pitch, im += pitch, toRe += toPitch, toIm += toPitch) {
    const square = start + frequency(z, n) ** 2;
    for (let x = 0; x < width; x++) {
      const radius = frequency(x, n);
      const factor = load<f32>(factors + ((<usize>(square + radius * radius)) << 2));
      const at = (<usize>x) << 2;
      store<f32>(toRe + at, factor * load<f32>(re + at));
      store<f32>(toIm + at, factor * load<f32>(im + at));
    }
  }
}

/** Rows that came as real and imaginary parts of transforms, one after the other. */
export function spreadRows(re: usize, im: usize, n: usize, count: usize, map: usize): void {
  const width = n << 2;
  for (let row: usize = 0; row < count; row++, re += width, im += width, map += 2 * width) {
    memory.copy(map, re, width);
    memory.copy(map + width, im, width);
  }
}
