/** References of both half-maps on the GPU, as shared/references.wgsl reads them: in one buffer where a kernel may see so much. */
import type { Gpu } from '../gpu/gpu';

export interface ReferencePair {
  /** Of each half; the same where both are in one. */
  readonly buffers: readonly [GPUBuffer, GPUBuffer];
  /** Where the second half begins in its buffer, voxels. */
  readonly secondAt: number;
  destroy(): void;
}

/**
 * @param cubes of equal size, (z, y, x) complex: see shared/slice.wgsl. The pair's owner destroys it
 * @param largest buffer that both may be in together, bytes. Throws BufferTooLarge where one alone is larger than kernels may see
 */
export function uploadReferencePair(
  gpu: Gpu,
  [first, second]: readonly [Float32Array, Float32Array],
  largest = gpu.maxBinding,
): ReferencePair {
  if (first.byteLength + second.byteLength > largest) {
    const buffers = [gpu.upload(first, 'reference'), gpu.upload(second, 'reference')] as const;
    return { buffers, secondAt: 0, destroy: () => buffers.forEach((buffer) => buffer.destroy()) };
  }
  const both = gpu.storage(first.byteLength + second.byteLength, 'references');
  gpu.write(both, first);
  gpu.write(both, second, first.byteLength);
  return { buffers: [both, both], secondAt: first.length / 2, destroy: () => both.destroy() };
}

/** Constants of kernels that read it. */
export function pairConstants({ secondAt }: ReferencePair): Record<string, number> {
  return { JOINED: secondAt > 0 ? 1 : 0 };
}
