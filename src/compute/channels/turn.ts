/** What turns in the volume's frame and in the image's have in common. */
import type { Columns } from '../../../shared/math/matrices';
import type { Jacobians } from './channel';

/**
 * Derivatives by turns from derivatives by small turns that follow them, (view, 3): minus J' d, where
 * exp(turn + t) = exp(J t) exp(turn) to first order in t (Chirikjian 2012).
 */
export function pullTurnsBack(turns: Columns, derivatives: Float64Array, target: Columns): void {
  for (let at = 0, view = 0; at < derivatives.length; at += 3, view++) {
    const from = turns.first + view * turns.stride;
    const x = turns.values[from];
    const y = turns.values[from + 1];
    const z = turns.values[from + 2];
    const square = x * x + y * y + z * z;
    const angle = Math.sqrt(square);
    const a = square < 1e-8 ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square;
    const b = square < 1e-8 ? 1 / 6 - square / 120 : (angle - Math.sin(angle)) / (square * angle);
    const dx = derivatives[at];
    const dy = derivatives[at + 1];
    const dz = derivatives[at + 2];
    const to = target.first + view * target.stride;
    target.values[to] = -(
      (1 - b * (y * y + z * z)) * dx +
      (a * z + b * x * y) * dy +
      (-a * y + b * x * z) * dz
    );
    target.values[to + 1] = -(
      (-a * z + b * x * y) * dx +
      (1 - b * (x * x + z * z)) * dy +
      (a * x + b * y * z) * dz
    );
    target.values[to + 2] = -(
      (a * y + b * x * z) * dx +
      (-a * x + b * y * z) * dy +
      (1 - b * (x * x + y * y)) * dz
    );
  }
}

/** Frequencies in the reference turn against the view: rows of minus the transpose of each rotation. */
export function writeTurns(rotation: Float64Array, { values, columns }: Jacobians, column: number): void {
  for (let at = 0, to = column; at < rotation.length; at += 9, to += 5 * columns)
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) values[to + (2 + i) * columns + j] = -rotation[at + 3 * j + i];
}
