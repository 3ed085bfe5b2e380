/** Local alignments as image warp: shifts that programs say at any place of an image, on the smallest grid that keeps them. */
import type { AlignedTilt } from '../../formats/alignments';
import type { TiltSeries } from '../../model/tiltSeries';
import { evaluate } from '../../../shared/math/cubicGrid';
import type { CubicGrid } from '../../../shared/math/grids';

/** Nodes along x and y; at first what M itself would refine. */
const sizes = [4, 5, 6, 8, 10, 12, 16, 20, 24, 32] as const;
/** Å, the largest error of a grid that is good enough. */
const tolerance = 0.05;
/** Places along x and y where a grid is compared with what it is made of. */
const probes = 41;

export interface LocalWarp {
  readonly imageWarp: TiltSeries['imageWarp'];
  /** Å: largest shift, and how far the grid is from it anywhere. */
  readonly largest: number;
  readonly error: number;
}

/**
 * Undefined where no tilt has a local alignment.
 *
 * @param tilts one per tilt of the series; those without an alignment have no warp
 * @param size of the aligned images, pixels
 * @param pixelSize Å
 */
export function localWarp(
  tilts: readonly (AlignedTilt | undefined)[],
  size: readonly [number, number],
  pixelSize: number,
): LocalWarp | undefined {
  if (!tilts.some((tilt) => tilt?.local !== undefined)) return undefined;
  // Warps are subtracted from a position, and looked up at the position before.
  const at = (tilt: number, x: number, y: number): readonly [number, number] => {
    const [sx, sy] = tilts[tilt]?.local?.((x - 0.5) * size[0], (y - 0.5) * size[1]) ?? [0, 0];
    return [-sx * pixelSize, -sy * pixelSize];
  };
  let best: LocalWarp | undefined;
  for (const nodes of sizes) {
    const found = onGrid(nodes, tilts.length, at);
    if (best === undefined || found.error < best.error) best = found;
    if (best.error <= tolerance) break;
  }
  return best;
}

function onGrid(
  nodes: number,
  count: number,
  at: (tilt: number, x: number, y: number) => readonly [number, number],
): LocalWarp {
  const [x, y] = ([0, 1] as const).map((axis): CubicGrid => {
    const values = new Float64Array(nodes * nodes * count);
    for (let tilt = 0, i = 0; tilt < count; tilt++)
      for (let row = 0; row < nodes; row++)
        for (let column = 0; column < nodes; column++, i++)
          values[i] = at(tilt, column / (nodes - 1), row / (nodes - 1))[axis];
    return { size: [nodes, nodes, count], values, margins: [0, 0, 0] };
  });
  let [largest, error] = [0, 0];
  for (let tilt = 0; tilt < count; tilt++) {
    const z = count > 1 ? tilt / (count - 1) : 0;
    for (let row = 0; row < probes; row++)
      for (let column = 0; column < probes; column++) {
        const [u, v] = [column / (probes - 1), row / (probes - 1)];
        const [dx, dy] = at(tilt, u, v);
        largest = Math.max(largest, Math.hypot(dx, dy));
        error = Math.max(error, Math.hypot(evaluate(x, u, v, z) - dx, evaluate(y, u, v, z) - dy));
      }
  }
  return { imageWarp: { x, y }, largest, error };
}
