/** A cube as real numbers, as full complex ones, or half-complex with its phase origin in the middle; from one to another. */
import type { Gpu } from '../gpu/gpu';
import source from './layout3d.wgsl';

/** As numbered in layout3d.wgsl. */
const modes = { realToFull: 0, fullToHalf: 1, halfToFull: 2, fullToReal: 3 } as const;

export interface Relayout {
  readonly from: GPUBuffer;
  readonly to: GPUBuffer;
  /** Edge of the map, even. */
  readonly n: number;
  /** 1 where it is left out. */
  readonly scale?: number;
}

export function relayout(gpu: Gpu, mode: keyof typeof modes, { from, to, n, scale = 1 }: Relayout): void {
  const params = gpu.uniform([{ i: n }, { f: scale }]);
  gpu.run(gpu.kernel('layout3d', source, { MODE: modes[mode] }), [params, from, to], Math.ceil(n ** 3 / 64));
  params.destroy();
}
