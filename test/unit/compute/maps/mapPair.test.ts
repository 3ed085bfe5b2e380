import assert from 'node:assert/strict';
import { MapPair } from '../../../../src/compute/maps/mapPair';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededNormal } from '../../../../shared/math/random';

/** Lengths of all radices, one whose rows fill no vectors, and the least. */
const sizes = [16, 24, 14, 8];
/** Of values of 1 or so; the kernels have 32 bits. */
const close = 1e-5;

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

describe('Two maps as one complex map', () => {
  for (const size of sizes) {
    it(`correlate as the transforms of each do, ${size}`, () => {
      const { pair, first, second } = randomPair(size);
      const expected = correlation(first, second, size);
      forward(pair);
      assertClose(pair.correlation(), expected, close);
    });

    it(`correlate under a mask, ${size}`, () => {
      const { pair, first, second, mask } = randomPair(size);
      const expected = correlation(times(first, mask), times(second, mask), size);
      for (let z = 0; z < size; z++) pair.forwardMasked(z);
      assertClose(pair.correlation(true), expected, close);
    });

    it(`are multiplied with their mask, ${size}`, () => {
      const { pair, second, mask } = randomPair(size);
      pair.applyMask(pair.second, pair.first);
      assertClose(pair.first, times(second, mask), 1e-9);
      pair.applyMask(pair.second);
      assertClose(pair.second, times(second, mask), 1e-9);
    });

    it(`come back, and filtered, ${size}`, () => {
      const { pair, first, second } = randomPair(size);
      const factor = (radius: number): number => Math.exp(-radius / 5);
      forward(pair);
      pair.filter(factor);
      assertClose(pair.first, filtered(first, size, factor), close);
      assertClose(pair.second, filtered(second, size, factor), close);
    });

    it(`have a mean, which is filtered and brought back alone, and amplitudes, ${size}`, () => {
      for (const randomize of [null, { radius: size / 4, seed: 3 }]) {
        const { pair, first, second } = randomPair(size);
        const factor = (radius: number): number => 1 / (1 + radius);
        const mean = first.map((value, i) => (value + second[i]) / 2);
        forward(pair);
        const { sums, counts } = pair.keepMean(randomize);
        pair.mean(factor);
        assertClose(pair.first, filtered(mean, size, factor), close);
        const expected = amplitudes(mean, size, sums.length);
        assert.deepEqual(counts, expected.counts);
        assertClose(sums, expected.sums, 1e-6 * size ** 3);
      }
    });

    it(`keep amplitudes, and phases within a radius, where phases are random, and are real again, ${size}`, () => {
      const { pair, first, second } = randomPair(size);
      const radius = size / 5;
      keepEverySection(pair);
      forward(pair);
      pair.keepMean({ radius, seed: 7 });
      pair.filter(() => 1 / size);
      const turned: number[] = [];
      for (const [after, before] of [
        [pair.first, first],
        [pair.second, second],
      ] as const) {
        const [a, b] = [spectrum(after), spectrum(before)];
        eachFrequency(size, (i, x, y, z) => {
          const tolerance = close * size ** 1.5;
          assert.ok(Math.abs(Math.hypot(a.re[i], a.im[i]) - Math.hypot(b.re[i], b.im[i])) < tolerance);
          const change = Math.hypot(a.re[i] - b.re[i], a.im[i] - b.im[i]);
          if (Math.hypot(x, y, z) < radius) assert.ok(change < tolerance);
          else turned.push(change < tolerance ? 0 : Math.atan2(a.im[i], a.re[i]));
        });
      }
      // All but the few that are their own mates; and no direction more than others.
      assert.ok(turned.filter((angle) => angle === 0).length < 40);
      const lean = turned.reduce((sum, angle) => sum + Math.cos(angle), 0) / turned.length;
      assert.ok(Math.abs(lean) < 5 / Math.sqrt(turned.length), `${lean}`);
    });

    it(`correlate under a mask with phases by chance, ${size}`, () => {
      const [free, masked] = [randomPair(size), randomPair(size)];
      keepEverySection(free.pair);
      for (const { pair } of [free, masked]) {
        forward(pair);
        pair.keepMean({ radius: size / 5, seed: 7 });
      }
      free.pair.filter(() => 1 / size);
      const [first, second] = [free.pair.first, free.pair.second].map((map) =>
        times(Float64Array.from(map), free.mask),
      );
      masked.pair.remask();
      assertClose(masked.pair.correlation(true), correlation(first, second, size), close);
    });

    it(`tell their statistics and where their mask is, ${size}`, () => {
      const { pair, first, mask } = randomPair(size);
      const { min, max, mean, rms } = pair.statistics(pair.first) ?? assert.fail();
      const expectedMean = first.reduce((sum, value) => sum + value, 0) / first.length;
      const squares = first.reduce((sum, value) => sum + (value - expectedMean) ** 2, 0);
      assertClose(
        [min, max, mean, rms],
        [Math.min(...first), Math.max(...first), expectedMean, Math.sqrt(squares / first.length)],
        1e-9,
      );
      assert.deepEqual(pair.extent, {
        ...{ firstRow: 2, endRow: size - 4, firstSection: 3, endSection: size - 1 },
        inside: mask.filter((value) => value > 0.5).length,
      });
      for (const [at, value] of [
        [0, NaN],
        [size, Infinity],
        [size ** 3 - 1, -Infinity],
      ]) {
        const kept = pair.first[at];
        pair.first[at] = value;
        assert.equal(pair.statistics(pair.first), null, `${value}`);
        pair.first[at] = kept;
      }
    });
  }

  it('say so when they are larger than the memory can be', () => {
    assert.throws(() => new MapPair(800, true), RangeError);
  });
});

