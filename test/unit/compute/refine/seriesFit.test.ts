import assert from 'node:assert/strict';
import type { ScoredSpecies } from '../../../../src/compute/refine/objective';
import { speciesScores } from '../../../../src/compute/refine/seriesFit';

describe('The scores of a series', () => {
  it('are the log-likelihood per image of each tilt and each particle, each with its own amplitude', () => {
    const views = {
      count: 3,
      tilt: Int32Array.of(0, 0, 2),
      particle: Int32Array.of(0, 1, 0),
    } as unknown as ScoredSpecies['views'];
    const species = { views, coverage: 0.5, halfSet: new Uint8Array(2) } as unknown as ScoredSpecies;
    const perView = Float32Array.of(4, 2, 2, 1, -3, 3);
    const fit = { amplitude: 1, logLikelihood: 0, perView };
    const { perTilt, perParticle } = speciesScores(species, fit, 3);
    assert.deepEqual(perTilt, [(0.5 * 36) / 3 / 2, 0, (-0.5 * 9) / 3]);
    assert.deepEqual(perParticle, [(0.5 * 1) / 5 / 2, (0.5 * 4) / 1]);
  });
});
