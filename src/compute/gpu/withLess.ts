/** Work that plans with an amount of the GPU's memory is done again with less of it where that runs out. */
import { OutOfGpuMemory } from './deviceTrouble';
import type { Gpu } from './gpu';

export interface Amount {
  /** For people: `particle images`. What was found to fit is kept under this name. */
  readonly of: string;
  /** What is tried first, and the least; bytes, or how many at a time. */
  readonly start: number;
  readonly least: number;
}

/**
 * Halves the amount until `work` fits, and says so. `work` leaves no buffer behind where it throws, and can be repeated.
 * Throws Problem where even the least does not fit.
 */
export async function withLess<T>(
  gpu: Gpu,
  { of, start, least }: Amount,
  work: (amount: number) => Promise<T>,
): Promise<T> {
  let amount = Math.min(start, gpu.fits.get(of) ?? start);
  for (;;)
    try {
      return await work(amount);
    } catch (error) {
      if (!(error instanceof OutOfGpuMemory) || amount <= least) throw error;
      await gpu.recover();
      amount = Math.max(least, Math.floor(amount / 2));
      gpu.fits.set(of, amount);
      gpu.note(`the GPU's memory ran out: going on with half as many ${of} on it at a time`);
    }
}

/** Buffers for as much at a time as fits, before anything is done with them. Throws Problem where even the least does not fit. */
export async function fitting<T extends { destroy(): void }>(
  gpu: Gpu,
  amount: Amount,
  make: (amount: number) => T,
): Promise<T> {
  return withLess(gpu, amount, async (size) => {
    const made = make(size);
    try {
      await gpu.finish();
      return made;
    } catch (error) {
      made.destroy();
      throw error;
    }
  });
}
