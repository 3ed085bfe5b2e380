import assert from 'node:assert/strict';
import {
  createMask,
  extended,
  longestReach,
  lowPassed,
  planBinary,
  planMask,
  softSteps,
  spreadSteps,
  type MaskOptions,
} from '../../../../shared/masks/planMask';
import { nearDistances, beyondReach, type Box } from '../../../../shared/masks/distanceTransform';
import {
  molecularWeight,
  thresholdByHistogram,
  thresholdByWeight,
} from '../../../../shared/masks/maskThreshold';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededNormal, seededUniform } from '../../../../shared/math/random';

const plain: MaskOptions = {
  lowPass: null,
  threshold: 0.7,
  extend: 0,
  softEdge: 0,
  invert: false,
  combine: null,
};

describe('Masks by the rules of relion_mask_create', () => {
  const box: Box = [13, 10, 8];
  const input = { box, pixelSize: 2, data: randomMap(box) };

  it('hold the voxels at and above the threshold, which has 32 bits', () => {
    const data = Float32Array.of(0.7, 0.69999, 1, -1);
    assert.deepEqual([...createMask({ box: [4, 1, 1], pixelSize: 1, data }, plain)], [1, 0, 1, 0]);
  });

  it('are extended to voxels strictly nearer than the distance, and shrunk the same way, not from the borders', () => {
    for (const extend of [1, 2, 2.5, 4, -1.2, -2]) {
      const mask = createMask(input, { ...plain, threshold: extend > 0 ? 0.97 : 0.1, extend });
      const seed = createMask(input, { ...plain, threshold: extend > 0 ? 0.97 : 0.1 });
      mask.forEach((value, i) => {
        const near = nearest(seed, box, i, extend > 0 ? 1 : 0) < Math.abs(extend);
        assert.equal(value, near === extend > 0 ? 1 : 0);
      });
    }
  });

  it('fall off like a cosine from the extended mask', () => {
    const options = { ...plain, threshold: 0.98, extend: 2 };
    const hard = createMask(input, options);
    const soft = createMask(input, { ...options, softEdge: 3.5 });
    const inverted = createMask(input, { ...options, softEdge: 3.5, invert: true });
    soft.forEach((value, i) => {
      const distance = nearest(hard, box, i, 1);
      const expected = distance < 3.5 ? 0.5 + 0.5 * Math.cos((Math.PI * distance) / 3.5) : 0;
      assert.ok(Math.abs(value - expected) < 1e-7);
      assert.ok(Math.abs(inverted[i] - (1 - expected)) < 1e-7);
    });
  });

  it('are the same when the map comes in sections, and one memory serves all stages', () => {
    const cube: Box = [12, 12, 12];
    const map = { box: cube, pixelSize: 2, data: randomMap(cube) };
    // Distances fit into bytes up to 15 voxels.
    for (const [lowPass, extend, softEdge, invert] of [
      [null, 2, 3, false],
      [7, -1, 2.5, true],
      [7, 17, 0, false],
      [null, 0, 16, false],
    ] as const) {
      const threshold = extend < 0 ? 0.2 : 0.6;
      const expected = createMask(map, { ...plain, lowPass, threshold, extend, softEdge, invert });
      const plan = planBinary(map, lowPass, threshold);
      for (let z = 11; z >= 0; z--) plan.add(map.data.subarray(144 * z, 144 * (z + 1)), z);
      const { binary, most } = plan.finish();
      const filtered = lowPass === null ? map.data : lowPassed(map, lowPass);
      assert.equal(most, Math.max(...filtered));
      const grown = extended(binary, cube, extend, binary);
      const steps = softSteps(grown, cube, { width: softEdge, invert }, grown);
      const section = new Float32Array(144);
      for (let z = 0; z < 12; z++) {
        spreadSteps(steps, 144 * z, section);
        assert.deepEqual(section, expected.subarray(144 * z, 144 * (z + 1)));
      }
    }
  });

  it('take a second map in four ways, all tests strict', () => {
    const [data, other] = [Float32Array.of(1, 1, 0, 0, 0.5), Float32Array.of(1, 0, 1, 0, 0.5)];
    const expected = {
      and: [1, 0, 0, 0, 0],
      or: [1, 1, 1, 0, 0],
      and_not: [0, 1, 0, 0, 0],
      or_not: [1, 1, 0, 1, 0],
    };
    for (const rule of ['and', 'or', 'and_not', 'or_not'] as const) {
      const combine = { rule, with: other };
      const mask = createMask({ box: [5, 1, 1], pixelSize: 1, data }, { ...plain, threshold: 0.5, combine });
      assert.deepEqual([...mask], expected[rule]);
    }
  });

  it('low-pass with a raised cosine about the nearest shell', () => {
    const cube: Box = [12, 12, 12];
    const map = { box: cube, pixelSize: 2, data: randomMap(cube) };
    const { filtered } = planMask(map)({ ...plain, lowPass: 7 });
    // 12 voxels of 2 Å over 7 Å: shell 3.43, so 3.
    const expected = slowLowPass(map.data, 12, 3);
    filtered.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-12));
  });

  it('are planned so that only what changed is done again', () => {
    const cube: Box = [12, 12, 12];
    const plan = planMask({ box: cube, pixelSize: 2, data: randomMap(cube) });
    const options = { ...plain, lowPass: 8, threshold: 0.5, extend: 1, softEdge: 2 };
    const first = plan(options);
    const second = plan({ ...options, softEdge: 3 });
    assert.equal(second.extended, first.extended);
    assert.notEqual(second.mask, first.mask);
    const third = plan({ ...options, threshold: 0.45 });
    assert.equal(third.filtered, first.filtered);
    assert.notEqual(third.binary, first.binary);
    assert.deepEqual(plan(options).mask, first.mask);
  });

  it('know distances up to the longest reach', () => {
    const line: Box = [300, 1, 1];
    const mask = new Uint8Array(300);
    mask[0] = 1;
    const squared = nearDistances(mask, line, { value: 1, limit: longestReach });
    assert.equal(squared[254], 254 ** 2);
    assert.equal(squared[255], beyondReach);
  });
});

