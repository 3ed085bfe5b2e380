/** Fourier coefficients of two real images that are real and imaginary part of one: told apart, weighted by their optics, put together. */
import type { TransferConstants } from '../kernels/transferConstants';

/** (n, n) complex numbers. */
export interface Planes {
  readonly n: number;
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/** Coefficients of both images at one frequency, from those there and at its mate: re and im of the first, then of the second. */
export function splitMates({ re, im }: Planes, at: number, mate: number, out: Float64Array): void {
  out[0] = 0.5 * (re[at] + re[mate]);
  out[1] = 0.5 * (im[at] - im[mate]);
  out[2] = 0.5 * (im[at] + im[mate]);
  out[3] = 0.5 * (re[mate] - re[at]);
}

/** Where the coefficient of a frequency stands in a plane of n x n. */
export function place(x: number, y: number, n: number): number {
  return (y < 0 ? y + n : y) * n + (x < 0 ? x + n : x);
}

export interface Weighting {
  /** `transferWeights`: no images, but the squared transfer function times the envelope; `spectra`: images as they are. */
  readonly kind: 'images' | 'quadratureImages' | 'transferWeights' | 'spectra';
  readonly constants: TransferConstants;
}

/** Where numbers stand in the optics of an image: see `writeOptics`. */
const Optics = { x: 0, y: 1, defocus: 2, astigmatism: 3, angle: 4, phase: 5, bfactor: 6, scale: 7 } as const;

/** One half of the frequencies of a plane, below Nyquist's. */
export class HalfPlane {
  /** Frequencies, pixels. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** 1/Å², and cosine and sine of twice the azimuth. */
  private readonly square: Float64Array;
  private readonly cosine: Float64Array;
  private readonly sine: Float64Array;
  private envelope: {
    readonly bfactor: number;
    readonly scale: number;
    readonly values: Float64Array;
  } | null = null;

  /** @param step 1/Å, from one pixel to the next */
  constructor(
    private readonly n: number,
    step: number,
  ) {
    const half = Math.ceil(n / 2);
    const pixels: [number, number][] = [];
    for (let y = 1 - half; y < half; y++)
      for (let x = 0; x < half; x++) if (x > 0 || y >= 0) pixels.push([x, y]);
    this.x = Int32Array.from(pixels, ([x]) => x);
    this.y = Int32Array.from(pixels, ([, y]) => y);
    this.square = Float64Array.from(pixels, ([x, y]) => (x * x + y * y) * step * step);
    this.cosine = Float64Array.from(pixels, ([x, y]) => Math.cos(2 * Math.atan2(y, x)));
    this.sine = Float64Array.from(pixels, ([x, y]) => Math.sin(2 * Math.atan2(y, x)));
  }

  /**
   * Writes the coefficients of two images, each with its own optics, its center moved to pixel 0.
   * @param from of a larger or smaller plane of the same length; null for weights alone
   * @param optics of one image or two
   */
  weigh(from: Planes | null, to: Planes, optics: readonly Float32Array[], weighting: Weighting): void {
    const [first, second] = optics.map((of) => this.factors(of, weighting));
    const [shift1, shift2] = from === null ? [] : optics.map((of) => shiftOf(of, from.n, this.n));
    const { n } = this;
    coefficients.set([1, 0, 1, 0]);
    for (let i = 0; i < this.x.length; i++) {
      const x = this.x[i];
      const y = this.y[i];
      if (from !== null) {
        splitMates(from, place(x, y, from.n), place(-x, -y, from.n), coefficients);
        turn(0, shift1, x, y);
        if (optics.length > 1) turn(2, shift2, x, y);
      }
      const isPair = optics.length > 1;
      const aRe = coefficients[0] * first[i];
      const aIm = coefficients[1] * first[i];
      const bRe = isPair ? coefficients[2] * second[i] : 0;
      const bIm = isPair ? coefficients[3] * second[i] : 0;
      const at = place(x, y, n);
      const mate = place(-x, -y, n);
      to.re[at] = aRe - bIm;
      to.im[at] = aIm + bRe;
      to.re[mate] = aRe + bIm;
      to.im[mate] = bRe - aIm;
    }
  }

