/** Boxes with the particle's center exactly in pixel size/2, under a window: shifted through Fourier space by vector instructions. */
import { SimdTransforms } from '../../../shared/math/simdTransforms';
import type { ParticleBox } from './particleBox';

/**
 * A shift is one along rows and one along columns, and either takes two lines at once, as real and imaginary part:
 * a shift leaves real numbers real, so that nothing has to be told apart.
 */
export class CenteredBoxes {
  readonly #simd: SimdTransforms;
  readonly #image: Float32Array;
  /** (n) cosine and sine at each frequency. */
  readonly #turns: Float64Array;

  /**
   * @param size edge of the boxes, even
   * @param window (y, x) what is multiplied in
   */
  constructor(
    private readonly size: number,
    private readonly window: Float32Array,
  ) {
    this.#simd = new SimdTransforms(size * size, 1, [size]);
    this.#image = this.#simd.allocate(size * size);
    this.#turns = new Float64Array(2 * size);
  }

  center({ data, restX, restY }: ParticleBox): Float32Array {
    const { size: n, window } = this;
    const image = this.#image;
    const turns = this.#turns;
    image.set(data);
    const half = n / 2;
    const [top, bottom] = [image.subarray(0, half * n), image.subarray(half * n)];
    const lines = { length: n, count: half, pitch: n };
    this.#simd.rows(top, bottom, lines);
    this.#turn(restX);
    for (let y = 0, i = 0; y < half; y++)
      for (let x = 0; x < n; x++, i++) {
        const [c, s] = [turns[2 * x], turns[2 * x + 1]];
        const [a, b] = [top[i], bottom[i]];
        top[i] = a * c - b * s;
        bottom[i] = a * s + b * c;
      }
    this.#simd.rows(bottom, top, lines);
    const right = image.subarray(half);
    this.#simd.columns(image, right, lines);
    this.#turn(restY);
    for (let y = 0; y < n; y++) {
      const [c, s] = [turns[2 * y], turns[2 * y + 1]];
      for (let i = y * n, end = i + half; i < end; i++) {
        const [a, b] = [image[i], image[i + half]];
        image[i] = a * c - b * s;
        image[i + half] = a * s + b * c;
      }
    }
    this.#simd.columns(right, image, lines);
    const out = new Float32Array(n * n);
    for (let i = 0; i < out.length; i++) out[i] = image[i] * window[i];
    return out;
  }

  /** Factors that move an image by -rest pixels, and scale it for its way back. */
  #turn(rest: number): void {
    const { size: n } = this;
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * (i < n / 2 ? i : i - n) * rest) / n;
      this.#turns[2 * i] = Math.cos(angle) / n;
      // The wave of two pixels has no direction.
      this.#turns[2 * i + 1] = 2 * i === n ? 0 : Math.sin(angle) / n;
    }
  }
}
