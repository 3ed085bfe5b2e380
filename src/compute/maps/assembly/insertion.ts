/**
 * Weighs the Fourier coefficients of images and spreads them over a grid of bricks, in AssemblyScript. Coefficients go
 * by rows of the image's transform, four neighbors of one row in a vector; a voxel is one vector. Pointers are in bytes.
 *
 * The rows of one image are listed as (ky, first kx, number of samples, place of the first), 32-bit integers each;
 * places are multiples of four. Samples are three arrays: real parts, imaginary parts, weights.
 */

/** Bits of how the transfer function is used. */
const TRANSFER = 1;
const ABSOLUTE = 2;
const SIGN = 4;
const INTACT = 8;
const PREMULTIPLIED = 16;

/** Whether none of the floats is infinite or no number; their count is a multiple of four. */
export function isFinite(from: usize, count: usize): bool {
  // What is finite gives 0 here, all else gives what is no number.
  let sum = f32x4.splat(0);
  for (const end = from + (count << 2); from < end; from += 16)
    sum = f32x4.add(sum, f32x4.mul(v128.load(from), f32x4.splat(0)));
  return !v128.any_true(f32x4.ne(sum, sum));
}

/**
 * Shifts the coefficients of one of two images that were transformed as real and imaginary part of one, and multiplies
 * them with their transfer function; its square is their weight.
 *
 * @param re (ky, kx) with negative frequencies in the second half, as transforms leave them
 * @param alongX room for the phases along x: size / 2 + 4 real parts, then as many imaginary ones
 * @param settings doubles: phase of one step along x (cos, sin), the first row's (cos, sin), of one step along y
 *   (cos, sin); transfer function: see Transfer
 */
export function weigh(
  re: usize,
  im: usize,
  size: i32,
  isSecond: i32,
  rowTable: usize,
  rowCount: i32,
  alongX: usize,
  settings: usize,
  mode: i32,
  samples: usize,
  capacity: usize,
): void {
  const reach = (size >> 1) + 4;
  powers(load<f64>(settings), load<f64>(settings, 8), reach, alongX);
  const alongXIm = alongX + ((<usize>reach) << 2);
  let yr = load<f64>(settings, 16);
  let yi = load<f64>(settings, 24);
  const stepR = load<f64>(settings, 32);
  const stepI = load<f64>(settings, 40);
  const transfer = settings + 48;
  const half = f32x4.splat(0.5);
  const samplesIm = samples + (capacity << 2);
  const weights = samplesIm + (capacity << 2);
  const rowBytes = (<usize>size) << 2;
  for (const end = rowTable + ((<usize>rowCount) << 4); rowTable < end; rowTable += 16) {
    const ky = load<i32>(rowTable);
    const first = load<i32>(rowTable, 4);
    const count = load<i32>(rowTable, 8);
    let to = (<usize>load<i32>(rowTable, 12)) << 2;
    const row = <usize>(ky < 0 ? ky + size : ky) * rowBytes;
    const mateRow = <usize>(ky > 0 ? size - ky : -ky) * rowBytes;
    const turnR = f32x4.splat(<f32>yr);
    const turnI = f32x4.splat(<f32>yi);
    for (let kx = first; kx < first + count; kx += 4, to += 16) {
      const at = row + ((<usize>kx) << 2);
      const ar = v128.load(re + at);
      const ai = v128.load(im + at);
      const mate = mateRow + ((<usize>(size - kx - 3)) << 2);
      let br = v128.load(re + mate);
      let bi = v128.load(im + mate);
      if (kx === 0) {
        // The mate of the first column is in that column, not in one behind the last.
        br = v128.replace_lane<f32>(br, 3, load<f32>(re + mateRow));
        bi = v128.replace_lane<f32>(bi, 3, load<f32>(im + mateRow));
      }
      br = v128.shuffle<f32>(br, br, 3, 2, 1, 0);
      bi = v128.shuffle<f32>(bi, bi, 3, 2, 1, 0);
      const vr = isSecond ? f32x4.add(ai, bi) : f32x4.add(ar, br);
      const vi = isSecond ? f32x4.sub(br, ar) : f32x4.sub(ai, bi);
      const xr = v128.load(alongX + ((<usize>kx) << 2));
      const xi = v128.load(alongXIm + ((<usize>kx) << 2));
      const pr = f32x4.sub(f32x4.mul(xr, turnR), f32x4.mul(xi, turnI));
      const pi = f32x4.add(f32x4.mul(xr, turnI), f32x4.mul(xi, turnR));
      let factor = half;
      let weight = f32x4.splat(1);
      if (mode & TRANSFER) {
        const t = transferAt(kx, ky, transfer, mode);
        if (!(mode & PREMULTIPLIED)) factor = f32x4.mul(half, t);
        weight = f32x4.mul(t, t);
      }
      v128.store(samples + to, f32x4.mul(factor, f32x4.sub(f32x4.mul(vr, pr), f32x4.mul(vi, pi))));
      v128.store(samplesIm + to, f32x4.mul(factor, f32x4.add(f32x4.mul(vr, pi), f32x4.mul(vi, pr))));
      v128.store(weights + to, weight);
    }
    const next = yr * stepR - yi * stepI;
    yi = yr * stepI + yi * stepR;
    yr = next;
  }
}

