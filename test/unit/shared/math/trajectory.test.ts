/** Trajectories between their temporal samples. */
import assert from 'node:assert/strict';
import { sampleTrajectory, trajectoryWeights } from '../../../../shared/math/trajectory';

describe('a trajectory', () => {
  it('is constant with one sample and linear with two', () => {
    assert.deepEqual([...sampleTrajectory([1, 2, 3], 3, 0.7)], [1, 2, 3]);
    assert.deepEqual([...sampleTrajectory([1, 2, 3, 6], 2, 0.25)], [1.5, 3]);
    assert.deepEqual(trajectoryWeights(1, 0.25), [1]);
    assert.deepEqual(trajectoryWeights(2, 0.25), [0.75, 0.25]);
  });

  it('passes through its samples', () => {
    const values = [0, 1, -1, 4, 4, 2];
    values.forEach((value, i) => assert.ok(Math.abs(sampleTrajectory(values, 1, i / 5)[0] - value) < 1e-12));
  });

  it('gives the numbers of MATLAB and SciPy (PchipInterpolator)', () => {
    // scipy.interpolate.PchipInterpolator(numpy.linspace(0, 1, 5), [0, 1, 0.5, 2, 5])([0.1, 0.3, 0.6, 0.9])
    const expected = [0.604, 0.948, 0.836, 3.596];
    [0.1, 0.3, 0.6, 0.9].forEach((u, i) =>
      assert.ok(Math.abs(sampleTrajectory([0, 1, 0.5, 2, 5], 1, u)[0] - expected[i]) < 1e-12),
    );
  });

  it('never leaves the range of the samples beside it', () => {
    const values = [0, 0.1, 5, 5, -2];
    for (let u = 0; u <= 1; u += 0.01) {
      const i = Math.min(Math.floor(u * 4), 3);
      const value = sampleTrajectory(values, 1, u)[0];
      assert.ok(value >= Math.min(values[i], values[i + 1]) - 1e-12);
      assert.ok(value <= Math.max(values[i], values[i + 1]) + 1e-12);
    }
  });
});
