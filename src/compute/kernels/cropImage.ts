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
}

/** @param transform, target (y, x) complex float32 */
export function cropImage(gpu: Gpu, crop: ImageCrop, transform: GPUBuffer, target: GPUBuffer): void {
  const [width, height] = crop.to;
  const params = gpu.uniform([
    { i: crop.from[0] },
    { i: crop.from[1] },
    { i: width },
    { i: height },
    { f: crop.lowest },
    { f: crop.scale },
  ]);
  gpu.run(gpu.kernel('cropImage', source), [params, transform, target], Math.ceil((width * height) / 64));
  params.destroy();
}
