/**
 * Sums over the transform of two real maps that are the real and the imaginary part of one complex map, in
 * AssemblyScript: Z(k) and the conjugate of Z(-k) tell the transforms of both apart. Arrays are (z, y, x) with negative
 * frequencies in the second half, as transforms leave them; pointers are in bytes.
 */
import { joinRows } from './realRows';

export { joinRows };

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
export function multiply(to: usize, by: usize, count: usize): void {
  for (const end = to + (count << 2); to < end; to += 16, by += 16)
    v128.store(to, f32x4.mul(v128.load(to), v128.load(by)));
}

/** Frequency at a place of a transform. */
function frequency(place: i32, n: i32): i32 {
  return place <= n >> 1 ? place : place - n;
}

/** Where the frequency of the opposite sign is. */
function mate(place: i32, n: i32): i32 {
  return place === 0 ? 0 : n - place;
}

/** Bytes to the row (z, y). */
function rowAt(z: i32, y: i32, n: i32): usize {
  return (<usize>((z * n + y) * n)) << 2;
}

/**
 * Adds products of both transforms, each times 4, by the square of the radius, at x from 0 on.
 *
 * @param limit of the square
 * @param sums three arrays of so many doubles: one times the conjugate of the other (real part), the power of each
 */
export function correlate(re: usize, im: usize, n: i32, limit: i32, sums: usize): void {
  const ofFirst = (<usize>limit) << 3;
  const half = n >> 1;
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const square = frequency(z, n) ** 2 + frequency(y, n) ** 2;
      if (square >= limit) continue;
      const row = rowAt(z, y, n);
      const mateRow = rowAt(mate(z, n), mate(y, n), n);
      addProducts(re, im, row, mateRow, sums + ((<usize>square) << 3), ofFirst);
      let x = 1;
      for (; x + 3 <= half && square + (x + 3) * (x + 3) < limit; x += 4) {
        const here = row + ((<usize>x) << 2);
        const there = mateRow + ((<usize>(n - x - 3)) << 2);
        const a = v128.load(re + here);
        const b = v128.load(im + here);
        const c = reversed(v128.load(re + there));
        const d = reversed(v128.load(im + there));
        const firstRe = f32x4.add(a, c);
        const firstIm = f32x4.sub(b, d);
        const secondRe = f32x4.add(b, d);
        const secondIm = f32x4.sub(c, a);
        const cross = f32x4.add(f32x4.mul(firstRe, secondRe), f32x4.mul(firstIm, secondIm));
        const first = f32x4.add(f32x4.mul(firstRe, firstRe), f32x4.mul(firstIm, firstIm));
        const second = f32x4.add(f32x4.mul(secondRe, secondRe), f32x4.mul(secondIm, secondIm));
        let to = sums + ((<usize>(square + x * x)) << 3);
        addThree(
          to,
          ofFirst,
          f32x4.extract_lane(cross, 0),
          f32x4.extract_lane(first, 0),
          f32x4.extract_lane(second, 0),
        );
        to += (<usize>(2 * x + 1)) << 3;
        addThree(
          to,
          ofFirst,
          f32x4.extract_lane(cross, 1),
          f32x4.extract_lane(first, 1),
          f32x4.extract_lane(second, 1),
        );
        to += (<usize>(2 * x + 3)) << 3;
        addThree(
          to,
          ofFirst,
          f32x4.extract_lane(cross, 2),
          f32x4.extract_lane(first, 2),
          f32x4.extract_lane(second, 2),
        );
        to += (<usize>(2 * x + 5)) << 3;
        addThree(
          to,
          ofFirst,
          f32x4.extract_lane(cross, 3),
          f32x4.extract_lane(first, 3),
          f32x4.extract_lane(second, 3),
        );
      }
      for (; x <= half && square + x * x < limit; x++) {
        const there = mateRow + ((<usize>(n - x)) << 2);
        addProducts(re, im, row + ((<usize>x) << 2), there, sums + ((<usize>(square + x * x)) << 3), ofFirst);
      }
    }
}

/** Of one coefficient and its mate. */
function addProducts(re: usize, im: usize, here: usize, there: usize, to: usize, ofFirst: usize): void {
  const a = load<f32>(re + here);
  const b = load<f32>(im + here);
  const c = load<f32>(re + there);
  const d = load<f32>(im + there);
  const firstRe = a + c;
  const firstIm = b - d;
  const secondRe = b + d;
  const secondIm = c - a;
  addThree(
    to,
    ofFirst,
    firstRe * secondRe + firstIm * secondIm,
    firstRe * firstRe + firstIm * firstIm,
    secondRe * secondRe + secondIm * secondIm,
  );
}

/** To three arrays of sums, `ofFirst` bytes from one to the next. */
function addThree(to: usize, ofFirst: usize, cross: f32, first: f32, second: f32): void {
  add(to, cross);
  add(to + ofFirst, first);
  add(to + 2 * ofFirst, second);
}

function add(to: usize, value: f32): void {
  store<f64>(to, load<f64>(to) + <f64>value);
}

function reversed(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 3, 2, 1, 0);
}

