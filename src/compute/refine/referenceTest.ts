/**
 * How well the images of a series fit the references as they are, and mirrored: one pass over the images each. A mirrored
 * reference is read in slices that an improper rotation places, so that none has to be made.
 */
import type { Gpu } from '../gpu/gpu';
import type { Mirror } from '../maps/mapPlacement';
import { multiplyEach } from '../../../shared/math/matrices';
import type { Matrix3 } from '../../../shared/math/vector';
import { nothingRefined } from '../parameters/refinedParameters';
import { extractParticles, type ExtractedSpecies, type ExtractionOptions } from './extractParticles';
import { noiseBySpecies } from './noiseOfSeries';
import { score } from './objective';
import type { ObjectiveSetting, ScoredSpecies } from './objective';
import { planParameters } from './parameterVector';
import { startingFraction, type SeriesSession, type StartingResolution } from './seriesSession';

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

/** @returns one per species of the session, at the resolution that a refinement starts with */
export async function testReferences(
  session: SeriesSession,
  options: StartingResolution & ExtractionOptions,
): Promise<readonly ReferenceTest[]> {
  const { gpu, input } = session;
  const { series, particles } = input;
  const noises = await noiseBySpecies(session, options.signal);
  const parameters = planParameters(nothingRefined, series, particles);
  const species: ExtractedSpecies[] = [];
  try {
    for (const [index, one] of particles.entries()) {
      const fraction = startingFraction(session.species[index], options);
      const state = { series, particles: one, noise: noises[index], fraction, parameters };
      species.push(await extractParticles(session, index, state, options));
    }
    return await compared(
      gpu,
      { magnification: series.magnification, parameters: parameters.count },
      species,
    );
  } finally {
    for (const one of species) one.destroy();
  }
}

async function compared(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: readonly ScoredSpecies[],
): Promise<readonly ReferenceTest[]> {
  const rest = new Float64Array(setting.parameters);
  const scoresOf = async (all: readonly ScoredSpecies[]): Promise<readonly number[]> =>
    (await score(gpu, setting, all, rest)).fits.map(({ logLikelihood }) => logLikelihood);
  const asIs = await scoresOf(species);
  const scores: Record<Mirror, readonly number[]> = { x: [], y: [], z: [], 'all axes': [] };
  for (const [mirror, matrix] of Object.entries(mirrors) as [Mirror, Matrix3][])
    scores[mirror] = await scoresOf(
      species.map((one) => ({
        ...one,
        views: { ...one.views, orientation: turned(one.views.orientation, matrix) },
      })),
    );
  return species.map(({ views }, i) => ({
    images: views.count,
    asIs: asIs[i],
    mirrored: {
      x: scores.x[i],
      y: scores.y[i],
      z: scores.z[i],
      'all axes': scores['all axes'][i],
    },
  }));
}

/** (view, 3, 3) each times the matrix. */
function turned(orientations: Float64Array, matrix: Matrix3): Float64Array {
  const matrices = new Float64Array(orientations.length);
  for (let at = 0; at < matrices.length; at += 9) matrices.set(matrix, at);
  multiplyEach(orientations, matrices, matrices);
  return matrices;
}
