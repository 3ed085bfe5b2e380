/** Keeps the half-maps of a species in register: what they are apart is shared between them, and their particles follow. */
import type { Gpu } from '../../compute/gpu/gpu';
import type { SymmetryOperator } from '../../compute/maps/finishReconstruction';
import { upTo } from '../../compute/maps/fsc';
import { halfMapAlignment } from '../../compute/maps/halfMapAlignment';
import type { Freedom, HalfMapAlignment } from '../../compute/maps/halfMapAlignment';
import { comparisonMask } from '../../compute/maps/masks';
import { rotationVector } from '../../../shared/math/rotations';
import { add, apply, multiply } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import type { SeriesParticles } from '../../compute/parameters/views';
import { withPoses } from '../../model/particleEdits';

import type { Species } from '../../model/species';
import type { SpeciesState } from './speciesState';

/** Motions below twice their own noise stay: following them would only add it. */
const leastSignificance = 4;

/** How each half is to move so that both meet in the middle; null when they are in register. */
export async function halfMapMotions(
  gpu: Gpu,
  { half1, half2, mask, curves, resolution, species }: SpeciesState,
): Promise<readonly [SymmetryOperator, SymmetryOperator] | null> {
  const compared = { mask: comparisonMask(mask), fsc: upTo(resolution, curves.corrected, half1) };
  const motion = await halfMapAlignment(gpu, [half1, half2], compared, freedomOf(species));
  if (motion === null || motion.significance < leastSignificance) return null;
  return [half(motion, -1), half(motion, 1)];
}

/** Particles of moved half-maps: a map that is now f(R x + s) at x has them at orientation A R and place p + A s. */
export function movedParticles(
  table: SeriesParticles,
  motions: readonly [SymmetryOperator, SymmetryOperator],
): SeriesParticles {
  return withPoses(table, ({ position, orientation }, particle) => {
    const { rotation, shift } = motions[table.halfSet[particle]];
    return {
      position: add(position, apply(orientation, shift)),
      orientation: multiply(orientation, rotation),
    };
  });
}

function half({ turn, shift }: HalfMapAlignment, sign: number): SymmetryOperator {
  const part = (v: Vector3): Vector3 => [(sign * v[0]) / 2, (sign * v[1]) / 2, (sign * v[2]) / 2];
  return { rotation: rotationVector(part(turn)), shift: part(shift) };
}

/** A group's axes stay where they are; a single one can be turned about and moved along. */
function freedomOf({ symmetry, helicalUnits }: Species): Freedom {
  if (/^C\d+$/i.test(symmetry)) return /^C1$/i.test(symmetry) && helicalUnits <= 1 ? 'all' : 'axis';
  return 'none';
}