/** The transform of the mean of both maps at x = 0 .. n/2, row after row. */
export function average(re: usize, im: usize, n: i32, toRe: usize, toIm: usize): void {
  const half = n >> 1;
  const quarter = f32x4.splat(0.25);
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const row = rowAt(z, y, n);
      const mateRow = rowAt(mate(z, n), mate(y, n), n);
      averageOne(re, im, row, mateRow, toRe, toIm);
      let x = 1;
      for (; x + 3 <= half; x += 4) {
        const at = (<usize>x) << 2;
        const there = mateRow + ((<usize>(n - x - 3)) << 2);
        const a = v128.load(re + row + at);
        const b = v128.load(im + row + at);
        const c = reversed(v128.load(re + there));
        const d = reversed(v128.load(im + there));
        v128.store(toRe + at, f32x4.mul(quarter, f32x4.add(f32x4.add(a, c), f32x4.add(b, d))));
        v128.store(toIm + at, f32x4.mul(quarter, f32x4.add(f32x4.sub(b, d), f32x4.sub(c, a))));
      }
      for (; x <= half; x++) {
        const at = (<usize>x) << 2;
        averageOne(re, im, row + at, mateRow + ((<usize>(n - x)) << 2), toRe + at, toIm + at);
      }
      toRe += (<usize>(half + 1)) << 2;
      toIm += (<usize>(half + 1)) << 2;
    }
}

function averageOne(re: usize, im: usize, here: usize, there: usize, toRe: usize, toIm: usize): void {
  const a = load<f32>(re + here);
  const b = load<f32>(im + here);
  const c = load<f32>(re + there);
  const d = load<f32>(im + there);
  store<f32>(toRe, <f32>0.25 * (a + c + (b + d)));
  store<f32>(toIm, <f32>0.25 * (b - d + (c - a)));
}

/**
 * Keeps the amplitudes of both maps, and gives each frequency from a radius on a phase by chance. What is its own mate
 * stays: it is real.
 *
 * @param from square of the radius
 * @param directions 4096 cosines, then as many sines
 */
export function randomise(re: usize, im: usize, n: i32, from: i32, directions: usize, seed: u32): void {
  const half = n >> 1;
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const square = frequency(z, n) ** 2 + frequency(y, n) ** 2;
      const row = rowAt(z, y, n);
      const mateRow = rowAt(mate(z, n), mate(y, n), n);
      for (let x = 0; x <= half; x++) {
        if (square + x * x < from) continue;
        const here = row + ((<usize>x) << 2);
        const there = mateRow + ((<usize>mate(x, n)) << 2);
        // The first and the last plane hold both mates: each pair has its turn once.
        if ((x === 0 || x === half) && there <= here) continue;
        const a = load<f32>(re + here);
        const b = load<f32>(im + here);
        const c = load<f32>(re + there);
        const d = load<f32>(im + there);
        const first = <f32>0.5 * sqrt<f32>((a + c) * (a + c) + (b - d) * (b - d));
        const second = <f32>0.5 * sqrt<f32>((b + d) * (b + d) + (c - a) * (c - a));
        // Mulberry32.
        seed += 0x6d2b79f5;
        let chance = (seed ^ (seed >> 15)) * (seed | 1);
        chance ^= chance + (chance ^ (chance >> 7)) * (chance | 61);
        chance ^= chance >> 14;
        const one = directions + ((<usize>(chance >> 20)) << 2);
        const other = directions + ((<usize>((chance >> 8) & 4095)) << 2);
        const firstRe = first * load<f32>(one);
        const firstIm = first * load<f32>(one, 4 * 4096);
        const secondRe = second * load<f32>(other);
        const secondIm = second * load<f32>(other, 4 * 4096);
        store<f32>(re + here, firstRe - secondIm);
        store<f32>(im + here, firstIm + secondRe);
        store<f32>(re + there, firstRe + secondIm);
        store<f32>(im + there, secondRe - firstIm);
      }
    }
}

/**
 * Adds amplitudes by the square of the radius, and counts them.
 *
 * @param re rows of n/2 + 1
 * @param sums two arrays of `limit` doubles
 */
export function amplitudes(re: usize, im: usize, n: i32, limit: i32, sums: usize): void {
  const counts = sums + ((<usize>limit) << 3);
  const half = n >> 1;
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const square = frequency(z, n) ** 2 + frequency(y, n) ** 2;
      const row = (<usize>((z * n + y) * (half + 1))) << 2;
      for (let x = 0; x <= half && square + x * x < limit; x++) {
        const r = load<f32>(re + row + ((<usize>x) << 2));
        const i = load<f32>(im + row + ((<usize>x) << 2));
        const at = (<usize>(square + x * x)) << 3;
        store<f64>(sums + at, load<f64>(sums + at) + <f64>sqrt<f32>(r * r + i * i));
        store<f64>(counts + at, load<f64>(counts + at) + 1);
      }
    }
}

/** Multiplies by factors that are listed by the square of the radius; rows are of `width` from x = 0 on. */
export function scale(re: usize, im: usize, n: i32, width: i32, factors: usize): void {
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const square = frequency(z, n) ** 2 + frequency(y, n) ** 2;
      for (let x = 0; x < width; x++, re += 4, im += 4) {
        const radius = frequency(x, n);
        const factor = load<f32>(factors + ((<usize>(square + radius * radius)) << 2));
        store<f32>(re, factor * load<f32>(re));
        store<f32>(im, factor * load<f32>(im));
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
