import assert from 'node:assert/strict';
import { filtered, forEachCoefficient, resized } from '../../../../src/compute/maps/coefficients';
import type { Spectrum } from '../../../../src/compute/maps/coefficients';
import { readAtShells, resolutionAt, shellCorrelation } from '../../../../src/compute/maps/fsc';
import { seededNormal } from '../../../../shared/math/random';

const size = 32;

function randomSpectrum(seed: number, sigma: (radius: number) => number): Spectrum {
  const normal = seededNormal(seed);
  const data = new Float32Array(2 * size * size * (size / 2 + 1));
  forEachCoefficient(size, (i, x, y, z) => {
    const s = sigma(Math.hypot(x, y, z));
    data[i] = s * normal();
    data[i + 1] = s * normal();
  });
  return { size, pixelSize: 5, data };
}

describe('The Fourier shell correlation', () => {
  it('is signal over signal and noise, shell by shell', () => {
    const signal = randomSpectrum(1, () => 1);
    const halves = [2, 3].map((seed) => {
      const noise = randomSpectrum(seed, (radius) => Math.sqrt(radius / 8));
      return { ...noise, data: noise.data.map((value, i) => value + signal.data[i]) };
    });
    const fsc = shellCorrelation(halves[0], halves[1]);
    for (let shell = 4; shell < size / 2; shell++) {
      // Of n independent coefficients in a shell: an error of about 1/sqrt(n); four of them.
      const tolerance = 4 / Math.sqrt(2 * Math.PI * shell * shell);
      assert.ok(Math.abs(fsc[shell] - 1 / (1 + shell / 8)) < tolerance, `shell ${shell}: ${fsc[shell]}`);
    }
  });

  it('is one for the same map, whatever its scale, and minus one for its negative', () => {
    const map = randomSpectrum(4, () => 1);
    const scaled = { ...map, data: map.data.map((value) => 7 * value) };
    const negative = { ...map, data: map.data.map((value) => -value) };
    shellCorrelation(map, scaled).forEach((value) => assert.ok(Math.abs(value - 1) < 1e-6));
    shellCorrelation(map, negative).forEach((value) => assert.ok(Math.abs(value + 1) < 1e-6));
  });

  it('is nothing where there is nothing', () => {
    const empty = randomSpectrum(5, (radius) => (radius < 6 ? 1 : 0));
    const fsc = shellCorrelation(empty, empty);
    assert.ok(fsc.subarray(8).every((value) => value === 0));
  });

  it('gives the resolution where it first falls below the threshold, between shells', () => {
    const curve = [1, 1, 0.9, 0.6, 0.2, 0.05, 0.9];
    assert.ok(Math.abs(resolutionAt(curve, 0.143, 32, 5) - 160 / (4 + (0.2 - 0.143) / 0.15)) < 1e-9);
    assert.equal(resolutionAt([1, 1, 1, 1], 0.143, 32, 5), 10);
  });

  it('is read at the shells of another box', () => {
    const curve = Float64Array.from({ length: 16 }, (_, shell) => 1 - shell / 16);
    readAtShells(curve, 32, 40).forEach((value, shell) => {
      const at = Math.min((shell * 32) / 40, 15);
      assert.ok(Math.abs(value - (1 - at / 16)) < 1e-12);
    });
  });
});

describe('A spectrum', () => {
  it('is filtered by radius', () => {
    const map = randomSpectrum(6, () => 1);
    const low = filtered(map, (radius) => (radius < 5 ? 2 : 0));
    forEachCoefficient(size, (i, x, y, z) => {
      assert.ok(low.data[i] === (Math.hypot(x, y, z) < 5 ? 2 * map.data[i] : 0));
    });
  });

  it('keeps its coefficients on another grid, scaled by the number of voxels', () => {
    const map = randomSpectrum(7, () => 1);
    const finer = resized(map, 48);
    assert.ok(Math.abs(finer.pixelSize - (5 * 32) / 48) < 1e-12);
    const back = resized(finer, size);
    forEachCoefficient(size, (i, x, y, z) => {
      const inside = x < 16 && Math.abs(y) < 16 && Math.abs(z) < 16;
      assert.ok(Math.abs(back.data[i] - (inside ? map.data[i] : 0)) < 1e-5);
    });
    assert.equal(finer.data[0], Math.fround(map.data[0] * 1.5 ** 3));
  });
});
