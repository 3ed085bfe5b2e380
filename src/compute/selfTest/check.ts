/** What a check of the self-test is: kernels on small random inputs, compared with plain code in double precision. */
import type { Gpu } from '../gpu/gpu';

export interface KernelCheck {
  /** Of what its kernels do: `insertion of slices`. */
  readonly name: string;
  /** More than float32 arithmetic explains on any GPU whose sines are as good as WebGPU asks. */
  readonly limit: number;
  /** @returns the largest relative error of all that it compares: see `relativeError` */
  run(gpu: Gpu, own: Own): Promise<number>;
}

/** Marks what is destroyed when the check is over. */
export type Own = <T extends { destroy(): void }>(made: T) => T;

/** The largest difference, over the root mean square of what is expected; Infinity where a number is none. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    squares += expected[i] ** 2;
    const difference = Math.abs(got[i] - expected[i]);
    if (!Number.isFinite(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest / Math.sqrt(squares / expected.length);
}

/** Every `count`th number from `first` on: one quantity of many rows. */
export function column(values: ArrayLike<number>, count: number, first: number): Float64Array {
  return Float64Array.from({ length: values.length / count }, (_, i) => values[i * count + first]);
}
