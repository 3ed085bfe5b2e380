import assert from 'node:assert/strict';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { sumFloats, type KernelChannel } from '../../src/compute/kernels/kernelChannel';
import { uploadReferencePair } from '../../src/compute/kernels/referencePair';
import { Sum, scoreViews } from '../../src/compute/kernels/score';
import { plainViewFloats, writeView } from '../../src/compute/kernels/view';
import { seededNormal, seededUniform } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import { apply, transpose, type Vector3 } from '../../shared/math/vector';
import { defocus } from '../../src/compute/channels/defocus';
import { magnificationChange } from '../../src/compute/channels/magnification';
import { testGpu } from '../support/gpu';
import { compare, predicted, randomCube, readCube } from '../../src/compute/selfTest/plain/slices';
import type { Comparison } from '../../src/compute/selfTest/plain/slices';

const boxEdge = 32;
const comparedRadius = 13;

/** Of boxes and what is compared of them, pixels. */
interface Box {
  readonly edge: number;
  readonly radius: number;
}

const smallBox: Box = { edge: boxEdge, radius: comparedRadius };
/** Of so many pixels that a workgroup has more lanes. */
const largeBox: Box = { edge: 64, radius: 29 };
const viewCount = 12;
const core = sumFloats([]);
/** Å */
const boxLength = 150;
const wavelength = 0.0197;
/** Change of the defocus of a view, Å. */
const added = (view: number): number => 400 * (view - 5);
const perAngstrom = (kx: number, ky: number): number =>
  (-Math.PI * wavelength * (kx * kx + ky * ky)) / boxLength ** 2;

/** Images that are half prediction, half noise, at random poses, of both half-sets, with weights of two tilts. */
function setUp({ edge, radius }: Box): {
  comparisons: Comparison[];
  cubes: readonly [Float32Array, Float32Array];
  tilts: Float32Array;
  quadrature: Float32Array;
} {
  const normal = seededNormal(7);
  const uniform = seededUniform(8);
  const pixels = pixelList(edge, edge / 2 - 1);
  const cubes = [randomCube(edge, 1), randomCube(edge, 2)] as const;
  const tilts = new Float32Array(2 * pixels.count * 2).map(() => 0.5 + uniform());
  const quadrature = new Float32Array(2 * pixels.count * 2).map(() => 0.3 * uniform());
  const ofTilt = (table: Float32Array, i: number): Float32Array =>
    table.subarray((i % 2) * pixels.count * 2, ((i % 2) + 1) * pixels.count * 2);
  const comparisons = Array.from({ length: viewCount }, (_, i): Comparison => {
    const base = {
      cube: cubes[i % 2],
      edge,
      pixels,
      radius,
      weights: ofTilt(tilts, i),
      rotation: euler(normal() * 3, normal(), normal() * 3),
      shift: [normal(), normal()] as const,
      image: new Float32Array(0),
    };
    const image = Float32Array.from(
      predicted(base, base.shift, [0.05, -0.03, 0.04]),
      (value) => value + normal(),
    );
    const other = { image: image.map(() => normal()), weights: ofTilt(quadrature, i) };
    return { ...base, image, quadrature: other };
  });
  return { comparisons, cubes, tilts, quadrature };
}