/** Powers of a phase from the 0th on. */
function powers(stepR: f64, stepI: f64, count: i32, to: usize): void {
  const imaginary = to + ((<usize>count) << 2);
  let r: f64 = 1;
  let i: f64 = 0;
  for (let k: usize = 0; k < <usize>count; k++) {
    store<f32>(to + (k << 2), <f32>r);
    store<f32>(imaginary + (k << 2), <f32>i);
    const next = r * stepR - i * stepI;
    i = r * stepI + i * stepR;
    r = next;
  }
}

/** The transfer function at (kx .. kx + 3, ky): the phase over pi is constant + quadratic form - quartic s^2, s the square of the frequency. */
function transferAt(kx: i32, ky: i32, from: usize, mode: i32): v128 {
  const x = f32x4.add(f32x4.splat(<f32>kx), f32x4(0, 1, 2, 3));
  const y = <f64>ky;
  const square = quadratic(x, y, load<f64>(from, 32), load<f64>(from, 40), load<f64>(from, 48), 0);
  const quartic = f32x4.splat(<f32>load<f64>(from, 56));
  const phase = f32x4.sub(
    quadratic(x, y, load<f64>(from, 8), load<f64>(from, 16), load<f64>(from, 24), load<f64>(from)),
    f32x4.mul(quartic, f32x4.mul(square, square)),
  );
  let t = sinPi(phase);
  if (mode & INTACT) t = v128.bitselect(f32x4.splat(1), t, f32x4.lt(f32x4.abs(phase), f32x4.splat(0.5)));
  if (mode & SIGN) t = v128.or(v128.and(t, i32x4.splat(0x80000000)), f32x4.splat(1));
  else {
    const decay = <f32>load<f64>(from, 72);
    if (decay !== 0) t = f32x4.mul(t, exponential(f32x4.mul(f32x4.splat(-decay), square)));
  }
  if (mode & ABSOLUTE) t = f32x4.abs(t);
  return f32x4.mul(t, f32x4.splat(<f32>load<f64>(from, 64)));
}

/** constant + xx x^2 + xy x y + yy y^2 */
function quadratic(x: v128, y: f64, xx: f64, xy: f64, yy: f64, constant: f64): v128 {
  const linear = f32x4.add(f32x4.mul(f32x4.splat(<f32>xx), x), f32x4.splat(<f32>(xy * y)));
  return f32x4.add(f32x4.mul(linear, x), f32x4.splat(<f32>(constant + yy * y * y)));
}

/** sin(pi h), good to 1e-6: minimax polynomial between two zeros. */
function sinPi(h: v128): v128 {
  const n = f32x4.nearest(h);
  const r = f32x4.sub(h, n);
  const s = f32x4.mul(r, r);
  let p = f32x4.splat(-0.00737043094571435);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.0821458866111282));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-0.599264529320792));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.55016403987734));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-5.16771278004997));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(3.141592653589793));
  // Odd multiples of pi turn the sign.
  return v128.xor(f32x4.mul(p, r), i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 31));
}

