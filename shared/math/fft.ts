/** Fourier transforms of any length in double precision, on the CPU: the plain reference beside the GPU's. */

/**
 * Transforms a complex array in place along every axis. `direction` 1: sum of f exp(-2 pi i k x / n);
 * -1: the inverse, divided by the number of elements.
 *
 * @param sizes lengths of the axes, the fastest first (x, y, z)
 */
export function transform<Numbers extends Float64Array | Float32Array>(
  re: Numbers,
  im: Numbers,
  sizes: readonly number[],
  direction: 1 | -1,
): void {
  const total = sizes.reduce((a, b) => a * b, 1);
  // Exchanging real and imaginary parts on both sides turns a forward transform into an inverse one.
  const [a, b] = direction === 1 ? [re, im] : [im, re];
  let stride = 1;
  for (const n of sizes) {
    if (n > 1) transformAxis(a, b, { n, stride, lines: total / n });
    stride *= n;
  }
  if (direction === -1)
    for (let i = 0; i < total; i++) {
      re[i] /= total;
      im[i] /= total;
    }
}

/** The integer frequency of an element of an axis of length n: 0, 1, ..., then negative. */
export function frequency(index: number, n: number): number {
  return index < (n + 1) >> 1 ? index : index - n;
}

interface Plan {
  readonly factors: readonly number[];
  /** exp(-2 pi i k / n) */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

const plans = new Map<number, Plan>();

function planFor(n: number): Plan {
  let plan = plans.get(n);
  if (plan === undefined) {
    plan = {
      factors: factorise(n),
      cosine: Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n)),
      sine: Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n)),
    };
    plans.set(n, plan);
  }
  return plan;
}

/** Radices of a transform of length n. */
export function factorise(n: number): number[] {
  const factors: number[] = [];
  for (const p of [4, 2, 3]) for (; n % p === 0; n /= p) factors.push(p);
  for (let p = 5; n > 1; p += 2) for (; n % p === 0; n /= p) factors.push(p);
  return factors;
}

/** All lines of an array along one axis. */
interface Axis {
  /** Length of a line. */
  readonly n: number;
  /** From one element of a line to the next. */
  readonly stride: number;
  readonly lines: number;
}

function transformAxis(
  re: Float64Array | Float32Array,
  im: Float64Array | Float32Array,
  { n, stride, lines: all }: Axis,
): void {
  const plan = planFor(n);
  // Neighboring lines go together: they are transformed as one, and memory is read in runs.
  const batch = Math.min(all, 16);
  const scratch = [0, 1, 2, 3].map(() => new Float64Array(n * batch));
  const contiguous = stride === 1;
  for (let first = 0; first < all;) {
    // Lines are counted through the array; those of one batch lie side by side, or one after another.
    const runEnd = contiguous ? all : (Math.floor(first / stride) + 1) * stride;
    const lines = Math.min(batch, runEnd - first);
    const from = contiguous ? first * n : Math.floor(first / stride) * stride * n + (first % stride);
    const step = contiguous ? n : 1;
    for (let i = 0; i < n; i++)
      for (let q = 0, s = from + i * stride, t = i * lines; q < lines; q++, s += step, t++) {
        scratch[0][t] = re[s];
        scratch[1][t] = im[s];
      }
    const [a, b] = stockham(plan, n, lines, scratch);
    for (let i = 0; i < n; i++)
      for (let q = 0, s = from + i * stride, t = i * lines; q < lines; q++, s += step, t++) {
        re[s] = a[t];
        im[s] = b[t];
      }
    first += lines;
  }
}

/**
 * Transforms `lines` interleaved sequences (element i of line q at i lines + q) forwards and without a scale;
 * exchanging real and imaginary parts makes it the inverse. `buffers` are two complex arrays, the first with the input.
 *
 * @returns those two of the four buffers, real and imaginary, that hold the result
 */
export function transformLines(
  length: number,
  lines: number,
  buffers: readonly [Float64Array, Float64Array, Float64Array, Float64Array],
): [Float64Array, Float64Array] {
  return stockham(planFor(length), length, lines, buffers);
}