describe('Thresholds that a map suggests', () => {
  it('enclose the molecular weight', () => {
    const data = randomMap([20, 20, 20]);
    const weight = molecularWeight(1234, 3);
    const threshold = thresholdByWeight(data, 3, weight) ?? assert.fail();
    assert.equal(data.filter((value) => value >= threshold).length, 1234);
    assert.equal(thresholdByWeight(data, 3, molecularWeight(8001, 3)), null);
  });

  it('find the surface of a ball in noise, and without noise', () => {
    const size = 32;
    for (const noise of [0, 0.1, 0.25]) {
      const normal = seededNormal(3);
      const inside = (i: number): boolean =>
        Math.hypot((i % size) - 16, (Math.floor(i / size) % size) - 16, Math.floor(i / size ** 2) - 16) < 9;
      const data = Float32Array.from({ length: size ** 3 }, (_, i) => (inside(i) ? 1 : 0) + noise * normal());
      const threshold = thresholdByHistogram(data);
      assert.ok(threshold > 0.25 && threshold < 0.85, `${threshold} at a noise of ${noise}`);
      const right = data.filter((value, i) => value >= threshold === inside(i)).length;
      assert.ok(right > 0.98 * data.length);
    }
  });
});

function randomMap([nx, ny, nz]: Box): Float32Array {
  const uniform = seededUniform(11);
  return Float32Array.from({ length: nx * ny * nz }, uniform);
}

/** Distance from voxel i to the nearest one of this value, the slow way. */
function nearest(mask: Float32Array, [nx, ny]: Box, i: number, value: number): number {
  const place = (j: number): number[] => [j % nx, Math.floor(j / nx) % ny, Math.floor(j / (nx * ny))];
  const [x, y, z] = place(i);
  let least = Infinity;
  mask.forEach((other, j) => {
    if (other !== value) return;
    const [a, b, c] = place(j);
    least = Math.min(least, Math.hypot(a - x, b - y, c - z));
  });
  return least;
}

function slowLowPass(data: Float32Array, n: number, shell: number): Float64Array {
  const [re, im] = [Float64Array.from(data), new Float64Array(data.length)];
  transform(re, im, [n, n, n], 1);
  for (let i = 0; i < re.length; i++) {
    const [x, y, z] = [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)].map((k) => frequency(k, n));
    const radius = Math.hypot(x, y, z);
    const edge = 0.5 + 0.5 * Math.cos((Math.PI * (radius - shell + 1)) / 2);
    const factor = radius < shell - 1 ? 1 : radius > shell + 1 ? 0 : edge;
    re[i] *= factor;
    im[i] *= factor;
  }
  transform(re, im, [n, n, n], -1);
  return re;
}
