/**
 * Fourier transforms of many lines at once, in AssemblyScript: 32-bit real and imaginary parts lie apart, vectors of
 * four floats run across neighboring lines, so that nothing is shuffled within a transform. Pointers are in bytes.
 */

/** Lines that are transformed as one: 64 bytes, what the processor fetches from memory at once. */
const LINES: usize = 16;

/**
 * Transforms neighboring lines forwards and unscaled; exchange real and imaginary parts of both ends for the inverse.
 *
 * @param pitch bytes from one element of a line to the next
 * @param first of the elements that are there: those before, and from `end` on, count as 0
 * @param toRe where the result goes: where the lines are, or elsewhere
 * @param toPitch the same there
 * @param toFirst of the elements that are written: those before, and from `toEnd` on, stay as they were
 * @param count of lines, four bytes apart
 * @param plan factors of n (32-bit integers, ended by 0), then cosine and -sine of 2 pi k / n for all k
 * @param scratch 2 * 2 * 16 n floats
 */
export function columns(
  re: usize,
  im: usize,
  pitch: usize,
  first: usize,
  end: usize,
  toRe: usize,
  toIm: usize,
  toPitch: usize,
  toFirst: usize,
  toEnd: usize,
  n: usize,
  count: usize,
  plan: usize,
  scratch: usize,
): void {
  for (let line: usize = 0; line < count; line += LINES) {
    const lines = min(LINES, count - line);
    const wide = (lines + 3) & ~3;
    const span = (n * wide) << 2;
    const at = line << 2;
    gather(re + at, pitch, first, end, n, lines, scratch);
    gather(im + at, pitch, first, end, n, lines, scratch + span);
    const result = stockham(n, wide << 2, plan, scratch, scratch + 2 * span, span);
    scatter(result, toRe + at, toPitch, toFirst, toEnd, lines);
    scatter(result + span, toIm + at, toPitch, toFirst, toEnd, lines);
  }
}

/** The same for lines whose elements lie side by side; `pitch` leads from one line to the next. */
export function rows(
  re: usize,
  im: usize,
  pitch: usize,
  n: usize,
  count: usize,
  plan: usize,
  scratch: usize,
): void {
  for (let first: usize = 0; first < count; first += LINES) {
    const lines = min(LINES, count - first);
    const wide = (lines + 3) & ~3;
    const span = (n * wide) << 2;
    const row = first * pitch;
    turnIn(re + row, pitch, n, lines, scratch);
    turnIn(im + row, pitch, n, lines, scratch + span);
    const result = stockham(n, wide << 2, plan, scratch, scratch + 2 * span, span);
    turnOut(result, re + row, pitch, n, lines);
    turnOut(result + span, im + row, pitch, n, lines);
  }
}

function gather(
  from: usize,
  pitch: usize,
  first: usize,
  end: usize,
  n: usize,
  lines: usize,
  to: usize,
): void {
  const width = ((lines + 3) & ~3) << 2;
  memory.fill(to, 0, first * width);
  memory.fill(to + end * width, 0, (n - end) * width);
  const stop = to + end * width;
  from += first * pitch;
  to += first * width;
  if (lines === LINES) {
    for (; to < stop; to += 64, from += pitch) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
    return;
  }
  for (; to < stop; to += width, from += pitch)
    for (let q: usize = 0; q < lines; q++) store<f32>(to + (q << 2), load<f32>(from + (q << 2)));
}

function scatter(from: usize, to: usize, pitch: usize, first: usize, end: usize, lines: usize): void {
  const width = ((lines + 3) & ~3) << 2;
  const stop = from + end * width;
  from += first * width;
  to += first * pitch;
  if (lines === LINES) {
    for (; from < stop; from += 64, to += pitch) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
    return;
  }
  for (; from < stop; from += width, to += pitch)
    for (let q: usize = 0; q < lines; q++) store<f32>(to + (q << 2), load<f32>(from + (q << 2)));
}

/** Copies lines so that their elements interleave: four by four where they fill vectors. */
function turnIn(from: usize, pitch: usize, n: usize, lines: usize, to: usize): void {
  const width = ((lines + 3) & ~3) << 2;
  const whole = n & ~3;
  for (let q: usize = 0; q < lines; q += 4) {
    const row = from + q * pitch;
    const column = to + (q << 2);
    const isWhole = q + 4 <= lines;
    if (isWhole)
      for (let x: usize = 0; x < whole; x += 4) turnFour(row + (x << 2), pitch, column + x * width, width);
    for (let x = isWhole ? whole : 0; x < n; x++)
      for (let k: usize = 0; k < min<usize>(4, lines - q); k++)
        store<f32>(column + x * width + (k << 2), load<f32>(row + k * pitch + (x << 2)));
  }
}

