/** A row of a matrix times a vector. */
import type { Vector3 } from '../../../shared/math/vector';

/** @param row index of its first element */
export function dot(m: ArrayLike<number>, row: number, v: Vector3): number {
  return m[row] * v[0] + m[row + 1] * v[1] + m[row + 2] * v[2];
}
