/** What turns in the volume's frame and in the image's have in common. */
import { identity3 } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import type { Jacobian } from './channel';

export function turnAt(motions: Float64Array, at: number): Vector3 {
  return [motions[at], motions[at + 1], motions[at + 2]];
}

/** exp(turn + d) = exp(J d) exp(turn) to first order in d (Chirikjian 2012). */
export function leftJacobian(turn: Vector3): Matrix3 {
  const [x, y, z] = turn;
  const square = x * x + y * y + z * z;
  if (square === 0) return identity3;
  const angle = Math.sqrt(square);
  const a = square < 1e-8 ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square;
  const b = square < 1e-8 ? 1 / 6 - square / 120 : (angle - Math.sin(angle)) / (square * angle);
  return [
    1 - b * (y * y + z * z),
    -a * z + b * x * y,
    a * y + b * x * z,
    a * z + b * x * y,
    1 - b * (x * x + z * z),
    -a * x + b * y * z,
    -a * y + b * x * z,
    a * x + b * y * z,
    1 - b * (x * x + y * y),
  ];
}

/** Frequencies in the reference turn against the view: rows of minus the transpose of `rotation`. */
export function writeTurns(rotation: Matrix3, { values, columns }: Jacobian, column: number): void {
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) values[(2 + i) * columns + column + j] = -rotation[3 * j + i];
}
