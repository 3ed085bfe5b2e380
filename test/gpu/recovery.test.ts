import assert from 'node:assert/strict';
import type { RefinedGroups } from '../../src/compute/parameters/refinedParameters';
import type { SimulatedErrors } from '../../src/compute/simulate/options';
import { testGpu } from '../support/gpu';
import { recover } from '../support/recovery';

/** What is left may be a tenth more than what the group's grid and the noise must leave. */
const margin = 1.1;

describe('A group of parameters alone, against the true map, comes within a tenth of its Cramér-Rao bound', () => {
  const cases: readonly [string, Partial<SimulatedErrors>, Partial<RefinedGroups>][] = [
    ['tilt shifts of 6 Å by a 1 x 1 image warp', { shift: 6 }, { imageWarp: [1, 1] }],
    ['an image warp of 2.5 Å', { imageWarp: 2.5 }, { imageWarp: [4, 3] }],
    ['a volume warp of 3 Å', { volumeWarp: 3 }, { volumeWarp: [3, 3, 2, 5] }],
    ['positions off by 4 Å', { position: 4 }, { particlePoses: true }],
    ['orientations off by 2.5°', { angle: 2.5 }, { particlePoses: true }],
    ['stage angles of 0.4°', { stageAngle: 0.4 }, { stageAngles: true }],
  ];
  for (const [what, errors, groups] of cases)
    it(what, async () => {
      const { before, after, bound, misfit, passes } = await recover(await testGpu(), errors, groups);
      const position = Math.hypot(misfit, bound.position);
      const message =
        `position ${before.position.toFixed(3)} -> ${after.position.toFixed(3)} Å, bound ${position.toFixed(3)} ` +
        `(misfit ${misfit.toFixed(3)}); angle ${before.angle.toFixed(3)} -> ${after.angle.toFixed(3)}°, ` +
        `bound ${bound.angle.toFixed(3)}; ${passes} passes`;
      if (before.position > 0.01) assert.ok(after.position <= margin * position, message);
      if (before.angle > 0.01) assert.ok(after.angle <= margin * bound.angle, message);
      console.log(`        ${message}`);
    });

  it('a magnification off by 0.5 %, each element within 3 standard deviations of the truth', async () => {
    const { found, simulated, deviations } = await recover(
      await testGpu(),
      { magnification: 0.5 },
      { magnification: true },
    );
    found.magnification.forEach((value, i) => {
      const sigma = deviations[i];
      assert.ok(
        sigma < 1e-3 && Math.abs(value - simulated.magnification[i]) < 3 * sigma,
        `${value}, ${sigma}`,
      );
    });
  });

  for (const error of [-0.15, 0.1])
    it(`a defocus that is ${error} µm off, within 3 standard deviations of the truth`, async () => {
      const { found, simulated, deviations } = await recover(
        await testGpu(),
        { defocusOffset: error },
        { defocusOffset: true },
      );
      const offset = found.defocus.values[0] - simulated.nominal.defocus.values[0];
      const message = `${offset.toFixed(0)} Å, expected ${(1e4 * error).toFixed(0)} ± ${deviations[0].toFixed(0)}`;
      assert.ok(deviations[0] < 200 && Math.abs(offset - 1e4 * error) < 3 * deviations[0], message);
      console.log(`        ${message}`);
    });
});

describe('A drift of 5 Å over the exposure', () => {
  it('is recovered by trajectories of two and three samples, and not by one', async () => {
    const left: number[] = [];
    for (const samples of [1, 2, 3]) {
      const { after } = await recover(await testGpu(), { drift: 5 }, { particlePoses: true }, samples);
      left.push(after.position);
    }
    const figures = left.map((value, i) => `T = ${i + 1}: ${value.toFixed(2)} Å`).join(', ');
    // Half-way through the exposure one sample is right: what it leaves is the spread of the drift about its mean.
    assert.ok(left[0] > 1 && left[1] < 0.5 * left[0] && left[2] < 0.6 * left[0], figures);
    console.log(`        ${figures}`);
  });
});
