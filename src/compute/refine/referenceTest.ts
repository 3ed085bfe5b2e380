/**
 * How well the images of a series fit the references as they are, and mirrored: one pass over the images each. A mirrored
 * reference is read in slices that an improper rotation places, so that none has to be made.
 */
import type { Gpu } from '../gpu/gpu';
import type { Mirror } from '../maps/mapPlacement';
import { multiply, type Matrix3 } from '../../../shared/math/vector';
import { score } from './objective';
import type { ObjectiveSetting, ScoredSpecies, SpeciesFit } from './objective';

export interface ReferenceTest {
  /** Images that were compared. */
  readonly images: number;
  /** Log-likelihood; less than 0 where the reference shows the particle in the opposite contrast. */
  readonly asIs: number;
  /** The same against the reference mirrored along x, y or z, or through its middle. */
  readonly mirrored: Readonly<Record<Mirror, number>>;
}

const mirrors: Readonly<Record<Mirror, Matrix3>> = {
  x: [-1, 0, 0, 0, 1, 0, 0, 0, 1],
  y: [1, 0, 0, 0, -1, 0, 0, 0, 1],
  z: [1, 0, 0, 0, 1, 0, 0, 0, -1],
  'all axes': [-1, 0, 0, 0, -1, 0, 0, 0, -1],
};

/**
 * @param atRest fits of the species with the references as they are
 * @returns one per species
 */
export async function testReferences(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: readonly ScoredSpecies[],
  atRest: readonly SpeciesFit[],
): Promise<readonly ReferenceTest[]> {
  const rest = new Float64Array(setting.parameters);
  const scores: Record<Mirror, readonly number[]> = { x: [], y: [], z: [], 'all axes': [] };
  for (const [mirror, matrix] of Object.entries(mirrors) as [Mirror, Matrix3][]) {
    const mirrored = species.map((one) => ({
      ...one,
      views: one.views.map((view) => ({ ...view, orientation: multiply(view.orientation, matrix) })),
    }));
    const { fits } = await score(gpu, setting, mirrored, rest);
    scores[mirror] = fits.map(({ logLikelihood }) => logLikelihood);
  }
  return species.map(({ views }, i) => ({
    images: views.length,
    asIs: atRest[i].logLikelihood,
    mirrored: {
      x: scores.x[i],
      y: scores.y[i],
      z: scores.z[i],
      'all axes': scores['all axes'][i],
    },
  }));
}
