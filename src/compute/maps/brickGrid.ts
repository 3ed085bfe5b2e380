/**
 * Half of a Fourier grid, x >= 0, in bricks of 8 x 8 x 4 voxels (x, y, z): a brick is one page of memory, so that those
 * beyond the sphere of what is inserted never take any. A voxel is real part, imaginary part, weight, and nothing.
 */

export interface BrickGrid {
  /** Of the sphere of samples, voxels. */
  readonly radius: number;
  /** What y and z are offset by. */
  readonly middle: number;
  /** Along x and y. */
  readonly bricks: readonly [number, number];
  readonly floats: number;
}

/** Floats of a brick: a page of 4096 bytes. */
export const brickFloats = 1024;

export function planBricks(radius: number): BrickGrid {
  // A neighbor on either side, and one for rounding.
  const middle = Math.ceil(radius) + 2;
  const bricks = [Math.ceil((middle + 1) / 8), Math.ceil((2 * middle + 1) / 8)] as const;
  const floats = bricks[0] * bricks[1] * Math.ceil((2 * middle + 1) / 4) * brickFloats;
  return { radius, middle, bricks, floats };
}
