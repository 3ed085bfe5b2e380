/** Aberrations as files have them, against the sums of Zernike functions that they are. */
import assert from 'node:assert/strict';
import { evenTerms, oddTerms, toPowers, zernikePhase } from '../../../../shared/math/zernike';
import { contrastTransfer, conditionsOf } from '../../../../src/compute/simulate/contrastTransfer';
import { HalfPlane } from '../../../../src/compute/refine/halfPlane';
import { oddAberrations, oddPhase } from '../../../../src/compute/refine/oddAberrations';
import {
  opticsFloats,
  transferSlope,
  weightedTransfer,
  writeOptics,
} from '../../../../src/compute/refine/optics';
import { croppedImage } from '../../../../src/compute/refine/processorTiltImage';
import { seriesOptics } from '../../../../src/compute/refine/seriesOptics';
import { astigmaticSeries, plainSeries } from '../../../../src/compute/selfTest/plain/series';
import { seededNormal } from '../../../../shared/math/random';

const frequencies = [
  [0.02, 0],
  [0.07, -0.11],
  [-0.2, 0.05],
  [0.13, 0.21],
] as const;

describe('Aberrations of files', () => {
  it('that are even change transfer functions by the Zernike functions that they are', () => {
    const series = astigmaticSeries();
    const half = new HalfPlane(40, 0.01);
    for (const tilt of [0, 2]) {
      const image = { tilt, defocus: 21000 };
      const exact = contrastTransfer(conditionsOf(series, tilt, image.defocus));
      const optics = new Float32Array(opticsFloats);
      writeOptics(optics, 0, series, image);
      const { sine, cosine, envelope: own } = half.transfer(optics, seriesOptics(series));
      sine.forEach((value, i) => {
        const [kx, ky] = [0.01 * half.x[i], 0.01 * half.y[i]];
        assert.ok(
          Math.abs(-value - exact(kx, ky)) < 2e-4,
          `${kx} ${ky}: ${-value}, expected ${exact(kx, ky)}`,
        );
        const [transfer, slope] = [weightedTransfer, transferSlope].map(
          (of) => of(series, image, kx, ky) / own[i],
        );
        assert.ok(Math.abs(transfer - exact(kx, ky)) < 1e-6);
        assert.ok(Math.abs(-cosine[i] - slope) < 2e-4);
      });
    }
  });

  it('add defocus, astigmatism, phase and spherical aberration, and what is left', () => {
    const series = { ...plainSeries(1), zernikeEven: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]) };
    const without = plainSeries(1);
    const image = { tilt: 0, defocus: 15000 };
    for (const [kx, ky] of frequencies) {
      const phase = zernikePhase(evenTerms, series.zernikeEven, kx, ky);
      // sin(a + b) by both parts of what is without.
      const [s, c] = [weightedTransfer(without, image, kx, ky), transferSlope(without, image, kx, ky)];
      const expected = s * Math.cos(phase) + c * Math.sin(phase);
      assert.ok(Math.abs(weightedTransfer(series, image, kx, ky) - expected) < 1e-9);
    }
  });

  it('that are odd turn phases by the Zernike functions that they are, and none is nothing', () => {
    const normal = seededNormal(3);
    const coefficients = Float64Array.from(oddTerms, () => 10 * normal());
    const powers = toPowers(oddTerms, coefficients).coefficients;
    for (const [kx, ky] of frequencies)
      assert.ok(Math.abs(oddPhase(powers, kx, ky) - zernikePhase(oddTerms, coefficients, kx, ky)) < 1e-12);
    assert.equal(oddAberrations({ ...plainSeries(1), zernikeOdd: new Float64Array(12) }), null);
  });

  it('that are odd are taken out of images: a point becomes a point again', () => {
    const [width, height] = [64, 48];
    const series = {
      ...plainSeries(1),
      imageSize: [width * 4, height * 4] as const,
      zernikeOdd: Float64Array.from([0, 0, 40, 700, -900, 300]),
    };
    const flat = { level: 0, across: 0, up: 0 };
    const size = [width, height] as const;
    const crop = { from: size, to: size, lowest: 0, scale: 1 / (width * height) };
    const point = new Float32Array(width * height);
    point[20 * width + 30] = 1;
    const aberrations = oddAberrations(series);
    assert.ok(aberrations !== null);
    const blurred = croppedImage(point, { ...crop, aberrations: opposite(aberrations) }, flat);
    const sharp = croppedImage(blurred, { ...crop, aberrations }, flat);
    // Without Nyquist and the corners.
    const best = croppedImage(point, { ...crop, aberrations: null }, flat);
    assert.ok(Math.max(...blurred) < 0.7 * Math.max(...best));
    sharp.forEach((value, i) => assert.ok(Math.abs(value - best[i]) < 1e-5, `pixel ${i}`));
  });
});

function opposite(of: NonNullable<ReturnType<typeof oddAberrations>>): typeof of {
  return { ...of, powers: Array.from(of.powers, (value) => -value) };
}
