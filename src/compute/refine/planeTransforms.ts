/** Fourier transforms of planes in WebAssembly, forwards and back, unscaled. */
import { SimdTransforms } from '../../../shared/math/simdTransforms';
import type { Planes } from './halfPlane';

export class PlaneTransforms {
  private readonly simd: SimdTransforms;

  /** @param edges of the planes that will be asked for, one each */
  constructor(edges: readonly number[]) {
    const floats = edges.reduce((sum, n) => sum + 2 * n * n, 0);
    this.simd = new SimdTransforms(floats, 2 * edges.length, edges);
  }

  /** (n, n) zeros. */
  plane(n: number): Planes {
    return { n, re: this.simd.allocate(n * n), im: this.simd.allocate(n * n) };
  }

  forward({ n, re, im }: Planes): void {
    const lines = { length: n, count: n, pitch: n };
    this.simd.rows(re, im, lines);
    this.simd.columns(re, im, lines);
  }

  inverse({ n, re, im }: Planes): void {
    this.forward({ n, re: im, im: re });
  }
}
