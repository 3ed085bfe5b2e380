/** Simulated tilt images. */
import assert from 'node:assert/strict';
import { particleImage } from '../../../../src/compute/simulate/particleImages';
import { builtInParticle } from '../../../../src/compute/simulate/builtInParticle';
import { coarseGrained } from '../../../../src/compute/simulate/pseudoAtoms';
import { planProjector } from '../../../../src/compute/simulate/projector';
import { simulateSeries } from '../../../../src/compute/simulate/simulatedSeries';
import { background, planTiltImages } from '../../../../src/compute/simulate/tiltImage';
import type { SimulationOptions } from '../../../../src/compute/simulate/options';
import { multiply } from '../../../../shared/math/vector';
import { smallSimulation } from '../../../support/simulation';

const atoms = coarseGrained(builtInParticle(1), 10);

function imageOf(options: SimulationOptions, tilt: number): Float32Array {
  const series = simulateSeries(options, 0);
  return planTiltImages([{ atoms, series: [series] }], options).tiltImage(0, tilt);
}

function moments(data: Float32Array): { mean: number; variance: number } {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return { mean, variance: data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length };
}

describe('a simulated tilt image', () => {
  it('shows every particle at its true place: projection, CTF and damage, dark', () => {
    const options = { ...smallSimulation, snr: Infinity, particles: 2, diameter: 260 };
    const series = simulateSeries(options, 0);
    const { box: size, pixelSize } = options;
    const data = imageOf(options, 2);
    for (let particle = 0; particle < 2; particle++) {
      const truth = series.truth(particle, 2);
      const image = { width: 140, height: 100, data };
      const seen = particleImage(
        image,
        { series: series.nominal, tilt: 2, placement: truth },
        { size, pixelSize },
      );
      assert.ok(seen !== undefined);
      const re = new Float64Array(size * size);
      const im = new Float64Array(size * size);
      const rotation = multiply(truth.rotation, series.particles[particle].rotation);
      planProjector(atoms, size, pixelSize).run(rotation, [1, 0, 0, 1], re, im);
      let [dot, a2, b2] = [0, 0, 0];
      for (let i = 1; i < size * size; i++) {
        const [r, j] = [re[i] * seen.weight[i], im[i] * seen.weight[i]];
        dot += seen.re[i] * r + seen.im[i] * j;
        a2 += seen.re[i] ** 2 + seen.im[i] ** 2;
        b2 += r * r + j * j;
      }
      // Neighbors reach into the box, and what the CTF spreads beyond it is missing.
      assert.ok(dot / Math.sqrt(a2 * b2) > 0.95, String(dot / Math.sqrt(a2 * b2)));
    }
  });

  it('has the signal-to-noise ratio asked for', () => {
    const one = { ...smallSimulation, particles: 1, ice: 0, angles: [0] };
    const strong = imageOf({ ...one, snr: 0.5 }, 0);
    const none = imageOf({ ...one, snr: 0 }, 0);
    // The noise is the same: the difference is the signal of the one particle.
    const signal = strong.map((value, i) => value - none[i]);
    const sum = signal.reduce((total, value) => total + value, 0);
    const squares = signal.reduce((total, value) => total + value * value, 0);
    const pixels = one.box ** 2;
    const variance = squares / pixels - (sum / pixels) ** 2;
    assert.ok(Math.abs(variance / 0.5 - 1) < 0.05, String(variance));
  });

  it('of pure noise has a mean of 40 and a variance of 1, with ice its share more', () => {
    const plain = moments(imageOf({ ...smallSimulation, snr: 0, ice: 0 }, 0));
    // 14000 pixels: 0.01 of the mean, 0.012 of the variance.
    assert.ok(Math.abs(plain.mean - background) < 0.04 && Math.abs(plain.variance - 1) < 0.05);
    const icy = moments(imageOf({ ...smallSimulation, snr: 0, ice: 1 }, 0));
    assert.ok(Math.abs(icy.variance - 2) < 0.3, String(icy.variance));
  });
});
