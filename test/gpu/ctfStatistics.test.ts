/** Statistics of transfer functions agree with images that are cut out again, by kernels and on the processor. */
import assert from 'node:assert/strict';
import { agreement, pixelGrid } from '../../src/compute/ctf/statistics';
import { changedTilts } from '../../src/compute/ctf/tiltChanges';
import { fitTilts, type TiltEvidence } from '../../src/compute/ctf/fitTilts';
import { tiltFunctions, tiltNumbers } from '../../src/compute/ctf/tiltLikelihood';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { evidenceOf } from '../../src/compute/refine/ctfStage';
import { measureCtf, sumTilts } from '../../src/compute/refine/ctfStatistics';
import { extractParticles } from '../../src/compute/refine/extractParticles';
import { noiseOfSeries } from '../../src/compute/refine/noiseOfSeries';
import { score } from '../../src/compute/refine/objective';
import { wavelength } from '../../src/compute/refine/optics';
import { planParameters } from '../../src/compute/refine/parameterVector';
import { nothingRefined } from '../../src/compute/parameters/refinedParameters';
import { projectParticles } from '../../src/compute/parameters/views';
import { simulateSeries } from '../../src/compute/simulate/simulatedSeries';
import type { TiltSeries } from '../../src/model/tiltSeries';
import { testGpu } from '../support/gpu';
import { openSimulated, settings, smallSeries } from '../support/recovery';

async function open(gpu: Gpu, errors: Parameters<typeof smallSeries>[0], change: Partial<ReturnType<typeof smallSeries>> = {}) {
  const options = { ...smallSeries(errors), ...change };
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
  it('give the agreement of images that are cut out again with another defocus, astigmatism and phase, to 1e-5', async () => {
    const opened = await open(await testGpu(), { defocus: 0.1 });
    const { session, measured, series } = opened;
    const change = Float64Array.of(700, 300, -200, 0.2);
    const found = new Map<number, number>();
    try {
      await sumTilts(session, 0, measured, (tilt, sums, { padded, boxLength }) => {
        const functions = tiltFunctions(pixelGrid(padded, boxLength), wavelength(series));
        const phase = functions[0].map((_, i) => change.reduce((sum, value, j) => sum + value * functions[j][i], 0));
        const halves = [sums.subarray(0, sums.length / 2), sums.subarray(sums.length / 2)];
        found.set(tilt, halves.reduce((sum, half) => sum + agreement(half, phase).ab, 0));
      });
      const again = await cutAgain(opened, changedTilts(series, Array.from({ length: series.tiltCount }, () => change)));
      const scale = Math.max(...again.map(Math.abs));
      again.forEach((ab, tilt) => {
        const got = found.get(tilt) ?? NaN;
        assert.ok(Math.abs(got - ab) < 1e-5 * scale, `tilt ${tilt}: ${got}, cut out again ${ab}`);
      });
    } finally {
      opened.close();
    }
  });

  it('find the defocus', async () => {
    const opened = await open(await testGpu(), { defocus: 0.15, astigmatism: 0.05 });
    const { session, measured, series, simulated } = opened;
    try {
      const started = performance.now();
      const statistics = await measureCtf(session, 0, measured);
      console.log('measure', performance.now() - started);
      const { tilts, evidence } = evidenceOf(series, [statistics]);
      const fitted = fitTilts(evidence, { defocus: true, phase: false, search: true });
      console.log('fit', performance.now() - started, fitted.gain);
      fitted.tilts.forEach(({ change, error, verdict }, i) => {
        const t = tilts[i];
        const truth = simulated.truth(0, t).defocus;
        const nominal = projectParticles(series, opened.start, 0);
        const at = nominal.particle.findIndex((p, v) => p === 0 && nominal.tilt[v] === t);
        console.log(t, verdict, Array.from(change, (v) => v.toFixed(3)).join(' '), '|', (truth - nominal.defocus[at]).toFixed(0), '|', Array.from(error, (v) => v.toFixed(3)).join(' '));
      });
    } finally {
      opened.close();
    }
  });
});
