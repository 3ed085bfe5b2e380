/**
 * Phases by chance for two real maps that are the real and the imaginary part of one complex map, in AssemblyScript:
 * planes (z, x) of y and of -y at once, as in mapPair.ts.
 */
import { frequency, mate, reversed } from './frequencies';

/** Directions that a random phase is drawn from: so many that their mean is 0, so few that they stay in the cache. */
const DIRECTIONS: u32 = 512;

let state: u32 = 0;

/** Has `randomize` draw other phases. */
export function seed(value: u32): void {
  state = value;
}

const STEP: u32 = 0x6d2b79f5;

/** Mulberry32, four numbers at once. */
function drawFour(): v128 {
  const states = i32x4.add(i32x4.splat(state), i32x4(STEP, 2 * STEP, 3 * STEP, 4 * STEP));
  state += 4 * STEP;
  const one = i32x4.splat(1);
  let chance = i32x4.mul(v128.xor(states, i32x4.shr_u(states, 15)), v128.or(states, one));
  const more = i32x4.mul(v128.xor(chance, i32x4.shr_u(chance, 7)), v128.or(chance, i32x4.splat(61)));
  chance = v128.xor(chance, i32x4.add(chance, more));
  return v128.xor(chance, i32x4.shr_u(chance, 14));
}

/**
 * Keeps the amplitudes of both maps, and gives each frequency from a radius on a phase by chance, in both planes. What
 * is its own mate stays: it is real.
 *
 * @param re as of `correlate`
 * @param from square of the radius
 * @param directions 512 pairs of cosine and sine
 */
export function randomize(
  re: usize,
  im: usize,
  mateRe: usize,
  mateIm: usize,
  n: i32,
  pitch: usize,
  start: i32,
  from: i32,
  directions: usize,
): void {
  const isOwnMate = re === mateRe;
  for (let z = 0; z < n; z++) {
    const square = start + frequency(z, n) ** 2;
    const other = mate(z, n);
    // Each pair has its turn once.
    if (isOwnMate && other < z) continue;
    const row = <usize>z * pitch;
    const mateRow = <usize>other * pitch;
    const isOwnRow = isOwnMate && other === z;
    const end = isOwnRow ? n >> 1 : n;
    let x = isOwnRow ? 1 : 0;
    if (x === 0) {
      if (square >= from) turn(re + row, im + row, mateRe + mateRow, mateIm + mateRow, directions);
      x = 1;
    }
    for (; x + 3 < end; x += 4) {
      const here = row + ((<usize>x) << 2);
      const there = mateRow + ((<usize>(n - x - 3)) << 2);
      const isTurned = i32x4.ge_s(squaresFrom(x, square, n), i32x4.splat(from));
      if (!v128.any_true(isTurned)) continue;
      turnFour(re + here, im + here, mateRe + there, mateIm + there, isTurned, directions);
    }
    for (; x < end; x++) {
      if (square + frequency(x, n) ** 2 < from) continue;
      const here = row + ((<usize>x) << 2);
      const there = mateRow + ((<usize>(n - x)) << 2);
      turn(re + here, im + here, mateRe + there, mateIm + there, directions);
    }
  }
}

/** Of the radii at x to x + 3, which is not 0. */
function squaresFrom(x: i32, square: i32, n: i32): v128 {
  const places = i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3));
  const isNegative = i32x4.gt_s(places, i32x4.splat(n >> 1));
  const frequencies = i32x4.sub(places, v128.and(isNegative, i32x4.splat(n)));
  return i32x4.add(i32x4.splat(square), i32x4.mul(frequencies, frequencies));
}

/** The four from here on, those that are to be turned, and their mates, which lie the other way round. */
function turnFour(
  re: usize,
  im: usize,
  mateRe: usize,
  mateIm: usize,
  isTurned: v128,
  directions: usize,
): void {
  const a = v128.load(re);
  const b = v128.load(im);
  const c = reversed(v128.load(mateRe));
  const d = reversed(v128.load(mateIm));
  const first = halfLength(f32x4.add(a, c), f32x4.sub(b, d));
  const second = halfLength(f32x4.add(b, d), f32x4.sub(c, a));
  const chance = drawFour();
  const ones = v128.and(chance, i32x4.splat(DIRECTIONS - 1));
  const firstLow = twoDirections(i32x4.extract_lane(ones, 0), i32x4.extract_lane(ones, 1), directions);
  const firstHigh = twoDirections(i32x4.extract_lane(ones, 2), i32x4.extract_lane(ones, 3), directions);
  const others = v128.and(i32x4.shr_u(chance, 16), i32x4.splat(DIRECTIONS - 1));
  const secondLow = twoDirections(i32x4.extract_lane(others, 0), i32x4.extract_lane(others, 1), directions);
  const secondHigh = twoDirections(i32x4.extract_lane(others, 2), i32x4.extract_lane(others, 3), directions);
  const firstRe = f32x4.mul(first, v128.shuffle<f32>(firstLow, firstHigh, 0, 2, 4, 6));
  const firstIm = f32x4.mul(first, v128.shuffle<f32>(firstLow, firstHigh, 1, 3, 5, 7));
  const secondRe = f32x4.mul(second, v128.shuffle<f32>(secondLow, secondHigh, 0, 2, 4, 6));
  const secondIm = f32x4.mul(second, v128.shuffle<f32>(secondLow, secondHigh, 1, 3, 5, 7));
  v128.store(re, v128.bitselect(f32x4.sub(firstRe, secondIm), a, isTurned));
  v128.store(im, v128.bitselect(f32x4.add(firstIm, secondRe), b, isTurned));
  v128.store(mateRe, reversed(v128.bitselect(f32x4.add(firstRe, secondIm), c, isTurned)));
  v128.store(mateIm, reversed(v128.bitselect(f32x4.sub(secondRe, firstIm), d, isTurned)));
}

function halfLength(x: v128, y: v128): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y))));
}

/** Cosine and sine of one, then of another. */
function twoDirections(one: i32, other: i32, directions: usize): v128 {
  const low = v128.load_zero<u64>(directions + ((<usize>one) << 3));
  return v128.load_lane<i64>(directions + ((<usize>other) << 3), low, 1);
}

/** The same for one, by numbers that are drawn four at once: one in four is used. */
function turn(re: usize, im: usize, mateRe: usize, mateIm: usize, directions: usize): void {
  const a = load<f32>(re);
  const b = load<f32>(im);
  const c = load<f32>(mateRe);
  const d = load<f32>(mateIm);
  const first = <f32>0.5 * sqrt<f32>((a + c) * (a + c) + (b - d) * (b - d));
  const second = <f32>0.5 * sqrt<f32>((b + d) * (b + d) + (c - a) * (c - a));
  const chance = i32x4.extract_lane(drawFour(), 0);
  const one = directions + ((<usize>(chance & (DIRECTIONS - 1))) << 3);
  const other = directions + ((<usize>((chance >>> 16) & (DIRECTIONS - 1))) << 3);
  const firstRe = first * load<f32>(one);
  const firstIm = first * load<f32>(one, 4);
  const secondRe = second * load<f32>(other);
  const secondIm = second * load<f32>(other, 4);
  store<f32>(re, firstRe - secondIm);
  store<f32>(im, firstIm + secondRe);
  store<f32>(mateRe, firstRe + secondIm);
  store<f32>(mateIm, secondRe - firstIm);
}