async function onAdapter(
  what: 'derivatives' | 'information',
  channels: readonly KernelChannel[] = [],
  { box = smallBox, areJoined = true }: { readonly box?: Box; readonly areJoined?: boolean } = {},
): Promise<{
  comparisons: Comparison[];
  result: Float32Array;
}> {
  const gpu = await testGpu();
  const { comparisons, cubes, tilts, quadrature } = setUp(box);
  const { pixels } = comparisons[0];
  const views = new Float32Array(viewCount * plainViewFloats);
  comparisons.forEach(({ rotation, shift }, i) => {
    const half = i % 2;
    const numbers = channels.length > 0 ? [added(i)] : [];
    const magnification = [1, 0, 0, 1] as const;
    writeView(views, i * plainViewFloats, {
      rotation,
      magnification,
      halfSet: half,
      row: i,
      tilt: half,
      shift,
      numbers,
    });
  });
  const all = (values: (one: Comparison) => Float32Array | undefined): Float32Array =>
    Float32Array.from(comparisons.flatMap((one) => Array.from(values(one) ?? [])));
  const buffers = {
    frequencies: gpu.upload(pixels.frequencies, 'frequencies'),
    weights: gpu.upload(Float32Array.from([...tilts, ...quadrature]), 'weights'),
    images: gpu.upload(
      Float32Array.from([...all(({ image }) => image), ...all((one) => one.quadrature?.image)]),
      'images',
    ),
    quadrature: viewCount,
    references: uploadReferencePair(gpu, cubes, areJoined ? undefined : 0),
  };
  const shape = {
    pixels,
    ...box,
    optics: { boxLength, wavelength, tilts: 2 },
  };
  const result = await scoreViews(gpu, { shape, buffers, views, channels }, what);
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
const differenceStep = 1e-8;

describe('The one-pass score kernel', () => {
  for (const box of [smallBox, largeBox])
    it(`sums AB, A2 and B2 as the plain double-precision version does: boxes of ${box.edge}`, async () => {
      const { comparisons, result } = await onAdapter('derivatives', [], { box });
      comparisons.forEach((comparison, i) => {
        const expected = compare(comparison);
        const scale = Math.sqrt(expected.a2 * expected.b2);
        // float32 sums of some 250 to 1,300 pixels
        assert.ok(Math.abs(result[i * core + Sum.AB] - expected.ab) < 1e-5 * scale);
        assert.ok(Math.abs(result[i * core + Sum.A2] / expected.a2 - 1) < 1e-5);
        assert.ok(Math.abs(result[i * core + Sum.B2] / expected.b2 - 1) < 1e-5);
      });
    });

  it('gives the same bits whether references are in one buffer or in two', async () => {
    for (const what of ['derivatives', 'information'] as const) {
      const [joined, apart] = [
        await onAdapter(what, [], { areJoined: true }),
        await onAdapter(what, [], { areJoined: false }),
      ];
      assert.deepEqual(joined.result, apart.result);
    }
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
          const [up, down] = difference((s, t) => compare(comparison, s, t), parameter, differenceStep);
          return [
            result[i * core + first + j],
            (up[quantity] - down[quantity]) / (2 * differenceStep),
          ] as const;
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
        const [up, down] = difference((s, t) => predicted(comparison, s, t), parameter, differenceStep);
        return up.map((value, k) => (value - down[k]) / (2 * differenceStep));
      });
      for (let a = 0, next = 0; a < 5; a++)
        for (let b = a; b < 5; b++, next++) {
          const dot = (u: Float64Array, v: Float64Array): number =>
            u.reduce((sum, x, k) => sum + x * v[k], 0);
          const expected = dot(columns[a], columns[b]);
          const scale = Math.sqrt(dot(columns[a], columns[a]) * dot(columns[b], columns[b]));
          const got = result[i * core + next];
          assert.ok(Math.abs(got - expected) < 1e-3 * scale, `(${a}, ${b}): ${got}, expected ${expected}`);
        }
    });
  });

  it('returns the derivatives and the information of its channels, at a change of the defocus', async () => {
    const channels = [magnificationChange, defocus].flatMap(({ kernel }) => kernel ?? []);
    const floats = sumFloats(channels);
    const { comparisons, result } = await onAdapter('derivatives', channels);
    const at = (i: number, change: number, m: readonly number[]): { ab: number; a2: number; b2: number } =>
      compare(comparisons[i], [0, 0], [0, 0, 0], {
        magnification: [1 + m[0], m[1], m[2], 1 + m[3]],
        phase: (kx, ky) => (added(i) + change) * perAngstrom(kx, ky),
      });
    const rest = [0, 0, 0, 0];
    comparisons.forEach((_, i) => {
      const expected = at(i, 0, rest);
      const scale = Math.sqrt(expected.a2 * expected.b2);
      assert.ok(Math.abs(result[i * floats + Sum.AB] - expected.ab) < 2e-5 * scale);
      assert.ok(Math.abs(result[i * floats + Sum.A2] / expected.a2 - 1) < 2e-5);
      assert.ok(Math.abs(result[i * floats + Sum.B2] / expected.b2 - 1) < 2e-5);
    });
    for (const [name, first, quantity] of [
      ['AB', 0, 'ab'],
      ['A2', 1, 'a2'],
    ] as const) {
      const pairs = comparisons.flatMap((__, i) => {
        const byElement = rest.map((___, j) => {
          const [up, down] = [differenceStep, -differenceStep].map((step) =>
            at(
              i,
              0,
              rest.map((____, k) => (k === j ? step : 0)),
            ),
          );
          return [
            result[i * floats + 11 + 4 * first + j],
            (up[quantity] - down[quantity]) / (2 * differenceStep),
          ] as const;
        });
        const [up, down] = [0.1, -0.1].map((change) => at(i, change, rest));
        const byDefocus = [result[i * floats + 19 + first], (up[quantity] - down[quantity]) / 0.2] as const;
        return [
          ...byElement.map((pair) => ['magnification', pair] as const),
          ['defocus', byDefocus] as const,
        ];
      });
      for (const kind of ['magnification', 'defocus']) {
        const own = pairs.flatMap(([of, pair]) => (of === kind ? [pair] : []));
        const size = Math.sqrt(own.reduce((sum, [, expected]) => sum + expected ** 2, 0) / own.length);
        for (const [got, expected] of own)
          assert.ok(
            Math.abs(got - expected) < 1e-3 * size,
            `${name} by ${kind}: ${got}, expected ${expected}`,
          );
      }
    }
    const { result: information } = await onAdapter('information', channels);
    comparisons.forEach(({ pixels, cube, rotation, weights, quadrature }, i) => {
      let expected = 0;
      for (let p = 0; p < pixels.count; p++) {
        const [kx, ky] = [pixels.frequencies[2 * p], pixels.frequencies[2 * p + 1]];
        if (kx * kx + ky * ky > comparedRadius ** 2) continue;
        const [re, im] = readCube(cube, boxEdge, apply(transpose(rotation), [kx, ky, 0]));
        const g = added(i) * perAngstrom(kx, ky);
        const [c, q] = [Math.cos(g), Math.sin(g)];
        const [mixed, square] = [quadrature?.weights[2 * p] ?? 0, quadrature?.weights[2 * p + 1] ?? 0];
        const slope = square * c * c - 2 * mixed * c * q + weights[2 * p + 1] * q * q;
        expected += slope * (re * re + im * im) * perAngstrom(kx, ky) ** 2;
      }
      const got = information[i * floats + 19];
      assert.ok(Math.abs(got / expected - 1) < 1e-4, `view ${i}: ${got}, expected ${expected}`);
    });
  });

  it('gives the same bits twice', async () => {
    const first = await onAdapter('derivatives');
    const second = await onAdapter('derivatives');
    assert.deepEqual(first.result, second.result);
  });
});
