/** How many particle boxes are made at once. */
import type { Gpu } from '../gpu/gpu';

/**
 * Boxes of an edge that go through the adapter at once: on a card so many that asking for them takes no time beside the work;
 * beside a software adapter what stays in the processor's cache.
 */
export function batchFor({ software, maxBinding }: Gpu, edge: number, wanted: number): number {
  const [bytes, most] = software ? [2 ** 24, 256] : [Math.min(maxBinding, 2 ** 27), 4096];
  return Math.max(1, Math.min(most, wanted, Math.floor(bytes / (edge * edge * 8))));
}
