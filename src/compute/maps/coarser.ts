/**
 * The same map with larger voxels, for what takes no details: means of blocks whose middle is a voxel, so that the center stays;
 * blocks of even length have half a voxel at either end. */
import type { Volume } from './volume';

/** @param most edge of the result, voxels; a map that is not larger stays as it is */
export function coarser(map: Volume, most: number): Volume {
  let block = 1;
  while (evenEdge(map.size, block) > most) block++;
  if (block === 1) return map;
  const { data, size } = map;
  const edge = evenEdge(size, block);
  const reach = Math.floor(block / 2);
  const rim = block % 2 === 0 ? 0.5 : 1;
  const first = Math.floor(size / 2) - (edge / 2) * block;
  let values = data;
  let sizes = [size, size, size];
  for (let axis = 0; axis < 3; axis++) {
    const stride = sizes.slice(0, axis).reduce((a, b) => a * b, 1);
    const next = sizes.with(axis, edge);
    const out = new Float32Array(next[0] * next[1] * next[2]);
    for (let i = 0; i < out.length; i++) {
      const inner = i % stride;
      const at = Math.floor(i / stride) % edge;
      const outer = Math.floor(i / (stride * edge));
      const middle = first + at * block;
      let sum = 0;
      for (let step = -reach; step <= reach; step++) {
        const from = middle + step;
        const weight = Math.abs(step) === reach ? rim : 1;
        if (from >= 0 && from < size) sum += weight * values[(outer * size + from) * stride + inner];
      }
      out[i] = sum / block;
    }
    values = out;
    sizes = next;
  }
  return { size: edge, pixelSize: map.pixelSize * block, data: values };
}

function evenEdge(size: number, block: number): number {
  return block === 1 ? size : 2 * Math.floor(size / 2 / block);
}
