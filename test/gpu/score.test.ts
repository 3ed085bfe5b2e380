import assert from 'node:assert/strict';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { SUM_FLOATS, Sum, VIEW_FLOATS, scoreViews } from '../../src/compute/kernels/score';
import { seededNormal, seededUniform } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import type { Vector3 } from '../../shared/math/vector';
import { writeSlice } from '../../src/compute/refine/objective';
import { testGpu } from '../support/gpu';
import { compare, predicted, randomCube } from '../support/slices';
import type { Comparison } from '../support/slices';

const EDGE = 32;
const RADIUS = 13;
const VIEWS = 12;

/** Images that are half prediction, half noise, at random poses, of both half-sets, with weights of two tilts. */
function setUp(): { comparisons: Comparison[]; cubes: Float32Array[]; tilts: Float32Array } {
  const normal = seededNormal(7);
  const uniform = seededUniform(8);
  const pixels = pixelList(EDGE, EDGE / 2 - 1);
  const cubes = [randomCube(EDGE, 1), randomCube(EDGE, 2)];
  const tilts = new Float32Array(2 * pixels.count * 2).map(() => 0.5 + uniform());
  const comparisons = Array.from({ length: VIEWS }, (_, i): Comparison => {
    const base = {
      cube: cubes[i % 2],
      edge: EDGE,
      pixels,
      radius: RADIUS,
      weights: tilts.subarray((i % 2) * pixels.count * 2, ((i % 2) + 1) * pixels.count * 2),
      rotation: euler(normal() * 3, normal(), normal() * 3),
      shift: [normal(), normal()] as const,
      image: new Float32Array(0),
    };
    const image = Float32Array.from(
      predicted(base, base.shift, [0.05, -0.03, 0.04]),
      (value) => value + normal(),
    );
    return { ...base, image };
  });
  return { comparisons, cubes, tilts };
}

async function onAdapter(what: 'derivatives' | 'information'): Promise<{
  comparisons: Comparison[];
  result: Float32Array;
}> {
  const gpu = await testGpu();
  const { comparisons, cubes, tilts } = setUp();
  const { pixels } = comparisons[0];
  const views = new Float32Array(VIEWS * VIEW_FLOATS);
  const integers = new Uint32Array(views.buffer);
  comparisons.forEach(({ rotation, shift }, i) => {
    const at = i * VIEW_FLOATS;
    writeSlice(views, at, rotation, [1, 0, 0, 1]);
    integers[at + 3] = i % 2;
    integers[at + 7] = i;
    views.set(shift, at + 8);
    integers[at + 10] = i % 2;
  });
  const buffers = {
    frequencies: gpu.upload(pixels.frequencies, 'frequencies'),
    weights: gpu.upload(tilts, 'weights'),
    images: gpu.upload(Float32Array.from(comparisons.flatMap(({ image }) => Array.from(image))), 'images'),
    reference1: gpu.upload(cubes[0], 'reference'),
    reference2: gpu.upload(cubes[1], 'reference'),
  };
  const result = await scoreViews(gpu, { pixels, radius: RADIUS, edge: EDGE }, buffers, views, what);
  return { comparisons, result };
}

/** Central difference by one of (shift x, shift y, omega x, y, z). */
function difference<T>(
  at: (shift: readonly [number, number], turn: Vector3) => T,
  parameter: number,
  step: number,
): readonly [T, T] {
  const move = (sign: number): T => {
    const all = [0, 0, 0, 0, 0];
    all[parameter] = sign * step;
    return at([all[0], all[1]], [all[2], all[3], all[4]]);
  };
  return [move(1), move(-1)];
}

/** Short: where a cell of the reference ends the derivative jumps, and a step must not reach across. */
const STEP = 1e-8;

describe('The one-pass score kernel', () => {
  it('sums AB, A2 and B2 as the plain double-precision version does', async () => {
    const { comparisons, result } = await onAdapter('derivatives');
    comparisons.forEach((comparison, i) => {
      const expected = compare(comparison);
      const scale = Math.sqrt(expected.a2 * expected.b2);
      // float32 sums of some 250 pixels
      assert.ok(Math.abs(result[i * SUM_FLOATS + Sum.AB] - expected.ab) < 1e-5 * scale);
      assert.ok(Math.abs(result[i * SUM_FLOATS + Sum.A2] / expected.a2 - 1) < 1e-5);
      assert.ok(Math.abs(result[i * SUM_FLOATS + Sum.B2] / expected.b2 - 1) < 1e-5);
    });
  });

  it('returns every derivative as central differences of the double-precision version do, within 1e-3', async () => {
    const { comparisons, result } = await onAdapter('derivatives');
    for (const [name, first, quantity, parameters] of [
      ['AB by shift', Sum.ABShift, 'ab', [0, 1]],
      ['AB by rotation', Sum.ABTurn, 'ab', [2, 3, 4]],
      ['A2 by rotation', Sum.A2Turn, 'a2', [2, 3, 4]],
    ] as const) {
      const pairs = comparisons.flatMap((comparison, i) =>
        parameters.map((parameter, j) => {
          const [up, down] = difference((s, t) => compare(comparison, s, t), parameter, STEP);
          return [result[i * SUM_FLOATS + first + j], (up[quantity] - down[quantity]) / (2 * STEP)] as const;
        }),
      );
      const size = Math.sqrt(pairs.reduce((sum, [, expected]) => sum + expected ** 2, 0) / pairs.length);
      for (const [got, expected] of pairs)
        assert.ok(Math.abs(got - expected) < 1e-3 * size, `${name}: ${got}, expected ${expected}`);
    }
  });

  it('returns the information matrix of shifts and rotations', async () => {
    const { comparisons, result } = await onAdapter('information');
    comparisons.forEach((comparison, i) => {
      const columns = [0, 1, 2, 3, 4].map((parameter) => {
        const [up, down] = difference((s, t) => predicted(comparison, s, t), parameter, STEP);
        return up.map((value, k) => (value - down[k]) / (2 * STEP));
      });
      for (let a = 0, next = 0; a < 5; a++)
        for (let b = a; b < 5; b++, next++) {
          const dot = (u: Float64Array, v: Float64Array): number =>
            u.reduce((sum, x, k) => sum + x * v[k], 0);
          const expected = dot(columns[a], columns[b]);
          const scale = Math.sqrt(dot(columns[a], columns[a]) * dot(columns[b], columns[b]));
          const got = result[i * SUM_FLOATS + next];
          assert.ok(Math.abs(got - expected) < 1e-3 * scale, `(${a}, ${b}): ${got}, expected ${expected}`);
        }
    });
  });

  it('gives the same bits twice', async () => {
    const first = await onAdapter('derivatives');
    const second = await onAdapter('derivatives');
    assert.deepEqual(first.result, second.result);
  });
});
