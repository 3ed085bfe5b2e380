/** Local resolution and local filters, against maps of known resolution and a plain sum in double precision. */
import assert from 'node:assert/strict';
import { localResolution, leastCorrelation, windowSize } from '../../src/compute/maps/localResolution';
import type { Volume } from '../../src/compute/maps/volume';
import { frequency, transform } from '../../src/compute/math/fft';
import { seededNormal } from '../../src/compute/math/random';
import { testGpu } from '../support/gpu';

const size = 64;
const pixelSize = 2;

/** Structure whose power falls, against white noise of variance 1, to where a correlation of 0.143 is at `resolution`. */
function structure(seed: number, resolution: number): Float32Array {
  const normal = seededNormal(seed);
  const re = Float64Array.from({ length: size ** 3 }, normal);
  const im = new Float64Array(size ** 3);
  transform(re, im, [size, size, size], 1);
  const last = (size * pixelSize) / resolution;
  const atLast = 0.143 / (1 - 0.143);
  for (let i = 0; i < re.length; i++) {
    const power = atLast * Math.exp(4 * (1 - (radiusOf(i) / last) ** 2));
    re[i] *= Math.sqrt(power);
    im[i] *= Math.sqrt(power);
  }
  transform(re, im, [size, size, size], -1);
  return Float32Array.from(re);
}

function radiusOf(i: number): number {
  const axis = (k: number): number => frequency(k % size, size);
  return Math.hypot(axis(i), axis(Math.floor(i / size)), axis(Math.floor(i / size ** 2)));
}

/** A resolution of 6 Å on one side and to 12 Å on the other; the same noise everywhere, independent in the halves. */
function twoRegions(): [Volume, Volume] {
  const fine = structure(1, 6);
  const coarse = structure(2, 12);
  return [3, 4].map((seed) => {
    const normal = seededNormal(seed);
    const data = fine.map((value, i) => (i % size < size / 2 ? value : coarse[i]) + normal());
    return { size, pixelSize, data };
  }) as [Volume, Volume];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

describe('Local resolution', function () {
  this.timeout(120_000);
  const inRegion = (i: number, side: 'fine' | 'coarse'): boolean => {
    const x = i % size;
    // The window reaches 15 voxels: it must not see the other side.
    return side === 'fine' ? x >= 14 && x <= 18 : x >= 46 && x <= 50;
  };

  it('is right within 10 % in two regions of known resolution, and halves the noise of the coarse one', async () => {
    const [half1, half2] = twoRegions();
    const maps = await localResolution(await testGpu(), half1, half2, { resolution: 8, bfactor: 0 });
    assert.ok(maps !== null);
    for (const [side, expected] of [
      ['fine', 6],
      ['coarse', 12],
    ] as const) {
      const found = [...maps.resolution.data].filter((_, i) => inRegion(i, side));
      const middle = median(found);
      const near = found.filter((value) => Math.abs(value / expected - 1) < 0.2).length;
      assert.ok(Math.abs(middle / expected - 1) < 0.1, `${middle} Å, expected ${expected}`);
      assert.ok(near > 0.8 * found.length, `${near} of ${found.length}`);
    }
    const truth = structure(2, 12);
    const errors = (map: Float32Array): number => {
      let sum = 0;
      map.forEach((value, i) => (sum += inRegion(i, 'coarse') ? (value - truth[i]) ** 2 : 0));
      return sum;
    };
    assert.ok(errors(maps.denoised[0].data) < 0.5 * errors(half1.data));
    assert.ok(errors(maps.filtered.data) < errors(half1.data));
  });

  it('is the correlation of bands under the window, as summed in double precision', async () => {
    const [half1, half2] = twoRegions();
    const width = windowSize(8, pixelSize);
    const maps = await localResolution(await testGpu(), half1, half2, { resolution: 8, bfactor: 0 });
    assert.ok(maps !== null);
    const place = [17, 30, 41] as const;
    const at = (place[2] * size + place[1]) * size + place[0];
    let [expected, isOver] = [0, false];
    for (let band = 0; band <= width / 2 && !isOver; band++) {
      const [a, b] = [half1, half2].map((half) => bandOf(half.data, band, width));
      const [c, share] = windowed(a, b, place, width);
      const correlation = band === 0 ? 1 : Math.max(0, c);
      expected += correlation * a[at];
      isOver = correlation < leastCorrelation(band, share);
    }
    assert.ok(
      Math.abs(maps.denoised[0].data[at] - expected) < 1e-3,
      `${maps.denoised[0].data[at]} ${expected}`,
    );
  });

  it('needs a box as wide as its window', async () => {
    const small = { size: 24, pixelSize, data: new Float32Array(24 ** 3) };
    assert.equal(await localResolution(await testGpu(), small, small, { resolution: 8, bfactor: 0 }), null);
  });
});

function bandOf(map: Float32Array, band: number, width: number): Float64Array {
  const [re, im] = [Float64Array.from(map), new Float64Array(map.length)];
  transform(re, im, [size, size, size], 1);
  for (let i = 0; i < re.length; i++) {
    const radius = radiusOf(i);
    const weight = radius >= size / 2 ? 0 : Math.max(0, 1 - Math.abs((radius * width) / size - band));
    re[i] *= weight;
    im[i] *= weight;
  }
  transform(re, im, [size, size, size], -1);
  return re;
}

/** Correlation about a voxel, and the share of the window that counts. */
function windowed(
  a: Float64Array,
  b: Float64Array,
  [cx, cy, cz]: readonly [number, number, number],
  width: number,
): [number, number] {
  let [cross, power, sum, squares] = [0, 0, 0, 0];
  const radius = width / 2;
  for (let z = -radius; z <= radius; z++)
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++) {
        const r = Math.hypot(x, y, z);
        if (r >= radius) continue;
        const value = 0.5 + 0.5 * Math.cos((Math.PI * r) / radius);
        const wrap = (k: number): number => (k + size) % size;
        const i = (wrap(cz + z) * size + wrap(cy + y)) * size + wrap(cx + x);
        cross += value * a[i] * b[i];
        power += (value * (a[i] ** 2 + b[i] ** 2)) / 2;
        sum += value;
        squares += value ** 2;
      }
  return [cross / power, sum ** 2 / squares / width ** 3];
}
