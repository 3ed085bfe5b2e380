/** Makes tilt images comparable: flat, band-limited, at the species' pixel size, normalized, particles bright. */
import type { Gpu } from '../gpu/gpu';
import cropSource from '../kernels/cropImage.wgsl';
import { planFft } from '../kernels/fft';

export interface TiltImage {
  readonly width: number;
  readonly height: number;
  /** x fastest */
  readonly data: Float32Array;
}

/** Pixels of an image that is `physical` Å long at the given pixel size: even, so a position scales slightly. */
export function preparedLength(physical: number, pixelSize: number): number {
  return 2 * Math.round(physical / pixelSize / 2);
}

/**
 * @param raw motion-corrected average as it is on disk
 * @param size width and height of the result, pixels
 * @param longestWavelength pixels of the result; everything slower is removed (four diameters: ice, gradients)
 */
export async function prepareTiltImage(
  gpu: Gpu,
  raw: TiltImage,
  size: readonly [number, number],
  longestWavelength: number,
): Promise<TiltImage> {
  const [width, height] = size;
  const flat = withoutPlane(raw);
  const complex = new Float32Array(2 * flat.length);
  for (let i = 0; i < flat.length; i++) complex[2 * i] = flat[i];
  const largest = 8 * Math.max(flat.length, width * height);
  const a = gpu.storage(largest, 'tilt image transform');
  const b = gpu.storage(largest, 'tilt image transform scratch');
  const forward = planFft(gpu, [raw.height, raw.width], 1, 'forward');
  const inverse = planFft(gpu, [height, width], 1, 'inverse');
  gpu.write(a, complex);
  forward.run(a, b);
  const params = gpu.uniform([
    { i: raw.width },
    { i: raw.height },
    { i: width },
    { i: height },
    { f: 1 / longestWavelength },
    { f: 1 / flat.length },
  ]);
  gpu.run(gpu.kernel('cropImage', cropSource), [params, a, b], Math.ceil((width * height) / 64));
  inverse.run(b, a);
  const filtered = await gpu.read(b, 2 * width * height);
  for (const owned of [a, b, forward, inverse, params]) owned.destroy();
  return { width, height, data: normalizedAndInverted(filtered, width * height) };
}

/** Subtracts the plane that fits best, so that the wrap-around of the transform sees no step. */
function withoutPlane({ width, height, data }: TiltImage): Float32Array {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      sum += data[i];
      sumX += data[i] * (x - cx);
      sumY += data[i] * (y - cy);
    }
  const pixels = width * height;
  const mean = sum / pixels;
  const slopeX = sumX / Math.max((pixels * (width * width - 1)) / 12, 1);
  const slopeY = sumY / Math.max((pixels * (height * height - 1)) / 12, 1);
  return data.map((value, i) => {
    const x = i % width;
    return value - mean - slopeX * (x - cx) - slopeY * ((i - x) / width - cy);
  });
}

/** Real parts of a complex image with mean 0 and standard deviation 1, contrast inverted. */
function normalizedAndInverted(complex: Float32Array, pixels: number): Float32Array {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < pixels; i++) {
    sum += complex[2 * i];
    squares += complex[2 * i] ** 2;
  }
  const mean = sum / pixels;
  const deviation = Math.sqrt(Math.max(squares / pixels - mean * mean, 0));
  const factor = deviation > 0 ? -1 / deviation : 0;
  return Float32Array.from({ length: pixels }, (_, i) => (complex[2 * i] - mean) * factor);
}
