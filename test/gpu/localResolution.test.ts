/** Local resolution and local filters, against maps of known resolution and a plain sum in double precision. */
import assert from 'node:assert/strict';
import { bandEnergy, bandLeak, localResolution, windowSize } from '../../src/compute/maps/localResolution';
import type { LocalMaps } from '../../src/compute/maps/localResolution';
import type { Volume } from '../../src/compute/maps/volume';
import { transform } from '../../shared/math/fft';
import { testGpu } from '../support/gpu';
import { filteredByFsc } from '../support/globalFilter';
import { inRegion, radiusOf, squaredError, twoRegions } from '../support/twoRegions';
import type { TwoRegions } from '../support/twoRegions';

const size = 64;
const steep: TwoRegions = { falloff: 'steep', size, pixelSize: 2, fine: 6, coarse: 12, seed: 1 };
// Other falls, pixel sizes and pairs of resolutions than one; test/bench/localResolution.entry.ts has more.
const cases: readonly TwoRegions[] = [
  steep,
  { falloff: 'steep', size, pixelSize: 1.1, fine: 3.3, coarse: 5, seed: 2 },
  { falloff: 'gentle', size, pixelSize: 2, fine: 6, coarse: 10, seed: 3 },
  { falloff: 'gentle', size, pixelSize: 4, fine: 14, coarse: 24, seed: 4 },
  { falloff: 'powerLaw', size, pixelSize: 3, fine: 9, coarse: 15, seed: 5 },
  { falloff: 'powerLaw', size, pixelSize: 1.5, fine: 4, coarse: 8, seed: 6 },
  { falloff: 'lowPass', size, pixelSize: 2, fine: 6, coarse: 10, seed: 7 },
];

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function measured(halves: readonly [Volume, Volume], resolution: number): Promise<LocalMaps> {
  const maps = await localResolution(await testGpu(), halves[0], halves[1], { resolution, bfactor: 0 });
  assert.ok(maps !== null);
  return maps;
}

describe('Local resolution', () => {
  for (const of of cases)
    it(`is right within 10 % where it is ${of.fine} and ${of.coarse} Å at ${of.pixelSize} Å per voxel, ${of.falloff}`, async () => {
      const maps = await measured(twoRegions(of), of.fine);
      for (const region of ['fine', 'coarse'] as const) {
        const found = median(inRegion(maps.resolution, region));
        assert.ok(Math.abs(found / of[region] - 1) < 0.1, `${found} Å, expected ${of[region]}`);
      }
    });

  for (const of of [steep, { ...steep, falloff: 'lowPass' as const, coarse: 8 }])
    it(`makes better references than the FSC of the whole map does: ${of.falloff}, ${of.fine} and ${of.coarse} Å`, async () => {
      const halves = twoRegions(of);
      const maps = await measured(halves, of.fine);
      const byFsc = { ...halves[0], data: filteredByFsc(...halves) };
      assert.ok(squaredError(maps.denoised[0], of, 'coarse') < 0.75 * squaredError(byFsc, of, 'coarse'));
      assert.ok(squaredError(maps.denoised[0], of, 'fine') < squaredError(byFsc, of, 'fine'));
      assert.ok(squaredError(maps.filtered, of, 'coarse') < squaredError(halves[0], of, 'coarse'));
    });

  for (const falloff of ['steep', 'lowPass'] as const)
    it(`is the end of the curve of bands under the window, as summed in double precision, ${falloff}`, async () => {
      const halves = twoRegions({ ...steep, falloff });
      const width = windowSize(8, steep.pixelSize);
      const maps = await measured(halves, 8);
      const place = [17, 30, 41] as const;
      const at = (place[2] * size + place[1]) * size + place[0];
      const bands = Array.from({ length: width / 2 + 1 }, (_, band) => {
        const [a, b] = halves.map((half) => bandOf(half.data, band, width));
        const [cross, power] = windowed(a, b, place, width);
        return { value: a[at], cross, power, correlation: band === 0 ? 1 : Math.max(0, cross / power) };
      });
      const { last, through } = endOf(bands);
      const expected = bands
        .slice(0, through + 1)
        .reduce((sum, band) => sum + band.correlation * band.value, 0);
      const found = maps.denoised[0].data[at];
      assert.ok(Math.abs(found - expected) < 1e-3, `${found} ${expected}`);
      // Smoothed over five voxels: within a tenth of a band here.
      const bandsFound = (width * steep.pixelSize) / maps.resolution.data[at];
      assert.ok(Math.abs(bandsFound - last) < 0.1, `${bandsFound} ${last}`);
    });

  it('knows what noise has in a band, and how much of it lies in the shell before', () => {
    for (const band of [1, 2, 5, 20]) {
      const steps = 20_000;
      let [energy, before] = [0, 0];
      for (let i = 0; i < 2 * steps; i++) {
        const radius = band - 1 + (i + 0.5) / steps;
        const part = ((1 - Math.abs(radius - band)) ** 2 * radius ** 2) / steps;
        energy += part;
        if (radius < band - 0.5) before += part;
      }
      assert.ok(Math.abs(bandEnergy(band) / energy - 1) < 1e-6, `${bandEnergy(band)} ${energy}`);
      assert.ok(Math.abs(bandLeak(band) - before / energy) < 1e-6, `${bandLeak(band)} ${before / energy}`);
    }
  });

  it('needs a box as wide as its window', async () => {
    const small = { size: 24, pixelSize: 2, data: new Float32Array(24 ** 3) };
    assert.equal(await localResolution(await testGpu(), small, small, { resolution: 8, bfactor: 0 }), null);
  });
});

