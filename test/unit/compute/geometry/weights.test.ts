/** How much each tilt counts. */
import assert from 'node:assert/strict';
import { tiltBfactor, tiltScale } from '../../../../src/compute/geometry/weights';
import { plainSeries } from '../../../support/tiltSeries';

describe('the weight of a tilt', () => {
  it('is the cosine of its angle and -4 times its dose where nothing was fitted', () => {
    const series = plainSeries(5);
    assert.equal(tiltScale(series, 0), Math.cos(series.angles[0]));
    assert.equal(tiltBfactor(series, 0), -4 * series.dose[0]);
  });

  it('is the fitted one where there is one, its B-factor at most -3 times the dose', () => {
    const series = {
      ...plainSeries(3),
      dose: Float64Array.of(20, 0, 10),
      doseWeights: { size: [1, 1, 3], values: Float64Array.of(0.4, 1, 0.7), margins: [0, 0, 0] } as const,
      doseBfactors: { size: [1, 1, 3], values: Float64Array.of(-90, -5, -10), margins: [0, 0, 0] } as const,
    };
    assert.deepEqual(
      [0, 1, 2].map((t) => tiltScale(series, t)),
      [0.4, 1, 0.7],
    );
    assert.deepEqual(
      [0, 1, 2].map((t) => tiltBfactor(series, t)),
      [-90, -5, -30],
    );
  });

  it('is next to nothing for a deselected tilt', () => {
    const series = { ...plainSeries(3), used: [true, false, true] };
    assert.ok(tiltScale(series, 1) < 1.01e-4 && tiltScale(series, 1) > 0);
  });
});