  /** (pixel) sine and cosine of the optics' phase, and the envelope. */
  transfer(
    optics: Float32Array,
    constants: TransferConstants,
  ): { readonly sine: Float64Array; readonly cosine: Float64Array; readonly envelope: Float64Array } {
    const phases = this.phases(optics, constants);
    return { sine: phases.map(Math.sin), cosine: phases.map(Math.cos), envelope: this.envelopeOf(optics) };
  }

  /** (pixel) transfer function times envelope, or its square over the envelope. */
  private factors(optics: Float32Array, { kind, constants }: Weighting): Float64Array {
    if (kind === 'spectra') return new Float64Array(this.square.length).fill(1);
    const damping = this.envelopeOf(optics);
    const found = this.phases(optics, constants);
    for (let i = 0; i < found.length; i++) {
      const transfer = -(kind === 'quadratureImages' ? Math.cos(found[i]) : Math.sin(found[i]));
      found[i] = transfer * damping[i] * (kind === 'transferWeights' ? transfer : 1);
    }
    return found;
  }

  /** (pixel) rad */
  private phases(optics: Float32Array, { wavelength, cs, quartic }: TransferConstants): Float64Array {
    const { square, cosine, sine } = this;
    const astigmatism = 0.5 * optics[Optics.astigmatism];
    const along = astigmatism * Math.cos(2 * optics[Optics.angle]);
    const across = astigmatism * Math.sin(2 * optics[Optics.angle]);
    const spherical = 0.5 * cs * wavelength * wavelength;
    const found = new Float64Array(square.length);
    for (let i = 0; i < found.length; i++) {
      const defocus = optics[Optics.defocus] + along * cosine[i] + across * sine[i];
      found[i] = Math.PI * wavelength * square[i] * (spherical * square[i] - defocus) - optics[Optics.phase];
    }
    if (quartic.every((value) => value === 0)) return found;
    const [cos2, sin2, cos4, sin4] = quartic;
    for (let i = 0; i < found.length; i++) {
      const [c, s] = [cosine[i], sine[i]];
      found[i] += square[i] ** 2 * (cos2 * c + sin2 * s + cos4 * (c * c - s * s) + sin4 * 2 * c * s);
    }
    return found;
  }

  /** Images of one tilt have the same. */
  private envelopeOf(optics: Float32Array): Float64Array {
    const [bfactor, scale] = [optics[Optics.bfactor], optics[Optics.scale]];
    if (this.envelope?.bfactor !== bfactor || this.envelope.scale !== scale) {
      const values = this.square.map((k2) => scale * Math.exp(0.25 * bfactor * k2));
      this.envelope = { bfactor, scale, values };
    }
    return this.envelope.values;
  }
}

/** exp(2 pi i (x cx + y cy) / m) over m², for a center c in boxes of m pixels, by x and by y. */
interface Shift {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly n: number;
}

function shiftOf(optics: Float32Array, m: number, n: number): Shift {
  const along = (center: number, scale: number): Float64Array => {
    const turns = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * (i <= n / 2 ? i : i - n) * center) / m;
      turns[2 * i] = scale * Math.cos(angle);
      turns[2 * i + 1] = scale * Math.sin(angle);
    }
    return turns;
  };
  return { x: along(optics[Optics.x], 1 / (m * m)), y: along(optics[Optics.y], 1), n };
}

/** Multiplies the coefficient at `at` by the shift's factor at a frequency. */
function turn(at: 0 | 2, shift: Shift, x: number, y: number): void {
  const [i, j] = [2 * x, 2 * (y < 0 ? y + shift.n : y)];
  const re = shift.x[i] * shift.y[j] - shift.x[i + 1] * shift.y[j + 1];
  const im = shift.x[i] * shift.y[j + 1] + shift.x[i + 1] * shift.y[j];
  const before = coefficients[at];
  coefficients[at] = before * re - coefficients[at + 1] * im;
  coefficients[at + 1] = before * im + coefficients[at + 1] * re;
}

const coefficients = new Float64Array(4);
