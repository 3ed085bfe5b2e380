/** Subgroups of a point group: where their axes lie in it, and which operations they leave over. */
import { toRotationVector } from './rotations';
import { apply, cross, identity3, multiply, transpose, type Matrix3, type Vector3 } from './vector';

/**
 * One operation of every left coset mH of `subgroup` in `group`. A particle turned by A looks the same as A m h does once
 * the map has only the symmetry of H, so the copies A m stand for all of the group; right cosets would not, where H is
 * not normal.
 */
export function cosetRepresentatives(
  group: readonly Matrix3[],
  subgroup: readonly Matrix3[],
): readonly Matrix3[] {
  const kept: Matrix3[] = [];
  for (const operator of group)
    if (!kept.some((m) => includes(subgroup, multiply(transpose(m), operator)))) kept.push(operator);
  return kept;
}

/**
 * The subgroup whose operations exchange and turn round the axes X, Y and Z, and so take every voxel of a grid onto
 * another: entries are exactly 0, 1 or -1.
 */
export function operationsOfTheGrid(group: readonly Matrix3[]): readonly Matrix3[] {
  return group
    .filter((operator) => operator.every((entry) => Math.abs(entry - Math.round(entry)) < 1e-9))
    .map((operator) => operator.map((entry) => Math.round(entry) + 0) as unknown as Matrix3);
}

/**
 * A turn that brings the axes of some subgroup of `group` to where `subgroup` has them: the identity where they are
 * there already, else the smallest that does. Null when the group has no such subgroup.
 */
export function turnToSubgroup(group: readonly Matrix3[], subgroup: readonly Matrix3[]): Matrix3 | null {
  if (subgroup.every((operator) => includes(group, operator))) return identity3;
  let best: Matrix3 | null = null;
  for (const turn of candidateTurns(group, subgroup)) {
    const conjugates = subgroup.map((operator) => multiply(transpose(turn), multiply(operator, turn)));
    if (!conjugates.every((operator) => includes(group, operator))) continue;
    // Of turns that are equally small the first is kept, whatever rounding says.
    if (best === null || trace(turn) > trace(best) + 1e-9) best = turn;
  }
  return best;
}

/** Turns that lay axes of the group on those of the subgroup: its main axis, and one beside it if there is one. */
function candidateTurns(group: readonly Matrix3[], subgroup: readonly Matrix3[]): Matrix3[] {
  const axes = axesOf(subgroup);
  const theirs = axesOf(group);
  const main = axes.reduce((a, b) => (b.fold > a.fold ? b : a), axes[0]);
  const second = axes.find(({ direction }) => Math.hypot(...cross(direction, main.direction)) > 1e-3);
  const turns: Matrix3[] = [];
  for (const a of theirs) {
    if (second === undefined) turns.push(shortestTurn(a.direction, main.direction));
    else
      for (const b of theirs) {
        const sameAngle = dot(a.direction, b.direction) - dot(main.direction, second.direction);
        if (Math.abs(sameAngle) < 1e-6)
          turns.push(
            multiply(frame(main.direction, second.direction), transpose(frame(a.direction, b.direction))),
          );
      }
  }
  return turns;
}

interface Axis {
  readonly direction: Vector3;
  readonly fold: number;
}

/** Axes of the turns in a group and normals of its mirrors, each with both directions. */
function axesOf(group: readonly Matrix3[]): Axis[] {
  const axes: Axis[] = [];
  for (const m of group) {
    const proper = determinant(m) > 0 ? m : (m.map((value) => -value) as unknown as Matrix3);
    const vector = toRotationVector(proper);
    const angle = Math.hypot(...vector);
    if (angle < 1e-6) continue;
    const direction: Vector3 = [vector[0] / angle, vector[1] / angle, vector[2] / angle];
    const opposite: Vector3 = [-direction[0], -direction[1], -direction[2]];
    axes.push(
      { direction, fold: (2 * Math.PI) / angle },
      { direction: opposite, fold: (2 * Math.PI) / angle },
    );
  }
  return axes;
}

/** The smallest turn from one direction to another. */
function shortestTurn(from: Vector3, to: Vector3): Matrix3 {
  const axis = cross(from, to);
  const sine = Math.hypot(...axis);
  // Any perpendicular direction does for the opposite one, and for the same one it does nothing.
  const side = sine > 1e-9 ? axis : cross(from, Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]);
  return multiply(frame(to, side), transpose(frame(from, side)));
}

/** Columns: the first direction, the part of the second beside it, and what is perpendicular to both. */
function frame(first: Vector3, second: Vector3): Matrix3 {
  const x = unit(first);
  const z = unit(cross(x, second));
  const y = cross(z, x);
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
}

function unit(v: Vector3): Vector3 {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

function includes(group: readonly Matrix3[], wanted: Matrix3): boolean {
  return group.some((m) => m.every((value, i) => Math.abs(value - wanted[i]) < 1e-6));
}

function trace(m: Matrix3): number {
  return m[0] + m[4] + m[8];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** +1 for a turn, -1 for what also mirrors. */
export function determinant(m: Matrix3): number {
  return dot(apply(m, [1, 0, 0]), cross(apply(m, [0, 1, 0]), apply(m, [0, 0, 1])));
}
