/** A transformed image at another size, without what is slow: Fourier-cropped or padded. */
import type { Gpu } from '../gpu/gpu';
import source from './cropImage.wgsl';

export interface ImageCrop {
  /** Width and height, pixels. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** Cycles per pixel of the result below which nothing passes. */
  readonly lowest: number;
  readonly scale: number;
  /** Taken out; null for none. */
  readonly aberrations: ImageAberrations | null;
}

/** That turn phases: what is without them has been multiplied with exp(i phase). */
export interface ImageAberrations {
  /** rad Åⁿ, factors of kⁿ times sine or cosine of m azimuths, in the order of `oddTerms`. */
  readonly powers: ArrayLike<number>;
  /** Width and height, Å. */
  readonly size: readonly [number, number];
}

/** @param transform, target (y, x) complex float32 */
export function cropImage(gpu: Gpu, crop: ImageCrop, transform: GPUBuffer, target: GPUBuffer): void {
  const { aberrations } = crop;
  const [width, height] = crop.to;
  const params = gpu.uniform([
    { i: crop.from[0] },
    { i: crop.from[1] },
    { i: width },
    { i: height },
    { f: crop.lowest },
    { f: crop.scale },
    { f: aberrations === null ? 0 : 1 / aberrations.size[0] },
    { f: aberrations === null ? 0 : 1 / aberrations.size[1] },
    ...Array.from({ length: 12 }, (_, i) => ({ f: aberrations?.powers[i] ?? 0 })),
  ]);
  gpu.run(gpu.kernel('cropImage', source), [params, transform, target], Math.ceil((width * height) / 64));
  params.destroy();
}
