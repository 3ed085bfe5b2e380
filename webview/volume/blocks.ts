/** Lowest and highest value of each block of a volume, so that a surface is sought only where it can be. */

export const blockEdge = 8;

export interface BlockRanges {
  /** Blocks along x; there is a row of them for each row of voxels in groups of `blockEdge` along y and z. */
  readonly across: number;
  readonly up: number;
  /** (block) of all cubes that begin in it, the voxels on its far sides included; what is no number counts as endlessly low. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** @param data x fastest */
export function blockRanges({
  size: [nx, ny, nz],
  data,
}: {
  readonly size: readonly [number, number, number];
  readonly data: Float32Array;
}): BlockRanges {
  const blocks = (edge: number) => Math.max(1, Math.ceil((edge - 1) / blockEdge));
  const [across, up, deep] = [blocks(nx), blocks(ny), blocks(nz)];
  const low = new Float32Array(across * up * deep).fill(Infinity);
  const high = new Float32Array(across * up * deep).fill(-Infinity);
  for (let bz = 0, block = 0; bz < deep; bz++)
    for (let by = 0; by < up; by++)
      for (let bx = 0; bx < across; bx++, block++) {
        let [least, most] = [Infinity, -Infinity];
        const [endX, endY, endZ] = [
          Math.min(nx, (bx + 1) * blockEdge + 1),
          Math.min(ny, (by + 1) * blockEdge + 1),
          Math.min(nz, (bz + 1) * blockEdge + 1),
        ];
        for (let z = bz * blockEdge; z < endZ; z++)
          for (let y = by * blockEdge; y < endY; y++)
            for (let x = bx * blockEdge, at = x + nx * (y + ny * z); x < endX; x++, at++) {
              const value = data[at];
              if (!(value >= least)) least = Number.isNaN(value) ? -Infinity : value;
              if (value > most) most = value;
            }
        low[block] = least;
        high[block] = most;
      }
  return { across, up, low, high };
}
