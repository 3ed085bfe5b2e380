/** Statistics of transfer functions agree with images that are cut out again, by kernels and on the processor. */
import assert from 'node:assert/strict';
import { agreement, pixelGrid } from '../../src/compute/ctf/statistics';
import { changedTilts } from '../../src/compute/ctf/tiltChanges';
import { fitTilts } from '../../src/compute/ctf/fitTilts';
import { tiltFunctions } from '../../src/compute/ctf/tiltLikelihood';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { evidenceOf } from '../../src/compute/refine/ctfStage';
import { measureCtf, sumTilts } from '../../src/compute/refine/ctfStatistics';
import { extractParticles } from '../../src/compute/refine/extractParticles';
import { noiseOfSeries } from '../../src/compute/refine/noiseOfSeries';
import { score } from '../../src/compute/refine/objective';
import { wavelength } from '../../src/compute/refine/seriesOptics';
import { planParameters } from '../../src/compute/refine/parameterVector';
import { nothingRefined } from '../../src/compute/parameters/refinedParameters';
import { projectParticles } from '../../src/compute/parameters/views';
import { simulateSeries } from '../../src/compute/simulate/simulatedSeries';
import type { TiltSeries } from '../../src/model/tiltSeries';
import { testGpu } from '../support/gpu';
import { openSimulated, settings, smallSeries } from '../support/recovery';

async function open(gpu: Gpu, errors: Parameters<typeof smallSeries>[0]) {
  const options = smallSeries(errors);
  const simulated = simulateSeries(options, 0);
  const { session, start, close } = await openSimulated(gpu, options, simulated);
  const series = simulated.nominal;
  const views = projectParticles(series, start, options.diameter / 2);
  const noise = await noiseOfSeries(session, 0, views);
  const measured = { series, particles: start, noise, weightThreshold: 0.05, batch: 16 };
  return { options, simulated, session, start, close, series, noise, measured };
}

/** (tilt) AB of images that are cut out with the optics of `series`. */
async function cutAgain(opened: Awaited<ReturnType<typeof open>>, series: TiltSeries): Promise<Float64Array> {
  const { session, start, noise } = opened;
  const parameters = planParameters(nothingRefined, series, [start]);
  const state = { series, particles: start, noise, fraction: 1, parameters };
  const cut = await extractParticles(session, 0, state, settings);
  try {
    const setting = { magnification: series.magnification, parameters: 0 };
    const { fits } = await score(session.gpu, setting, [cut], new Float64Array(0));
    const sums = new Float64Array(series.tiltCount);
    cut.views.tilt.forEach((tilt, view) => (sums[tilt] += fits[0].perView[2 * view]));
    return sums;
  } finally {
    cut.destroy();
  }
}

describe('Statistics of transfer functions', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  before(async () => {
    opened = await open(await testGpu(), { defocus: 0.15, astigmatism: 0.05 });
  });
  after(() => opened.close());

  it('give the agreement of images that are cut out again with other optics, to 1e-5', async () => {
    const { session, measured, series } = opened;
    const change = Float64Array.of(700, 300, -200, 0.2);
    const found = new Float64Array(series.tiltCount);
    await sumTilts(session, 0, measured, (tilt, sums, { padded, boxLength }) => {
      const functions = tiltFunctions(pixelGrid(padded, boxLength), wavelength(series));
      const phase = functions[0].map((_, i) =>
        change.reduce((sum, value, j) => sum + value * functions[j][i], 0),
      );
      const halves = [sums.subarray(0, sums.length / 2), sums.subarray(sums.length / 2)];
      found[tilt] = halves.reduce((sum, half) => sum + agreement(half, phase).ab, 0);
    });
    const again = await cutAgain(
      opened,
      changedTilts(
        series,
        Array.from(found, () => change),
      ),
    );
    const scale = Math.max(...again.map(Math.abs));
    again.forEach((ab, tilt) => {
      const message = `tilt ${tilt}: ${found[tilt]}, cut out again ${ab}`;
      assert.ok(Math.abs(found[tilt] - ab) < 1e-5 * scale, message);
    });
  });

  it('find each defocus within 1.2 times its bound, with standard errors that hold', async () => {
    const { session, measured, series, simulated, start } = opened;
    const statistics = await measureCtf(session, 0, measured);
    const { tilts, evidence } = evidenceOf(series, [statistics]);
    const fitted = fitTilts(evidence, { defocus: true, phase: false, search: true });
    const views = projectParticles(series, start, 0);
    const errors = fitted.tilts.map(({ change, error }, i) => {
      const view = views.tilt.indexOf(tilts[i]);
      const truth = simulated.truth(views.particle[view], tilts[i]).defocus - views.defocus[view];
      return { off: change[0] - truth, error: error[0], verdict: fitted.tilts[i].verdict, change };
    });
    const rms = (values: readonly number[]): number => Math.hypot(...values) / Math.sqrt(values.length);
    const [left, bound] = [rms(errors.map(({ off }) => off)), rms(errors.map(({ error }) => error))];
    console.log(`        left ${left.toFixed(0)} Å, bound ${bound.toFixed(0)} Å`);
    assert.ok(left < 1.2 * bound && bound < 150, `${left} Å left, ${bound} Å`);
    for (const { off, error, verdict, change } of errors) {
      assert.equal(verdict, 'own');
      assert.ok(Math.abs(off) < 3 * error, `${off} ± ${error}`);
      // Half the difference of 500 Å.
      assert.ok(Math.abs(change[1] - 250) < 300 && Math.abs(change[2]) < 300, `${change[1]}, ${change[2]}`);
    }
  });
});