function turnOut(from: usize, to: usize, pitch: usize, n: usize, lines: usize): void {
  const width = ((lines + 3) & ~3) << 2;
  const whole = n & ~3;
  for (let q: usize = 0; q < lines; q += 4) {
    const row = to + q * pitch;
    const column = from + (q << 2);
    const isWhole = q + 4 <= lines;
    if (isWhole)
      for (let x: usize = 0; x < whole; x += 4) turnFour(column + x * width, width, row + (x << 2), pitch);
    for (let x = isWhole ? whole : 0; x < n; x++)
      for (let k: usize = 0; k < min<usize>(4, lines - q); k++)
        store<f32>(row + k * pitch + (x << 2), load<f32>(column + x * width + (k << 2)));
  }
}

/** Transposes four vectors. */
function turnFour(from: usize, fromPitch: usize, to: usize, toPitch: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromPitch);
  const c = v128.load(from + 2 * fromPitch);
  const d = v128.load(from + 3 * fromPitch);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + toPitch, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * toPitch, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5));
  v128.store(to + 3 * toPitch, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7));
}

/**
 * Self-sorting mixed-radix transform of interleaved lines; returns where the result is, x or y.
 *
 * @param s bytes of one element of all lines
 * @param span bytes from real to imaginary parts
 */
function stockham(n: usize, s: usize, plan: usize, x: usize, y: usize, span: usize): usize {
  let twiddles = plan;
  while (load<u32>(twiddles) !== 0) twiddles += 4;
  twiddles += 4;
  let left = n;
  for (let factor = plan; load<u32>(factor) !== 0; factor += 4) {
    const radix: usize = load<u32>(factor);
    const step = n / left;
    if (radix === 4) radix4(x, y, span, left >> 2, s, twiddles, step << 3);
    else if (radix === 2) radix2(x, y, span, left >> 1, s, twiddles, step << 3);
    else if (radix === 3) radix3(x, y, span, left / 3, s, twiddles, step << 3);
    else anyRadix(x, y, span, left / radix, s, twiddles, step, radix);
    const other = x;
    x = y;
    y = other;
    left /= radix;
    s *= radix;
  }
  return x;
}

/** Complex product with (c, d): real part. */
function productRe(re: v128, im: v128, c: v128, d: v128): v128 {
  return f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, d));
}

function productIm(re: v128, im: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(re, d), f32x4.mul(im, c));
}

function radix2(x: usize, y: usize, span: usize, m: usize, s: usize, twiddles: usize, step: usize): void {
  const ms = m * s;
  let o = y;
  let i = x;
  for (let p: usize = 0; p < m; p++) {
    const c = v128.load_splat<f32>(twiddles + p * step);
    const d = v128.load_splat<f32>(twiddles + p * step + 4);
    for (const end = i + s; i < end; i += 16, o += 16) {
      const j = i + ms;
      const ar = v128.load(i);
      const ai = v128.load(i + span);
      const br = v128.load(j);
      const bi = v128.load(j + span);
      v128.store(o, f32x4.add(ar, br));
      v128.store(o + span, f32x4.add(ai, bi));
      const ur = f32x4.sub(ar, br);
      const ui = f32x4.sub(ai, bi);
      v128.store(o + s, productRe(ur, ui, c, d));
      v128.store(o + s + span, productIm(ur, ui, c, d));
    }
    o += s;
  }
}

function radix3(x: usize, y: usize, span: usize, m: usize, s: usize, twiddles: usize, step: usize): void {
  const ms = m * s;
  const half = f32x4.splat(0.5);
  const h = f32x4.splat(0.8660254037844386);
  let o = y;
  let i = x;
  for (let p: usize = 0; p < m; p++) {
    const c1 = v128.load_splat<f32>(twiddles + p * step);
    const d1 = v128.load_splat<f32>(twiddles + p * step + 4);
    const c2 = v128.load_splat<f32>(twiddles + 2 * p * step);
    const d2 = v128.load_splat<f32>(twiddles + 2 * p * step + 4);
    for (const end = i + s; i < end; i += 16, o += 16) {
      const j = i + ms;
      const k = j + ms;
      const ar = v128.load(i);
      const ai = v128.load(i + span);
      const br = v128.load(j);
      const bi = v128.load(j + span);
      const cr = v128.load(k);
      const ci = v128.load(k + span);
      const sumR = f32x4.add(br, cr);
      const sumI = f32x4.add(bi, ci);
      const turnR = f32x4.mul(h, f32x4.sub(bi, ci));
      const turnI = f32x4.mul(h, f32x4.sub(cr, br));
      const midR = f32x4.sub(ar, f32x4.mul(half, sumR));
      const midI = f32x4.sub(ai, f32x4.mul(half, sumI));
      v128.store(o, f32x4.add(ar, sumR));
      v128.store(o + span, f32x4.add(ai, sumI));
      const ur = f32x4.add(midR, turnR);
      const ui = f32x4.add(midI, turnI);
      v128.store(o + s, productRe(ur, ui, c1, d1));
      v128.store(o + s + span, productIm(ur, ui, c1, d1));
      const vr = f32x4.sub(midR, turnR);
      const vi = f32x4.sub(midI, turnI);
      v128.store(o + 2 * s, productRe(vr, vi, c2, d2));
      v128.store(o + 2 * s + span, productIm(vr, vi, c2, d2));
    }
    o += 2 * s;
  }
}

