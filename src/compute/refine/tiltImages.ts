/** Makes tilt images comparable: flat, band-limited, at the species' pixel size, normalized, particles bright. */
import type { Gpu } from '../gpu/gpu';
import { cropImage, type ImageAberrations, type ImageCrop } from '../kernels/cropImage';
import { realPart, toComplex, type ImagePlane } from '../kernels/complexImage';
import { planFft } from '../kernels/fft';
import { fittedPlane } from './imagePlane';
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

export interface TiltPreparation {
  /** Width and height of the result, pixels. */
  readonly size: readonly [number, number];
  /** Pixels of the result; everything slower is removed (four diameters: ice, gradients). */
  readonly longestWavelength: number;
  /** Of the series, taken out. */
  readonly aberrations: ImageAberrations | null;
}

/** @param raw motion-corrected average as it is on disk */
export async function prepareTiltImage(
  gpu: Gpu,
  raw: TiltImage,
  { size, longestWavelength, aberrations }: TiltPreparation,
): Promise<TiltImage> {
  const [width, height] = size;
  const plane = fittedPlane(raw);
  const crop = {
    from: [raw.width, raw.height],
    to: size,
    lowest: 1 / longestWavelength,
    scale: 1 / raw.data.length,
    aberrations,
  } as const;
  const bytes = 8 * Math.max(raw.data.length, width * height);
  // What a kernel sees has a limit, and a software adapter takes longer than the processor itself.
  const isForKernels = !gpu.software && bytes <= gpu.maxBinding;
  const filtered = isForKernels
    ? await croppedOnGpu(gpu, raw.data, crop, plane)
    : croppedImage(raw.data, crop, plane);
  return { width, height, data: normalizedAndInverted(filtered) };
}

/** @param image (y, x) @returns (y, x) */
export async function croppedOnGpu(
  gpu: Gpu,
  image: Float32Array,
  crop: ImageCrop,
  plane: ImagePlane,
): Promise<Float32Array> {
  const [[fromWidth, fromHeight], [width, height]] = [crop.from, crop.to];
  const bytes = 8 * Math.max(image.length, width * height);
  const a = gpu.storage(bytes, 'tilt image transform');
  const b = gpu.storage(bytes, 'tilt image transform scratch');
  const forward = planFft(gpu, [fromHeight, fromWidth], 1, 'forward');
  const inverse = planFft(gpu, [height, width], 1, 'inverse');
  // Only real parts go there and back.
  gpu.write(b, image);
  toComplex(gpu, b, a, { width: fromWidth, height: fromHeight, plane });
  forward.run(a, b);
  cropImage(gpu, crop, a, b);
  inverse.run(b, a);
  realPart(gpu, b, a, width * height);
  const filtered = await gpu.read(a, width * height);
  for (const owned of [a, b, forward, inverse]) owned.destroy();
  return filtered;
}

/** With mean 0 and standard deviation 1, contrast inverted. */
function normalizedAndInverted(values: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(squares / values.length - mean * mean, 0));
  const factor = deviation > 0 ? -1 / deviation : 0;
  const normalized = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) normalized[i] = (values[i] - mean) * factor;
  return normalized;
}