/** Signal and noise, and a mask of rows 2 .. n-5 in sections 3 .. n-2. */
function randomPair(size: number): {
  pair: MapPair;
  first: Float64Array;
  second: Float64Array;
  mask: Float64Array;
} {
  const pair = new MapPair(size, true);
  for (let z = 3; z < size - 1; z++)
    for (let y = 2; y < size - 4; y++)
      for (let x = 1; x < size; x++) pair.first[(z * size + y) * size + x] = ((x + y + z) % 5) / 4;
  const mask = Float64Array.from(pair.first);
  pair.takeMask();
  const [signal, noise] = [seededNormal(1), seededNormal(2)];
  for (let i = 0; i < size ** 3; i++) {
    const common = signal();
    pair.first[i] = common + noise();
    pair.second[i] = common + noise();
  }
  const [first, second] = [pair.first, pair.second].map((map) => Float64Array.from(map));
  return { pair, first, second, mask };
}

function forward(pair: MapPair): void {
  for (let z = 0; z < pair.size; z++) pair.forward(z);
}

/** Its mask ends nowhere, so that all of the maps comes back. */
function keepEverySection(pair: MapPair): void {
  const kept = pair.first.slice();
  pair.first.fill(1);
  pair.takeMask();
  pair.first.set(kept);
}

/** Of the square of a radius. */
function nearestShell(square: number): number {
  return Math.floor(Math.sqrt(square) + 0.5);
}

function times(map: Float64Array, mask: Float64Array): Float64Array {
  return map.map((value, i) => Math.fround(value * mask[i]));
}

function spectrum(map: Float64Array | Float32Array): Spectrum {
  const size = Math.round(Math.cbrt(map.length));
  const [re, im] = [Float64Array.from(map), new Float64Array(map.length)];
  transform(re, im, [size, size, size], 1);
  return { re, im };
}

function eachFrequency(size: number, visit: (i: number, x: number, y: number, z: number) => void): void {
  for (let i = 0; i < size ** 3; i++) {
    const place = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
    const [x, y, z] = place.map((index) => frequency(index, size));
    visit(i, x, y, z);
  }
}

/** Half of the transform, with both mates where x is 0. */
function correlation(first: Float64Array, second: Float64Array, size: number): Float64Array {
  const [a, b] = [spectrum(first), spectrum(second)];
  const sums = [0, 1, 2].map(() => new Float64Array(size / 2 + 1));
  eachFrequency(size, (i, x, y, z) => {
    const shell = nearestShell(x * x + y * y + z * z);
    // The plane of the Nyquist frequency counts once, like that of 0.
    if (!(x >= 0 || x === -size / 2) || shell > size / 2) return;
    sums[0][shell] += a.re[i] * b.re[i] + a.im[i] * b.im[i];
    sums[1][shell] += a.re[i] ** 2 + a.im[i] ** 2;
    sums[2][shell] += b.re[i] ** 2 + b.im[i] ** 2;
  });
  return sums[0].map((value, shell) => value / Math.sqrt(sums[1][shell] * sums[2][shell]));
}

function amplitudes(
  map: Float64Array,
  size: number,
  length: number,
): { sums: Float64Array; counts: Int32Array } {
  const { re, im } = spectrum(map);
  const [sums, counts] = [new Float64Array(length), new Int32Array(length)];
  eachFrequency(size, (i, x, y, z) => {
    const square = x * x + y * y + z * z;
    if (!(x >= 0 || x === -size / 2) || square >= length) return;
    sums[square] += Math.hypot(re[i], im[i]);
    counts[square]++;
  });
  return { sums, counts };
}

function filtered(map: Float64Array, size: number, factor: (radius: number) => number): Float64Array {
  const { re, im } = spectrum(map);
  eachFrequency(size, (i, x, y, z) => {
    const scale = factor(Math.hypot(x, y, z));
    re[i] *= scale;
    im[i] *= scale;
  });
  transform(re, im, [size, size, size], -1);
  return re;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++)
    assert.ok(Math.abs(actual[i] - expected[i]) < tolerance, `${i}: ${actual[i]} instead of ${expected[i]}`);
}
