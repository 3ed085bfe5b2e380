/**
 * Plans for batched complex Fourier transforms in one, two or three dimensions.
 * Any length works; factors of 2, 3, 5 and 7 are fast, a prime p costs p operations an element.
 * Stockham's algorithm between two buffers: no bit reversal, no workgroup memory, the same on every adapter.
 */
import { spread } from '../gpu/gpu';
import type { Gpu } from '../gpu/gpu';
import primePassSource from './fftPrimePass.wgsl';
import passSource from './fftPass.wgsl';

interface PassPlan {
  readonly pipeline: GPUComputePipeline;
  readonly params: GPUBuffer;
  readonly twiddles: GPUBuffer;
  readonly workgroups: number;
}

export interface FftPlan {
  /** Complex elements of one batch. */
  readonly elements: number;
  /**
   * Queues the transform of `data`, in place; `scratch` is as large and is overwritten.
   * Forward is exp(-2 pi i ...), unscaled; inverse too: the caller's kernels carry the factors.
   * @param used how many of the batch are transformed, from the first; all if left out
   */
  run(data: GPUBuffer, scratch: GPUBuffer, used?: number): void;
  destroy(): void;
}

/**
 * @param sizes axis lengths, slowest first: (z, y, x) or (y, x)
 * @param batch transforms done at once; data is (batch, ...sizes) of complex float32
 */
export function planFft(
  gpu: Gpu,
  sizes: readonly number[],
  batch: number,
  direction: 'forward' | 'inverse',
): FftPlan {
  const elements = batch * sizes.reduce((a, b) => a * b, 1);
  const sign = direction === 'forward' ? 1 : -1;
  const passes: PassPlan[] = [];
  const tables: GPUBuffer[] = [];
  let inner = 1;
  for (const axis of sizes.toReversed()) {
    if (axis > 1) {
      const twiddles = gpu.upload(twiddleTable(axis), 'twiddles');
      tables.push(twiddles);
      let done = 1;
      for (const radix of radices(axis)) {
        passes.push(planPass(gpu, { axis, inner, done, radix, sign, elements }, twiddles));
        done *= radix;
      }
    }
    inner *= axis;
  }
  return {
    elements,
    run(data, scratch, used = batch) {
      let from = data;
      let to = scratch;
      const encoder = gpu.device.createCommandEncoder();
      for (const pass of passes) {
        const compute = encoder.beginComputePass();
        compute.setPipeline(pass.pipeline);
        compute.setBindGroup(0, gpu.bind(pass.pipeline, [pass.params, from, pass.twiddles, to]));
        // What a last workgroup does beyond `used` stays within the batch.
        const { x, y } = spread(Math.ceil((pass.workgroups * used) / batch));
        compute.dispatchWorkgroups(x, y);
        compute.end();
        [from, to] = [to, from];
      }
      if (from !== data) encoder.copyBufferToBuffer(from, 0, data, 0, (elements / batch) * used * 8);
      gpu.device.queue.submit([encoder.finish()]);
    },
    destroy() {
      for (const table of tables) table.destroy();
      for (const pass of passes) pass.params.destroy();
    },
  };
}

interface PassShape {
  readonly axis: number;
  readonly inner: number;
  readonly done: number;
  readonly radix: number;
  readonly sign: number;
  readonly elements: number;
}

function planPass(gpu: Gpu, shape: PassShape, twiddles: GPUBuffer): PassPlan {
  const { axis, inner, done, radix, sign, elements } = shape;
  const hasButterfly = radix <= 8;
  const count = hasButterfly ? elements / radix : elements;
  const pipeline = hasButterfly
    ? gpu.kernel('fftPass', passSource, { RADIX: radix })
    : gpu.kernel('fftPrimePass', primePassSource);
  const common = [{ i: axis }, { i: inner }, { i: done }, { i: count }, { f: sign }];
  const params = gpu.uniform(hasButterfly ? common : [...common, { i: radix }]);
  return { pipeline, params, twiddles, workgroups: Math.ceil(count / 64) };
}

/** Large radices first: fewer passes over memory. */
function radices(length: number): readonly number[] {
  const found: number[] = [];
  let rest = length;
  for (const radix of [8, 7, 5, 4, 3, 2]) {
    while (rest % radix === 0) {
      found.push(radix);
      rest /= radix;
    }
  }
  for (let prime = 11; rest > 1; prime += 2) {
    while (rest % prime === 0) {
      found.push(prime);
      rest /= prime;
    }
  }
  return found;
}

/** exp(-2 pi i j / n), computed in double precision: shader sines are good to only 1e-4 on some cards. */
function twiddleTable(length: number): Float32Array {
  const table = new Float32Array(2 * length);
  for (let j = 0; j < length; j++) {
    const phase = (-2 * Math.PI * j) / length;
    table[2 * j] = Math.cos(phase);
    table[2 * j + 1] = Math.sin(phase);
  }
  return table;
}