/** exp(x) for what is neither beyond 80 nor matters below -80, good to 1e-6: a power of two, times a Taylor series around the rest. */
function exponential(x: v128): v128 {
  const limited = f32x4.max(f32x4.min(x, f32x4.splat(80)), f32x4.splat(-80));
  const y = f32x4.mul(limited, f32x4.splat(1.4426950408889634));
  const n = f32x4.nearest(y);
  const r = f32x4.mul(f32x4.sub(y, n), f32x4.splat(0.6931471805599453));
  let p = f32x4.splat(1 / 720);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/**
 * Adds the samples of one image, with trilinear weights, to a grid of bricks: 8 x 8 x 4 voxels (x, y, z) of four floats,
 * real part, imaginary part, weight and none, which is one page of memory; x >= 0, y and z from -middle on.
 *
 * @param pose six floats: voxels (x, y, z) of one step along kx, then of one along ky
 * @param scratch 15 * longest floats
 * @param longest row, samples; a multiple of four
 */
export function insert(
  samples: usize,
  capacity: usize,
  rowTable: usize,
  rowCount: i32,
  pose: usize,
  grid: usize,
  bricksX: i32,
  bricksY: i32,
  middle: i32,
  scratch: usize,
  longest: usize,
): void {
  const ax = load<f32>(pose);
  const ay = load<f32>(pose, 4);
  const az = load<f32>(pose, 8);
  const bx = load<f32>(pose, 12);
  const by = load<f32>(pose, 16);
  const bz = load<f32>(pose, 20);
  for (const end = rowTable + ((<usize>rowCount) << 4); rowTable < end; rowTable += 16) {
    const ky = <f32>load<i32>(rowTable);
    const kx = <f32>load<i32>(rowTable, 4);
    const count = <usize>load<i32>(rowTable, 8);
    const at = samples + ((<usize>load<i32>(rowTable, 12)) << 2);
    const x = ax * kx + bx * ky;
    const y = ay * kx + by * ky;
    const z = az * kx + bz * ky;
    locate(
      at,
      capacity << 2,
      count,
      x,
      y,
      z,
      ax,
      ay,
      az,
      grid,
      bricksX,
      bricksY,
      middle,
      scratch,
      longest << 2,
    );
    spread(count, scratch, longest << 2);
  }
}

/** Where the samples of a row go: as (re, im, weight, 0), then arrays of fractions and of the places of their neighbors. */
function locate(
  samples: usize,
  part: usize,
  count: usize,
  startX: f32,
  startY: f32,
  startZ: f32,
  stepX: f32,
  stepY: f32,
  stepZ: f32,
  grid: usize,
  bricksX: i32,
  bricksY: i32,
  middle: i32,
  scratch: usize,
  span: usize,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const signBit = i32x4.splat(0x80000000);
  const offset = i32x4.splat(middle);
  const unit = i32x4.splat(1);
  const strideY = i32x4.splat(bricksX << 12);
  const strideZ = i32x4.splat((bricksX * bricksY) << 12);
  const base = i32x4.splat(<i32>grid);
  const seven = i32x4.splat(7);
  const three = i32x4.splat(3);
  let t = f32x4(0, 1, 2, 3);
  let sample = scratch;
  let to = scratch + 4 * span;
  for (const end = samples + (count << 2); samples < end; samples += 16, sample += 64, to += 16) {
    let x = f32x4.add(f32x4.splat(startX), f32x4.mul(f32x4.splat(stepX), t));
    let y = f32x4.add(f32x4.splat(startY), f32x4.mul(f32x4.splat(stepY), t));
    let z = f32x4.add(f32x4.splat(startZ), f32x4.mul(f32x4.splat(stepZ), t));
    t = f32x4.add(t, f32x4.splat(4));
    // Half of the grid is kept: what lies at x < 0 is the conjugate mate of what lies opposite.
    const flip = v128.and(f32x4.lt(x, zero), signBit);
    x = f32x4.abs(x);
    y = v128.xor(y, flip);
    z = v128.xor(z, flip);
    const vr = v128.load(samples);
    const vi = v128.xor(v128.load(samples + part), flip);
    const vw = v128.load(samples + 2 * part);
    const floorX = f32x4.floor(x);
    const floorY = f32x4.floor(y);
    const floorZ = f32x4.floor(z);
    x = f32x4.sub(x, floorX);
    y = f32x4.sub(y, floorY);
    z = f32x4.sub(z, floorZ);
    const ix = i32x4.trunc_sat_f32x4_s(floorX);
    const iy = i32x4.add(i32x4.trunc_sat_f32x4_s(floorY), offset);
    const iz = i32x4.add(i32x4.trunc_sat_f32x4_s(floorZ), offset);
    const jx = i32x4.add(ix, unit);
    const jy = i32x4.add(iy, unit);
    const jz = i32x4.add(iz, unit);
    const placeX = i32x4.add(i32x4.shl(i32x4.shr_u(ix, 3), 12), i32x4.shl(v128.and(ix, seven), 4));
    const nextX = i32x4.add(i32x4.shl(i32x4.shr_u(jx, 3), 12), i32x4.shl(v128.and(jx, seven), 4));
    const placeY = i32x4.add(i32x4.mul(i32x4.shr_u(iy, 3), strideY), i32x4.shl(v128.and(iy, seven), 7));
    const nextY = i32x4.add(i32x4.mul(i32x4.shr_u(jy, 3), strideY), i32x4.shl(v128.and(jy, seven), 7));
    const placeZ = i32x4.add(
      base,
      i32x4.add(i32x4.mul(i32x4.shr_u(iz, 2), strideZ), i32x4.shl(v128.and(iz, three), 10)),
    );
    const nextZ = i32x4.add(
      base,
      i32x4.add(i32x4.mul(i32x4.shr_u(jz, 2), strideZ), i32x4.shl(v128.and(jz, three), 10)),
    );
    const nearY = f32x4.sub(one, y);
    const nearZ = f32x4.sub(one, z);
    v128.store(to, x);
    v128.store(to + span, f32x4.mul(nearZ, nearY));
    v128.store(to + 2 * span, f32x4.mul(nearZ, y));
    v128.store(to + 3 * span, f32x4.mul(z, nearY));
    v128.store(to + 4 * span, f32x4.mul(z, y));
    v128.store(to + 5 * span, placeX);
    v128.store(to + 6 * span, nextX);
    v128.store(to + 7 * span, i32x4.add(placeZ, placeY));
    v128.store(to + 8 * span, i32x4.add(placeZ, nextY));
    v128.store(to + 9 * span, i32x4.add(nextZ, placeY));
    v128.store(to + 10 * span, i32x4.add(nextZ, nextY));
    const low = v128.shuffle<f32>(vr, vi, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(vr, vi, 2, 6, 3, 7);
    const lowWeight = v128.shuffle<f32>(vw, zero, 0, 4, 1, 5);
    const highWeight = v128.shuffle<f32>(vw, zero, 2, 6, 3, 7);
    v128.store(sample, v128.shuffle<f32>(low, lowWeight, 0, 1, 4, 5));
    v128.store(sample, v128.shuffle<f32>(low, lowWeight, 2, 3, 6, 7), 16);
    v128.store(sample, v128.shuffle<f32>(high, highWeight, 0, 1, 4, 5), 32);
    v128.store(sample, v128.shuffle<f32>(high, highWeight, 2, 3, 6, 7), 48);
  }
}

function spread(count: usize, scratch: usize, span: usize): void {
  let place = scratch + 4 * span;
  for (const end = scratch + (count << 4); scratch < end; scratch += 16, place += 4) {
    const sample = v128.load(scratch);
    const far = f32x4.mul(sample, v128.load_splat<f32>(place));
    const near = f32x4.sub(sample, far);
    const x = load<u32>(place + 5 * span);
    const next = load<u32>(place + 6 * span);
    add(load<u32>(place + 7 * span), x, next, near, far, v128.load_splat<f32>(place + span));
    add(load<u32>(place + 8 * span), x, next, near, far, v128.load_splat<f32>(place + 2 * span));
    add(load<u32>(place + 9 * span), x, next, near, far, v128.load_splat<f32>(place + 3 * span));
    add(load<u32>(place + 10 * span), x, next, near, far, v128.load_splat<f32>(place + 4 * span));
  }
}

function add(row: usize, x: usize, next: usize, near: v128, far: v128, share: v128): void {
  v128.store(row + x, f32x4.add(v128.load(row + x), f32x4.mul(near, share)));
  v128.store(row + next, f32x4.add(v128.load(row + next), f32x4.mul(far, share)));
}
