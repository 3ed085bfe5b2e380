/**
 * Takes out of the increments what the images cannot tell apart, so that it does not drift from round to round:
 *
 *   a shift of all particles in the volume   =  the shifts it makes in every image   (positions against image warp)
 *   a turn of all particles in the volume    =  a turn in every image                (orientations against stage angles)
 *
 * The part of warp and stage angles that is such a shift or turn is given to the particles; no image changes.
 */
import { choleskyFactor, choleskySolve } from '../math/cholesky';
import { MOTIONS, Motion, motionsOf } from './motion';
import type { MotionMatrix } from './motion';
import type { Parameters } from './parameters';
import type { View } from './views';

export interface GaugeSpecies {
  readonly views: readonly View[];
  readonly matrix: MotionMatrix;
}

/** The increments with the common shift and turn moved from the series' groups to the particles'. */
export function withGaugesFixed(
  parameters: Parameters,
  species: readonly GaugeSpecies[],
  x: Float64Array,
): Float64Array {
  const fixed = Float64Array.from(x);
  const find = (name: string) => parameters.groups.filter(({ group }) => group.name === name);
  const poses = find('particle poses');
  if (poses.length === 0) return fixed;
  const [warp] = find('image warp');
  const [stage] = find('stage angles');
  if (warp !== undefined) {
    const shift = commonPart(species, onlyGroup(x, warp), Motion.SHIFT, 2, (view) => view.dPosition);
    addToPoses(fixed, poses, 0, shift);
    for (const tilt of tiltsOf(species))
      shiftWarp(fixed, warp, tilt.tilt, [dot(tilt.dCentred, 0, shift), dot(tilt.dCentred, 3, shift)]);
  }
  if (stage !== undefined) {
    const turn = commonPart(species, onlyGroup(x, stage), Motion.IMAGE_TURN, 3, (view) => view.rotation);
    addToPoses(fixed, poses, 3, turn);
    for (const tilt of tiltsOf(species)) turnStage(fixed, stage, tilt, turn);
  }
  return fixed;
}

interface Placed {
  readonly group: Parameters['groups'][number]['group'];
  readonly first: number;
}

function onlyGroup(x: Float64Array, { group, first }: Placed): Float64Array {
  const only = new Float64Array(x.length);
  only.set(x.subarray(first, first + group.count), first);
  return only;
}

/** Least squares: the common vector c for which map(view) c comes nearest to the motions of all views. */
function commonPart(
  species: readonly GaugeSpecies[],
  x: Float64Array,
  component: number,
  rows: number,
  map: (view: View) => ArrayLike<number>,
): Float64Array {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  for (const { views, matrix } of species) {
    const motions = motionsOf(matrix, x);
    views.forEach((view, i) => {
      const m = map(view);
      for (let row = 0; row < rows; row++) {
        const value = motions[i * MOTIONS + component + row];
        for (let a = 0; a < 3; a++) {
          right[a] += m[3 * row + a] * value;
          for (let b = 0; b < 3; b++) normal[3 * a + b] += m[3 * row + a] * m[3 * row + b];
        }
      }
    });
  }
  // A single tilt says nothing of the direction along the beam: it stays where it is.
  for (let a = 0; a < 3; a++) normal[4 * a] += 1e-9 * (normal[0] + normal[4] + normal[8]) + 1e-12;
  choleskySolve(choleskyFactor(normal, 3), 3, right, 0);
  return right;
}

function addToPoses(x: Float64Array, poses: readonly Placed[], offset: number, common: Float64Array): void {
  for (const { group, first } of poses)
    for (let at = first; at < first + group.count; at += 6)
      for (let i = 0; i < 3; i++) x[at + offset + i] += common[i];
}

/** One view of every tilt that has any. */
function tiltsOf(species: readonly GaugeSpecies[]): readonly View[] {
  const byTilt = new Map<number, View>();
  for (const { views } of species)
    for (const view of views) if (!byTilt.has(view.tilt)) byTilt.set(view.tilt, view);
  return [...byTilt.values()];
}

/** The warp is subtracted from positions: taking a shift out of it adds to its nodes. */
function shiftWarp(
  x: Float64Array,
  { group, first }: Placed,
  tilt: number,
  shift: readonly [number, number],
): void {
  const nodes = group.block / 2;
  for (let axis = 0; axis < 2; axis++)
    for (let node = 0; node < nodes; node++) x[first + (2 * tilt + axis) * nodes + node] += shift[axis];
}

function turnStage(x: Float64Array, { group, first }: Placed, view: View, turn: Float64Array): void {
  const nodes = group.block / 3;
  const inImage = [0, 3, 6].map((row) => dot(view.rotation, row, turn));
  // The angles' own axes at this tilt, from how the group moves a view: a 3 x 3 system.
  const axes = new Float64Array(9);
  group.move(view, 0, (component, parameter, weight) => {
    const axis = Math.floor(parameter / nodes) % 3;
    axes[3 * (component - Motion.IMAGE_TURN) + axis] += weight;
  });
  const angles = solve3(axes, inImage);
  for (let axis = 0; axis < 3; axis++)
    for (let node = 0; node < nodes; node++) x[first + (view.tilt * 3 + axis) * nodes + node] -= angles[axis];
}

/** Cramer's rule; the stage's axes are near the image's, the system is far from singular. */
function solve3(m: ArrayLike<number>, b: readonly number[]): readonly number[] {
  const determinant = (columns: readonly (readonly number[])[]): number =>
    columns[0][0] * (columns[1][1] * columns[2][2] - columns[1][2] * columns[2][1]) -
    columns[1][0] * (columns[0][1] * columns[2][2] - columns[0][2] * columns[2][1]) +
    columns[2][0] * (columns[0][1] * columns[1][2] - columns[0][2] * columns[1][1]);
  const columns = [0, 1, 2].map((c) => [m[c], m[3 + c], m[6 + c]]);
  const whole = determinant(columns);
  return [0, 1, 2].map((c) => determinant(columns.map((column, i) => (i === c ? b : column))) / whole);
}

function dot(m: ArrayLike<number>, row: number, v: Float64Array): number {
  return m[row] * v[0] + m[row + 1] * v[1] + m[row + 2] * v[2];
}
