import assert from 'node:assert/strict';
import { tiltBfactor } from '../../../../src/compute/geometry/weights';
import { pixelList } from '../../../../src/compute/kernels/pixelList';
import { noiseAt } from '../../../../src/compute/refine/noiseSpectra';
import type { NoiseSpectrum } from '../../../../src/compute/refine/noiseSpectra';
import { weightedTransfer } from '../../../../src/compute/refine/optics';
import { weightTables } from '../../../../src/compute/refine/weightTables';
import { contrastTransfer } from '../../../../src/compute/simulate/contrastTransfer';
import { plainSeries } from '../../../support/tiltSeries';

const series = plainSeries(5);
const pixels = pixelList(48, 23);
const alike = (power: number): readonly NoiseSpectrum[] =>
  Array.from({ length: 5 }, () => ({ power: new Float64Array(65).fill(power) }));
const defocus = new Float64Array(5).fill(30000);
const options = { defocus, pixels, boxLength: 48 * 6, pixelSize: 6, threshold: 0 };

describe('The weights of Fourier pixels', () => {
  it('are one over the noise, and the squared transfer function over the noise', () => {
    const table = weightTables(series, { ...options, noise: alike(2) });
    for (let tilt = 0; tilt < 5; tilt++) {
      const ctf = contrastTransfer({ optics: series.optics, defocus: defocus[tilt] });
      for (let i = 0; i < pixels.count; i++) {
        const [kx, ky] = [pixels.frequencies[2 * i] / 288, pixels.frequencies[2 * i + 1] / 288];
        const k2 = kx * kx + ky * ky;
        const transfer =
          ctf(kx, ky) * Math.cos(series.angles[tilt]) * Math.exp((tiltBfactor(series, tilt) * k2) / 4);
        const at = 2 * (tilt * pixels.count + i);
        assert.equal(table[at], 0.5);
        assert.ok(Math.abs(table[at + 1] - transfer ** 2 / 2) < 1e-6);
      }
    }
  });

  it('leave out a tilt from where its envelope is too far below that of the best', () => {
    const threshold = 0.5;
    const table = weightTables(series, { ...options, noise: alike(2), threshold });
    const best = series.dose.indexOf(Math.min(...series.dose));
    for (let tilt = 0; tilt < 5; tilt++)
      for (let i = 0; i < pixels.count; i++) {
        const k = Math.hypot(pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]) / 288;
        const envelope = Math.exp(-(series.dose[tilt] - series.dose[best]) * k * k);
        const counts = table[2 * (tilt * pixels.count + i)] > 0;
        if (Math.abs(envelope - threshold) > 1e-6) assert.equal(counts, envelope > threshold);
      }
  });

  it('are nothing where the noise is unknown', () => {
    const table = weightTables(series, { ...options, noise: alike(0) });
    assert.ok(table.every((value) => value === 0));
  });

  it('read the noise between its bins, and at Nyquist beyond it', () => {
    const ramp: NoiseSpectrum = { power: Float64Array.from({ length: 65 }, (_, bin) => bin) };
    assert.equal(noiseAt(ramp, 0), 0);
    assert.ok(Math.abs(noiseAt(ramp, 0.505) - 0.505 * 64) < 1e-9);
    assert.equal(noiseAt(ramp, 1), 64);
    assert.equal(noiseAt(ramp, 1.4), 64);
  });

  it('follow astigmatism and phase shift', () => {
    const astigmatic = {
      ...series,
      astigmatism: new Float64Array(5).fill(2000),
      astigmatismAngle: new Float64Array(5).fill(0.7),
      phaseShift: new Float64Array(5).fill(0.4),
    };
    const ctf = contrastTransfer({
      optics: series.optics,
      defocus: 28000,
      astigmatism: 2000,
      astigmatismAngle: 0.7,
      phaseShift: 0.4,
    });
    for (const [kx, ky] of [
      [0.02, 0.03],
      [0.05, -0.01],
      [0, 0.08],
    ]) {
      const k2 = kx * kx + ky * ky;
      const expected = ctf(kx, ky) * Math.cos(series.angles[1]) * Math.exp((tiltBfactor(series, 1) * k2) / 4);
      assert.ok(
        Math.abs(weightedTransfer(astigmatic, { tilt: 1, defocus: 28000 }, kx, ky) - expected) < 1e-9,
      );
    }
  });
});
