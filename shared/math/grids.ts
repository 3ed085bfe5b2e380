/** The two kinds of deformation grid that Warp stores, as plain data. Evaluation lives beside them. */

/**
 * A natural cubic spline through nodes on a regular grid over [0,1] per axis (axes of one node are constant).
 * Storage: x fastest, then y, then z: `values[(z * height + y) * width + x]`.
 */
export interface CubicGrid {
  readonly size: readonly [width: number, height: number, depth: number];
  readonly values: Float64Array;
  /** Distance of the outer nodes from the edges of [0,1], per axis; 0 in all files that M writes. */
  readonly margins: readonly [number, number, number];
}

/** A four-linear grid over space and dose. Storage: `values[((w * depth + z) * height + y) * width + x]`. */
export interface LinearGrid4 {
  readonly size: readonly [width: number, height: number, depth: number, duration: number];
  readonly values: Float64Array;
}

export function constantGrid(value: number): CubicGrid {
  return { size: [1, 1, 1], values: Float64Array.of(value), margins: [0, 0, 0] };
}

export function zeroGrid4(): LinearGrid4 {
  return { size: [1, 1, 1, 1], values: new Float64Array(1) };
}
