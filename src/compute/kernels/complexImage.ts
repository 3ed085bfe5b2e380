/** Real images as complex ones, and back, where the adapter has them. */
import type { Gpu } from '../gpu/gpu';
import source from './complexImage.wgsl';

/** level + across x + up y, in pixels from the first. */
export interface ImagePlane {
  readonly level: number;
  readonly across: number;
  readonly up: number;
}

export interface ImageOnPlane {
  readonly width: number;
  readonly height: number;
  /** Taken off. */
  readonly plane: ImagePlane;
}

/** @param image (y, x) float32 @param target (y, x) complex float32 */
export function toComplex(gpu: Gpu, image: GPUBuffer, target: GPUBuffer, of: ImageOnPlane): void {
  const { level, across, up } = of.plane;
  const pixels = of.width * of.height;
  const plane = [{ f: level }, { f: across }, { f: up }];
  run(gpu, [image, target], [{ i: pixels }, { i: 1 }, { i: of.width }, ...plane], pixels);
}

/** @param image (pixel) complex float32 @param target (pixel) float32 */
export function realPart(gpu: Gpu, image: GPUBuffer, target: GPUBuffer, pixels: number): void {
  run(gpu, [image, target], [{ i: pixels }, { i: 0 }, { i: 1 }, { f: 0 }, { f: 0 }, { f: 0 }], pixels);
}

function run(
  gpu: Gpu,
  buffers: readonly [GPUBuffer, GPUBuffer],
  values: Parameters<Gpu['uniform']>[0],
  pixels: number,
): void {
  const params = gpu.uniform(values);
  gpu.run(gpu.kernel('complexImage', source), [params, ...buffers], Math.ceil(pixels / 64));
  params.destroy();
}
