/**
 * Takes out of the increments what the images cannot tell apart, so that it does not drift from round to round:
 *
 *   a shift of all particles in the volume   =  the shifts it makes in every image   (positions against image warp)
 *   a turn of all particles in the volume    =  a turn in every image                (orientations against stage angles)
 *
 * The part of warp and stage angles that is such a shift or turn is given to the particles; no image changes.
 */
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import type { Vector3 } from '../../../shared/math/vector';
import { imageTurn } from '../channels/imageTurn';
import { shift } from '../channels/shift';
import { motionsOf } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import type { Parameters, PlacedGroup } from './parameterVector';
import type { CommonMotion } from '../parameters/group';
import type { Views } from '../parameters/views';

export interface GaugeSpecies {
  readonly views: Views;
  readonly matrix: ViewJacobian;
}

/** Where a common shift or turn shows in the motion of a view, and by which matrix. */
const shown = {
  shift: { channel: shift, map: ({ dPosition }: Views) => dPosition },
  turn: { channel: imageTurn, map: ({ rotation }: Views) => rotation },
} as const satisfies Record<CommonMotion['kind'], unknown>;

/** The increments with the common shift and turn moved from the series' groups to the particles'. */
export function withGaugesFixed(
  parameters: Parameters,
  species: readonly GaugeSpecies[],
  x: Float64Array,
): Float64Array {
  const fixed = Float64Array.from(x);
  const takers = parameters.groups.filter(({ group }) => group.takeCommon !== undefined);
  if (takers.length === 0) return fixed;
  const own = ({ group, first }: PlacedGroup): Float64Array => fixed.subarray(first, first + group.count);
  for (const placed of parameters.groups) {
    const { common } = placed.group;
    if (common === undefined) continue;
    const found = commonPart(species, onlyGroup(x, placed), common.kind);
    for (const taker of takers) taker.group.takeCommon?.(own(taker), common.kind, found);
    for (const { views, view } of tiltsOf(species)) common.take(own(placed), views, view, found);
  }
  return fixed;
}

function onlyGroup(x: Float64Array, { group, first }: PlacedGroup): Float64Array {
  const only = new Float64Array(x.length);
  only.set(x.subarray(first, first + group.count), first);
  return only;
}

/** Least squares: the common vector c for which map(view) c comes nearest to the motions of all views. */
function commonPart(species: readonly GaugeSpecies[], x: Float64Array, kind: CommonMotion['kind']): Vector3 {
  const { channel, map } = shown[kind];
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  for (const { views, matrix } of species) {
    const motions = motionsOf(matrix, x);
    const { size, at } = matrix.layout;
    const m = map(views);
    const perView = 3 * channel.size;
    for (let view = 0; view < views.count; view++)
      for (let row = 0; row < channel.size; row++) {
        const value = motions[view * size + at[channel.name] + row];
        const from = view * perView + 3 * row;
        for (let a = 0; a < 3; a++) {
          right[a] += m[from + a] * value;
          for (let b = 0; b < 3; b++) normal[3 * a + b] += m[from + a] * m[from + b];
        }
      }
  }
  // A single tilt says nothing of the direction along the beam: it stays where it is.
  for (let a = 0; a < 3; a++) normal[4 * a] += 1e-9 * (normal[0] + normal[4] + normal[8]) + 1e-12;
  choleskySolve(choleskyFactor(normal, 3), 3, right, 0);
  return [right[0], right[1], right[2]];
}

/** One view of every tilt that has any. */
function tiltsOf(
  species: readonly GaugeSpecies[],
): readonly { readonly views: Views; readonly view: number }[] {
  const byTilt = new Map<number, { views: Views; view: number }>();
  for (const { views } of species)
    views.tilt.forEach((tilt, view) => {
      if (!byTilt.has(tilt)) byTilt.set(tilt, { views, view });
    });
  return [...byTilt.values()];
}
