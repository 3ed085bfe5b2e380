/** Levels, contrast and orientation of what the density editor shows. */
import assert from 'node:assert/strict';
import { roundLength } from '../../../webview/density/scaleBar';
import { firstLevel, measure } from '../../../webview/volume/statistics';
import { orient } from '../../../webview/volume/fetchVolume';

describe('the density editor', () => {
  it('starts at the level that encloses 1 % of the voxels', () => {
    const data = Float32Array.from({ length: 10_000 }, (_, index) => ((index * 7919) % 10_000) / 10_000);
    const level = firstLevel(measure(data));
    const enclosed = data.filter((value) => value >= level).length / data.length;
    // Percentiles are known to one bin.
    assert.ok(Math.abs(enclosed - 0.01) < 3e-4, `it encloses ${enclosed}`);
  });

  it('starts halfway in a mask, which has no level of 1 %', () => {
    const mask = new Float32Array(1000);
    mask.fill(1, 0, 200);
    assert.equal(firstLevel(measure(mask)), 0.5);
  });

  it('measures mean and spread, leaving out what is no number', () => {
    const { mean, sigma, min, max } = measure(Float32Array.of(1, 3, NaN, 1, 3, Infinity));
    assert.deepEqual({ mean, sigma, min, max }, { mean: 2, sigma: 1, min: 1, max: 3 });
  });

  it('survives volumes of one value and of none', () => {
    assert.equal(firstLevel(measure(new Float32Array(8).fill(5))), 5);
    assert.equal(firstLevel(measure(new Float32Array(8).fill(NaN))), 0);
  });

  it('turns files whose columns run along z, so that the density is not mirrored', () => {
    // The value tells the place: x + 10 y + 100 z, in a file that runs along z, then y, then x.
    const [nx, ny, nz] = [2, 3, 4];
    const data = new Float32Array(nx * ny * nz);
    for (let x = 0, index = 0; x < nx; x++)
      for (let y = 0; y < ny; y++) for (let z = 0; z < nz; z++) data[index++] = x + 10 * y + 100 * z;
    const volume = orient(data, { size: [nz, ny, nx], axes: [3, 2, 1], pixelSize: [3, 2, 1] });
    assert.deepEqual(volume.size, [nx, ny, nz]);
    assert.deepEqual(volume.spacing, [1, 2, 3]);
    assert.equal(volume.data[1 + nx * (2 + ny * 3)], 321);
  });

  it('draws scale bars of round lengths', () => {
    assert.deepEqual([99, 100, 240, 600].map(roundLength), [50, 100, 200, 500]);
  });
});