/** Where the curve ends, in bands, and the last band that is kept: found as the best of all ends. */
function endOf(bands: readonly { cross: number; power: number }[]): { last: number; through: number } {
  const shells = [{ product: bands[0].cross / bandEnergy(0), power: bands[0].power / bandEnergy(0) }];
  for (let band = 1; band < bands.length; band++) {
    const before = shells[band - 1];
    const density = bands[band].power / bandEnergy(band);
    const leak = Math.min(bandLeak(band) * before.power, density / 2);
    const product = bands[band].cross / bandEnergy(band) - (leak * before.product) / before.power;
    shells.push({
      product: product / (1 - bandLeak(band)),
      power: (density - leak) / (1 - bandLeak(band)),
    });
  }
  const above = shells.map(({ product, power }, band) => (band === 0 ? 1 : product / power) - 0.143);
  const sums = above.map((_, end) =>
    above.slice(0, end + 1).reduce((sum, value, band) => sum + band ** 2 * value, 0),
  );
  const best = sums.indexOf(Math.max(...sums));
  if (best === bands.length - 1) return { last: best, through: best };
  const crossing = best + above[best] / (above[best] - above[best + 1]);
  return { last: Math.min(crossing, endOfStructure(shells, best)), through: best + 1 };
}

/** Where structure that falls from shell to shell as before ends at once; Infinity if it could be below the threshold anyhow. */
function endOfStructure(shells: readonly { product: number; power: number }[], last: number): number {
  if (last < 3) return Infinity;
  const known = shells[last - 1].product;
  const fall = Math.min(1, Math.max(0.2, known / shells[last - 2].product));
  const next = shells[last + 1];
  if (known * fall ** 2 < next.power - next.product) return Infinity;
  const there = (shell: number, expected: number): number =>
    Math.min(1, Math.max(0, shells[shell].product / expected));
  return last - 0.5 + there(last, known * fall) + there(last + 1, known * fall ** 2);
}

function bandOf(map: Float32Array, band: number, width: number): Float64Array {
  const [re, im] = [Float64Array.from(map), new Float64Array(map.length)];
  transform(re, im, [size, size, size], 1);
  for (let i = 0; i < re.length; i++) {
    const radius = radiusOf(i, size);
    const weight = radius >= size / 2 ? 0 : Math.max(0, 1 - Math.abs((radius * width) / size - band));
    re[i] *= weight;
    im[i] *= weight;
  }
  transform(re, im, [size, size, size], -1);
  return re;
}

/** Product and mean power about a voxel, averaged over the window. */
function windowed(
  a: Float64Array,
  b: Float64Array,
  [cx, cy, cz]: readonly [number, number, number],
  width: number,
): [number, number] {
  let [cross, power, sum] = [0, 0, 0];
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
      }
  return [cross / sum, power / sum];
}
