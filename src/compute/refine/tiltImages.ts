/** Makes tilt images comparable: flat, band-limited, at the species' pixel size, normalized, particles bright. */
import type { Gpu } from '../gpu/gpu';
import { cropImage, type ImageCrop } from '../kernels/cropImage';
import { planFft } from '../kernels/fft';
import { croppedImage } from './processorTiltImage';

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
  const crop = {
    from: [raw.width, raw.height],
    to: size,
    lowest: 1 / longestWavelength,
    scale: 1 / flat.length,
  } as const;
  const bytes = 8 * Math.max(flat.length, width * height);
  // What a kernel sees has a limit, and a software adapter takes longer than the processor itself.
  const isForKernels = !gpu.software && bytes <= gpu.maxBinding;
  const filtered = isForKernels ? await croppedOnGpu(gpu, flat, crop) : croppedImage(flat, crop);
  return { width, height, data: normalizedAndInverted(filtered) };
}

export async function croppedOnGpu(gpu: Gpu, flat: Float32Array, crop: ImageCrop): Promise<Float32Array> {
  const [[fromWidth, fromHeight], [width, height]] = [crop.from, crop.to];
  const complex = new Float32Array(2 * flat.length);
  for (let i = 0; i < flat.length; i++) complex[2 * i] = flat[i];
  const bytes = 8 * Math.max(flat.length, width * height);
  const a = gpu.storage(bytes, 'tilt image transform');
  const b = gpu.storage(bytes, 'tilt image transform scratch');
  const forward = planFft(gpu, [fromHeight, fromWidth], 1, 'forward');
  const inverse = planFft(gpu, [height, width], 1, 'inverse');
  gpu.write(a, complex);
  forward.run(a, b);
  cropImage(gpu, crop, a, b);
  inverse.run(b, a);
  const filtered = await gpu.read(b, 2 * width * height);
  for (const owned of [a, b, forward, inverse]) owned.destroy();
  const real = new Float32Array(width * height);
  for (let i = 0; i < real.length; i++) real[i] = filtered[2 * i];
  return real;
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
  const flat = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const level = mean + slopeY * (y - cy) - slopeX * cx;
    for (let x = 0; x < width; x++, i++) flat[i] = data[i] - level - slopeX * x;
  }
  return flat;
}

/** With mean 0 and standard deviation 1, contrast inverted. */
function normalizedAndInverted(values: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value ** 2;
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(squares / values.length - mean * mean, 0));
  const factor = deviation > 0 ? -1 / deviation : 0;
  const normalized = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) normalized[i] = (values[i] - mean) * factor;
  return normalized;
}