/** Self-sorting mixed-radix transform of `lines` interleaved sequences; returns the buffers that hold the result. */
function stockham(
  plan: Plan,
  length: number,
  lines: number,
  buffers: readonly Float64Array[],
): [Float64Array, Float64Array] {
  let x: Complex = { re: buffers[0], im: buffers[1] };
  let y: Complex = { re: buffers[2], im: buffers[3] };
  let n = length;
  let s = lines;
  for (const radix of plan.factors) {
    const pass: Pass = { n, s, step: length / n, cosine: plan.cosine, sine: plan.sine };
    if (radix === 4) radix4(x, y, pass);
    else if (radix === 2) radix2(x, y, pass);
    else if (radix === 3) radix3(x, y, pass);
    else anyRadix(x, y, pass, radix);
    [x, y] = [y, x];
    n /= radix;
    s *= radix;
  }
  return [x.re, x.im];
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** One radix taken out of all sequences, from x to y. */
interface Pass extends Pick<Plan, 'cosine' | 'sine'> {
  /** Length of the sequences before it. */
  readonly n: number;
  /** Sequences, interleaved. */
  readonly s: number;
  /** From one power of exp(-2 pi i / n) to the next in the plan's. */
  readonly step: number;
}

function radix2({ re: xr, im: xi }: Complex, { re: yr, im: yi }: Complex, pass: Pass): void {
  const { n, s, step, cosine, sine } = pass;
  const m = n / 2;
  for (let p = 0; p < m; p++) {
    const c = cosine[p * step];
    const d = sine[p * step];
    for (let q = 0; q < s; q++) {
      const i = q + s * p;
      const j = i + s * m;
      const o = q + s * 2 * p;
      const ur = xr[i] - xr[j];
      const ui = xi[i] - xi[j];
      yr[o] = xr[i] + xr[j];
      yi[o] = xi[i] + xi[j];
      yr[o + s] = ur * c - ui * d;
      yi[o + s] = ur * d + ui * c;
    }
  }
}

function radix3({ re: xr, im: xi }: Complex, { re: yr, im: yi }: Complex, pass: Pass): void {
  const { n, s, step, cosine, sine } = pass;
  const m = n / 3;
  const h = Math.sqrt(3) / 2;
  for (let p = 0; p < m; p++) {
    const c1 = cosine[p * step];
    const d1 = sine[p * step];
    const c2 = c1 * c1 - d1 * d1;
    const d2 = 2 * c1 * d1;
    for (let q = 0; q < s; q++) {
      const i = q + s * p;
      const j = i + s * m;
      const k = j + s * m;
      const sumR = xr[j] + xr[k];
      const sumI = xi[j] + xi[k];
      const turnR = h * (xi[j] - xi[k]);
      const turnI = h * (xr[k] - xr[j]);
      const midR = xr[i] - 0.5 * sumR;
      const midI = xi[i] - 0.5 * sumI;
      const o = q + s * 3 * p;
      yr[o] = xr[i] + sumR;
      yi[o] = xi[i] + sumI;
      const ar = midR + turnR;
      const ai = midI + turnI;
      yr[o + s] = ar * c1 - ai * d1;
      yi[o + s] = ar * d1 + ai * c1;
      const br = midR - turnR;
      const bi = midI - turnI;
      yr[o + 2 * s] = br * c2 - bi * d2;
      yi[o + 2 * s] = br * d2 + bi * c2;
    }
  }
}

function radix4({ re: xr, im: xi }: Complex, { re: yr, im: yi }: Complex, pass: Pass): void {
  const { n, s, step, cosine, sine } = pass;
  const m = n / 4;
  for (let p = 0; p < m; p++) {
    const c1 = cosine[p * step];
    const d1 = sine[p * step];
    const c2 = c1 * c1 - d1 * d1;
    const d2 = 2 * c1 * d1;
    const c3 = c2 * c1 - d2 * d1;
    const d3 = c2 * d1 + d2 * c1;
    for (let q = 0; q < s; q++) {
      const i = q + s * p;
      const j = i + s * m;
      const k = j + s * m;
      const l = k + s * m;
      const ar = xr[i] + xr[k];
      const ai = xi[i] + xi[k];
      const br = xr[i] - xr[k];
      const bi = xi[i] - xi[k];
      const cr = xr[j] + xr[l];
      const ci = xi[j] + xi[l];
      const dr = xi[j] - xi[l];
      const di = xr[l] - xr[j];
      const o = q + s * 4 * p;
      yr[o] = ar + cr;
      yi[o] = ai + ci;
      const er = br + dr;
      const ei = bi + di;
      yr[o + s] = er * c1 - ei * d1;
      yi[o + s] = er * d1 + ei * c1;
      const fr = ar - cr;
      const fi = ai - ci;
      yr[o + 2 * s] = fr * c2 - fi * d2;
      yi[o + 2 * s] = fr * d2 + fi * c2;
      const gr = br - dr;
      const gi = bi - di;
      yr[o + 3 * s] = gr * c3 - gi * d3;
      yi[o + 3 * s] = gr * d3 + gi * c3;
    }
  }
}

/** Plain sums over the radix, for 5, 7 and every other prime. */
function anyRadix({ re: xr, im: xi }: Complex, { re: yr, im: yi }: Complex, pass: Pass, radix: number): void {
  const { n, s, step, cosine, sine } = pass;
  const m = n / radix;
  const length = n * step;
  const turn = length / radix;
  for (let p = 0; p < m; p++)
    for (let j = 0; j < radix; j++) {
      const o = s * (radix * p + j);
      for (let q = 0; q < s; q++) {
        yr[o + q] = xr[s * p + q];
        yi[o + q] = xi[s * p + q];
      }
      for (let k = 1; k < radix; k++) {
        const w = ((j * k) % radix) * turn;
        const c = cosine[w];
        const d = sine[w];
        const i = s * (p + m * k);
        for (let q = 0; q < s; q++) {
          yr[o + q] += xr[i + q] * c - xi[i + q] * d;
          yi[o + q] += xr[i + q] * d + xi[i + q] * c;
        }
      }
      if (j === 0 || p === 0) continue;
      const w = (p * j * step) % length;
      const c = cosine[w];
      const d = sine[w];
      for (let q = o; q < o + s; q++) {
        const r = yr[q];
        yr[q] = r * c - yi[q] * d;
        yi[q] = r * d + yi[q] * c;
      }
    }
}