function radix4(x: usize, y: usize, span: usize, m: usize, s: usize, twiddles: usize, step: usize): void {
  const ms = m * s;
  let o = y;
  let i = x;
  for (let p: usize = 0; p < m; p++) {
    const c1 = v128.load_splat<f32>(twiddles + p * step);
    const d1 = v128.load_splat<f32>(twiddles + p * step + 4);
    const c2 = v128.load_splat<f32>(twiddles + 2 * p * step);
    const d2 = v128.load_splat<f32>(twiddles + 2 * p * step + 4);
    const c3 = v128.load_splat<f32>(twiddles + 3 * p * step);
    const d3 = v128.load_splat<f32>(twiddles + 3 * p * step + 4);
    for (const end = i + s; i < end; i += 16, o += 16) {
      const j = i + ms;
      const k = j + ms;
      const l = k + ms;
      const xr = v128.load(i);
      const xi = v128.load(i + span);
      const yr = v128.load(j);
      const yi = v128.load(j + span);
      const zr = v128.load(k);
      const zi = v128.load(k + span);
      const wr = v128.load(l);
      const wi = v128.load(l + span);
      const ar = f32x4.add(xr, zr);
      const ai = f32x4.add(xi, zi);
      const br = f32x4.sub(xr, zr);
      const bi = f32x4.sub(xi, zi);
      const cr = f32x4.add(yr, wr);
      const ci = f32x4.add(yi, wi);
      const dr = f32x4.sub(yi, wi);
      const di = f32x4.sub(wr, yr);
      v128.store(o, f32x4.add(ar, cr));
      v128.store(o + span, f32x4.add(ai, ci));
      const er = f32x4.add(br, dr);
      const ei = f32x4.add(bi, di);
      const fr = f32x4.sub(ar, cr);
      const fi = f32x4.sub(ai, ci);
      const gr = f32x4.sub(br, dr);
      const gi = f32x4.sub(bi, di);
      const u = o + s;
      const v = u + s;
      const w = v + s;
      if (p === 0) {
        v128.store(u, er);
        v128.store(u + span, ei);
        v128.store(v, fr);
        v128.store(v + span, fi);
        v128.store(w, gr);
        v128.store(w + span, gi);
      } else {
        v128.store(u, productRe(er, ei, c1, d1));
        v128.store(u + span, productIm(er, ei, c1, d1));
        v128.store(v, productRe(fr, fi, c2, d2));
        v128.store(v + span, productIm(fr, fi, c2, d2));
        v128.store(w, productRe(gr, gi, c3, d3));
        v128.store(w + span, productIm(gr, gi, c3, d3));
      }
    }
    o += 3 * s;
  }
}

/** Plain sums over the radix, for 5, 7 and every other prime; `step` counts twiddles. */
function anyRadix(
  x: usize,
  y: usize,
  span: usize,
  m: usize,
  s: usize,
  twiddles: usize,
  step: usize,
  radix: usize,
): void {
  const length = m * radix * step;
  const turn = length / radix;
  for (let p: usize = 0; p < m; p++)
    for (let j: usize = 0; j < radix; j++) {
      const out = y + s * (radix * p + j);
      const w = twiddles + (((p * j * step) % length) << 3);
      const c = v128.load_splat<f32>(w);
      const d = v128.load_splat<f32>(w + 4);
      for (let q: usize = 0; q < s; q += 16) {
        let i = x + s * p + q;
        let re = v128.load(i);
        let im = v128.load(i + span);
        let angle: usize = 0;
        for (let k: usize = 1; k < radix; k++) {
          i += s * m;
          angle += j;
          if (angle >= radix) angle -= radix;
          const v = twiddles + ((angle * turn) << 3);
          const vc = v128.load_splat<f32>(v);
          const vd = v128.load_splat<f32>(v + 4);
          const ir = v128.load(i);
          const ii = v128.load(i + span);
          re = f32x4.add(re, productRe(ir, ii, vc, vd));
          im = f32x4.add(im, productIm(ir, ii, vc, vd));
        }
        v128.store(out + q, productRe(re, im, c, d));
        v128.store(out + q + span, productIm(re, im, c, d));
      }
    }
}
