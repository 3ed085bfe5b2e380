/**
 * How the parameters move each view. Every group of parameters acts on a view through the same few numbers, its motion:
 *
 *   0-1   shift in the image, Å
 *   2-4   turn in the volume's frame, rad: orientation becomes exp(turn) orientation
 *   5-7   turn in the image's frame, rad: stage angles
 *   8-11  increments of the magnification matrix, m11 m21 m12 m22
 *
 * Motions are linear in the parameters, so that one sparse matrix says it all: it moves the views, and its transpose
 * takes gradients back. Only what a motion does to an image is not linear; that is in `place` and `pullBack`.
 */
import { rotationVector } from '../../../shared/math/rotations';
import { apply, identity3, multiply, transpose } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import type { View } from './views';

export const MOTIONS = 12;
export const Motion = { SHIFT: 0, VOLUME_TURN: 2, IMAGE_TURN: 5, MAGNIFICATION: 8 } as const;

/** Adds `weight` times a parameter to one component of a view's motion. */
export type Emit = (component: number, parameter: number, weight: number) => void;

/** Rows are (view, component), compressed: entries of row r are start[r] .. start[r + 1]. */
export interface MotionMatrix {
  readonly views: number;
  readonly start: Int32Array;
  readonly parameter: Int32Array;
  readonly weight: Float64Array;
}

/** @param describe emits all that moves view `index` */
export function buildMotionMatrix(
  views: number,
  describe: (index: number, emit: Emit) => void,
): MotionMatrix {
  const start = new Int32Array(views * MOTIONS + 1);
  const parameters: number[] = [];
  const weights: number[] = [];
  const rows: { parameter: number; weight: number }[][] = Array.from({ length: MOTIONS }, () => []);
  for (let index = 0; index < views; index++) {
    for (const row of rows) row.length = 0;
    describe(index, (component, parameter, weight) => {
      if (weight !== 0) rows[component].push({ parameter, weight });
    });
    for (let component = 0; component < MOTIONS; component++) {
      for (const { parameter, weight } of rows[component]) {
        parameters.push(parameter);
        weights.push(weight);
      }
      start[index * MOTIONS + component + 1] = parameters.length;
    }
  }
  return { views, start, parameter: Int32Array.from(parameters), weight: Float64Array.from(weights) };
}

/** (view, component) motions under the parameters `x`. */
export function motionsOf(matrix: MotionMatrix, x: Float64Array): Float64Array {
  const { start, parameter, weight } = matrix;
  const motions = new Float64Array(matrix.views * MOTIONS);
  for (let row = 0; row < motions.length; row++) {
    let sum = 0;
    for (let i = start[row]; i < start[row + 1]; i++) sum += weight[i] * x[parameter[i]];
    motions[row] = sum;
  }
  return motions;
}

/** Adds the transpose applied to derivatives by motion, (view, component), to a gradient by parameters. */
export function addPulledBack(matrix: MotionMatrix, byMotion: Float64Array, gradient: Float64Array): void {
  const { start, parameter, weight } = matrix;
  for (let row = 0; row < byMotion.length; row++) {
    const value = byMotion[row];
    if (value === 0) continue;
    for (let i = start[row]; i < start[row + 1]; i++) gradient[parameter[i]] += weight[i] * value;
  }
}

/** Where a motion puts a view. */
export interface Placed {
  /** Å from where the image was cut out. */
  readonly shift: readonly [number, number];
  readonly rotation: Matrix3;
  readonly magnification: readonly [number, number, number, number];
}

export function placeUnder(
  view: View,
  magnification: readonly [number, number, number, number],
  motions: Float64Array,
  at: number,
): Placed {
  const volumeTurn = turnAt(motions, at + Motion.VOLUME_TURN);
  const imageTurn = turnAt(motions, at + Motion.IMAGE_TURN);
  const orientation = multiply(rotationVector(volumeTurn), view.orientation);
  return {
    shift: [motions[at], motions[at + 1]],
    rotation: multiply(rotationVector(imageTurn), multiply(view.rotation, orientation)),
    magnification: [
      magnification[0] + motions[at + 8],
      magnification[1] + motions[at + 9],
      magnification[2] + motions[at + 10],
      magnification[3] + motions[at + 11],
    ],
  };
}

/** Derivatives of a score by what an image sees. */
export interface ByImage {
  /** By shift, per Å. */
  readonly shift: readonly [number, number];
  /** By a turn of the frequencies in the reference's frame, per rad. */
  readonly turn: Vector3;
  /** By the elements of the magnification matrix. */
  readonly magnification: readonly [number, number, number, number];
}

/** Writes the derivatives by motion: exact at any motion, with the left Jacobians of its turns. */
export function pullBack(
  view: View,
  placed: Placed,
  by: ByImage,
  motions: Float64Array,
  at: number,
  target: Float64Array,
): void {
  target[at] = by.shift[0];
  target[at + 1] = by.shift[1];
  // omega = -rotation' eta for a turn eta in the image's frame
  const inImage = apply(placed.rotation, by.turn);
  const imageTurn = turnAt(motions, at + Motion.IMAGE_TURN);
  const byEta = apply(transpose(leftJacobian(imageTurn)), inImage);
  const toVolume = multiply(rotationVector(imageTurn), view.rotation);
  const inVolume = apply(transpose(toVolume), inImage);
  const byZeta = apply(transpose(leftJacobian(turnAt(motions, at + Motion.VOLUME_TURN))), inVolume);
  for (let i = 0; i < 3; i++) {
    target[at + Motion.VOLUME_TURN + i] = -byZeta[i];
    target[at + Motion.IMAGE_TURN + i] = -byEta[i];
  }
  target.set(by.magnification, at + Motion.MAGNIFICATION);
}

/** d(shift in Å, omega) / d(motion) at rest: 5 x 8 without magnification, of which only the turns need a matrix. */
export function turnsAtRest(view: View): { readonly volume: Matrix3; readonly image: Matrix3 } {
  const rotation = multiply(view.rotation, view.orientation);
  return { volume: negated(transpose(view.orientation)), image: negated(transpose(rotation)) };
}

function negated(m: Matrix3): Matrix3 {
  return m.map((value) => -value) as unknown as Matrix3;
}

function turnAt(motions: Float64Array, at: number): Vector3 {
  return [motions[at], motions[at + 1], motions[at + 2]];
}

/** exp(turn + d) = exp(J d) exp(turn) to first order in d (Chirikjian 2012). */
function leftJacobian(turn: Vector3): Matrix3 {
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
