import { nothingRefined } from '../../src/compute/parameters/refinedParameters';
import assert from 'node:assert/strict';
import { openSeries } from '../../src/compute/refine/seriesSession';
import { refineSeries } from '../../src/compute/refine/refineSeries';
import { projectParticles } from '../../src/compute/parameters/views';
import { builtInParticle } from '../../src/compute/simulate/builtInParticle';
import { partOf } from '../../src/compute/simulate/kinds';
import { resizedAtoms } from '../../src/compute/simulate/pseudoAtoms';
import { simulateSeries } from '../../src/compute/simulate/simulatedSeries';
import { planTiltImages } from '../../src/compute/simulate/tiltImage';
import { testGpu } from '../support/gpu';
import { errorsOf, settings, smallSeries, startingParticles, trueSpecies } from '../support/recovery';

const rareCount = 4;

/** 26 large particles at 6 Å and 4 of another kind, smaller, at 8 Å per voxel, in the same images. */
async function mixture() {
  const gpu = await testGpu();
  const common = smallSeries({ position: 4, angle: 2.5, shift: 6, imageWarp: 2.5 });
  const whole = simulateSeries(common, 0);
  const split = common.particles - rareCount;
  const frequent = partOf(whole, 0, split);
  const rare = partOf(whole, split, common.particles);
  const large = builtInParticle(common.seed);
  const small = resizedAtoms(builtInParticle(common.seed + 1), 0.75);
  const kinds = [
    { atoms: large, series: [frequent] },
    { atoms: small, series: [rare] },
  ];
  const images = planTiltImages(kinds, common);
  const [width, height] = common.image;
  const loadTilt = async (tilt: number) => ({ width, height, data: images.tiltImage(0, tilt) });
  const species = [
    await trueSpecies(gpu, large, common),
    await trueSpecies(gpu, small, { ...common, diameter: 220, pixelSize: 8, box: 56 }),
  ];
  const parts = [frequent, rare];
  const refine = async (which: readonly number[]) => {
    const input = {
      series: whole.nominal,
      particles: which.map((i) => startingParticles(parts[i], 1)),
      loadTilt,
    };
    const session = openSeries(
      gpu,
      input,
      which.map((i) => species[i]),
    );
    const result = await refineSeries(session, {
      ...settings,
      // Half of the 16 Å of the small particle is less than the errors it starts with.
      firstFraction: 0.4,
      groups: { ...nothingRefined, imageWarp: [3, 3], particlePoses: true },
    });
    return which.map((i, at) =>
      errorsOf(
        parts[i],
        projectParticles(result.series, result.particles[at], species[i].geometry.diameter / 2),
      ),
    );
  };
  return { refine, close: () => species.forEach(({ references }) => references.destroy()) };
}

describe('Two species of different size and pixel size in one series', () => {
  it('help each other: the rare one is placed better by a fifth at least, the frequent one no worse', async () => {
    const { refine, close } = await mixture();
    try {
      const [frequentAlone] = await refine([0]);
      const [rareAlone] = await refine([1]);
      const [frequent, rare] = await refine([0, 1]);
      const figures =
        `rare ${rareAlone.position.toFixed(2)} -> ${rare.position.toFixed(2)} Å, ` +
        `frequent ${frequentAlone.position.toFixed(2)} -> ${frequent.position.toFixed(2)} Å`;
      assert.ok(rare.position < 0.8 * rareAlone.position, figures);
      assert.ok(frequent.position < 1.05 * frequentAlone.position, figures);
      console.log(`        ${figures}`);
    } finally {
      close();
    }
  });
});
