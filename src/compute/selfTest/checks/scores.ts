/** Scores and their derivatives, and the information, with no channels and with all. */
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { apply, transpose } from '../../../../shared/math/vector';
import type { Vector3 } from '../../../../shared/math/vector';
import { defocus } from '../../channels/defocus';
import { magnificationChange } from '../../channels/magnification';
import type { Gpu } from '../../gpu/gpu';
import { coreDerivatives, coreInformation, sumFloats, type KernelChannel } from '../../kernels/kernelChannel';
import { pixelList } from '../../kernels/pixelList';
import { uploadReferencePair } from '../../kernels/referencePair';
import { scoreViews, type ScoreBuffers } from '../../kernels/score';
import { plainViewFloats, writeView } from '../../kernels/view';
import { column, relativeError, type KernelCheck, type Own } from '../check';
import { compare, predicted, randomCube, readCube, type Comparison } from '../plain/slices';

const edge = 16;
const radius = 6.2;
const count = 6;
const pixels = pixelList(edge, edge / 2 - 1);
/** Å */
const boxLength = 80;
const wavelength = 0.0197;
/** Changes of defocus, Å. */
const addedDefocus = Array.from({ length: count }, (_, i) => 900 * (i - 2));

/** rad per Å of defocus */
function phasePerAngstrom(kx: number, ky: number): number {
  return (-Math.PI * wavelength * (kx * kx + ky * ky)) / boxLength ** 2;
}

export const scores: KernelCheck = {
  name: 'scores and their derivatives',
  limit: 2e-3,
  async run(gpu, own) {
    const comparisons = randomComparisons();
    const buffers = uploaded(gpu, own, comparisons);
    const channels = [magnificationChange, defocus].flatMap(({ kernel }) => kernel ?? []);
    let worst = 0;
    for (const used of [[], channels])
      for (const what of ['derivatives', 'information'] as const) {
        const found = await scoreViews(gpu, scored(comparisons, buffers, used), what);
        const plain = what === 'derivatives' ? plainDerivatives : plainInformation;
        const expected = comparisons.map((one, i) => plain(one, used.length > 0 ? addedDefocus[i] : null));
        const floats = sumFloats(used);
        for (let sum = 0; sum < expected[0].length; sum++) {
          const wanted = expected.map((row) => row[sum]);
          worst = Math.max(worst, relativeError(column(found, floats, sum), wanted));
        }
      }
    return worst;
  },
};

/** Images that are half prediction, half noise, of both half-sets and of two tilts. */
function randomComparisons(): readonly (Comparison & Required<Pick<Comparison, 'quadrature'>>)[] {
  const normal = seededNormal(71);
  const uniform = seededUniform(72);
  const cubes = [randomCube(edge, 73), randomCube(edge, 74)];
  const table = (size: number): readonly Float32Array[] =>
    [0, 1].map(() => Float32Array.from({ length: 2 * pixels.count }, () => size * (0.5 + uniform())));
  const [weights, mixed] = [table(1), table(0.2)];
  return Array.from({ length: count }, (_, i) => {
    const base = {
      ...{ cube: cubes[i % 2], edge, pixels, radius, weights: weights[i % 2] },
      rotation: euler(3 * normal(), normal(), 3 * normal()),
      shift: [normal(), normal()] as const,
      image: new Float32Array(0),
    };
    const noisy = (value: number): number => value + normal();
    const image = Float32Array.from(predicted(base, base.shift, [0.05, -0.03, 0.04]), noisy);
    return { ...base, image, quadrature: { image: image.map(() => normal()), weights: mixed[i % 2] } };
  });
}

type Compared = ReturnType<typeof randomComparisons>[number];

function uploaded(gpu: Gpu, own: Own, all: readonly Compared[]): ScoreBuffers {
  const joined = (parts: readonly Float32Array[]): Float32Array =>
    Float32Array.from(parts.flatMap((part) => [...part]));
  const upload = (data: Float32Array, what: string): GPUBuffer => own(gpu.upload(data, what));
  const tilts = all.slice(0, 2);
  return {
    frequencies: upload(pixels.frequencies, 'frequencies'),
    weights: upload(
      joined([...tilts.map(({ weights }) => weights), ...tilts.map((one) => one.quadrature.weights)]),
      'weights',
    ),
    images: upload(
      joined([...all.map(({ image }) => image), ...all.map((one) => one.quadrature.image)]),
      'images',
    ),
    quadrature: count,
    references: own(uploadReferencePair(gpu, [all[0].cube, all[1].cube])),
  };
}

function scored(
  all: readonly Compared[],
  buffers: ScoreBuffers,
  channels: readonly KernelChannel[],
): Parameters<typeof scoreViews>[1] {
  const views = new Float32Array(count * plainViewFloats);
  all.forEach(({ rotation, shift }, row) => {
    const numbers = channels.length > 0 ? [addedDefocus[row]] : [];
    const [halfSet, magnification] = [row % 2, [1, 0, 0, 1] as const];
    const view = { rotation, shift, magnification, halfSet, row, tilt: halfSet, numbers };
    writeView(views, row * plainViewFloats, view);
  });
  const shape = { pixels, radius, edge, optics: { boxLength, wavelength, tilts: 2 } };
  return { shape, buffers, views, channels };
}

/** Short: where a cell of the reference ends the derivative jumps, and a step must not reach across. */
const step = 1e-8;
/** Å */
const defocusStep = 0.1;

/** As the kernel has them. @param change of the defocus, Å; null without channels */
function plainDerivatives(one: Compared, change: number | null): readonly number[] {
  const at = (shift: readonly [number, number], turn: Vector3, more: readonly number[] = [0, 0, 0, 0, 0]) =>
    compare(one, shift, turn, {
      magnification: [1 + more[0], more[1], more[2], 1 + more[3]],
      phase: (kx, ky) => (change === null ? 0 : (change + more[4]) * phasePerAngstrom(kx, ky)),
    });
  const still = [0, 0, 0] as const;
  const { ab, a2, b2 } = at([0, 0], still);
  const slopes = (size: number, length: number, move: (by: readonly number[]) => ReturnType<typeof at>) =>
    Array.from({ length: size }, (_, i) => {
      const [up, down] = [length, -length].map((by) =>
        move(Array.from({ length: size }, (__, j) => (i === j ? by : 0))),
      );
      return { ab: (up.ab - down.ab) / (2 * length), a2: (up.a2 - down.a2) / (2 * length) };
    });
  const byShift = slopes(2, step, ([x, y]) => at([x, y], still));
  const byTurn = slopes(3, step, ([x, y, z]) => at([0, 0], [x, y, z]));
  const core = [
    ab,
    a2,
    b2,
    ...byShift.map((by) => by.ab),
    ...byTurn.map((by) => by.ab),
    ...byTurn.map((by) => by.a2),
  ];
  if (core.length !== coreDerivatives) throw new Error('the sums of the score kernel have changed');
  if (change === null) return core;
  const byElement = slopes(4, step, (more) => at([0, 0], still, [...more, 0]));
  const [byDefocus] = slopes(1, defocusStep, (more) => at([0, 0], still, [0, 0, 0, 0, ...more]));
  return [
    ...core,
    ...byElement.map((by) => by.ab),
    ...byElement.map((by) => by.a2),
    byDefocus.ab,
    byDefocus.a2,
  ];
}

/** The Fisher matrix of shift and turn, and the diagonal of the channels. */
function plainInformation(one: Compared, change: number | null): readonly number[] {
  const { frequencies } = pixels;
  const power = new Float64Array(pixels.count);
  const squares = new Float64Array(pixels.count);
  for (let p = 0; p < pixels.count; p++) {
    const [kx, ky] = [frequencies[2 * p], frequencies[2 * p + 1]];
    const g = change === null ? 0 : change * phasePerAngstrom(kx, ky);
    const [c, s] = [Math.cos(g), Math.sin(g)];
    const [square, mixed, slope] = [
      one.weights[2 * p + 1],
      ...one.quadrature.weights.subarray(2 * p, 2 * p + 2),
    ];
    power[p] = square * c * c + 2 * mixed * c * s + slope * s * s;
    const [re, im] = readCube(one.cube, edge, apply(transpose(one.rotation), [kx, ky, 0]));
    const within = kx * kx + ky * ky <= radius ** 2 ? 1 : 0;
    squares[p] =
      within *
      (slope * c * c - 2 * mixed * c * s + square * s * s) *
      (re * re + im * im) *
      phasePerAngstrom(kx, ky) ** 2;
  }
  const weighted = {
    ...one,
    weights: Float32Array.from(one.weights, (w, i) => (i % 2 === 0 ? w : power[i >> 1])),
  };
  const moved = (by: readonly number[]): Float64Array => {
    const [x, y, turnX, turnY, turnZ] = by;
    return predicted(weighted, [x, y], [turnX, turnY, turnZ]);
  };
  const columns = [0, 1, 2, 3, 4].map((i) => {
    const [up, down] = [step, -step].map((by) => moved([0, 1, 2, 3, 4].map((j) => (i === j ? by : 0))));
    return up.map((value, k) => (value - down[k]) / (2 * step));
  });
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, k) => sum + value * b[k], 0);
  const core = columns.flatMap((a, i) => columns.slice(i).map((b) => dot(a, b)));
  if (core.length !== coreInformation) throw new Error('the sums of the score kernel have changed');
  return change === null ? core : [...core, ...magnificationInformation(weighted), sumOf(squares)];
}

function magnificationInformation(one: Compared): readonly number[] {
  return [0, 1, 2, 3].map((element) => {
    let sum = 0;
    for (let p = 0; p < pixels.count; p++) {
      const [kx, ky] = [pixels.frequencies[2 * p], pixels.frequencies[2 * p + 1]];
      if (kx * kx + ky * ky > radius ** 2) continue;
      const back = transpose(one.rotation);
      const [up, down] = [step, -step].map((by) => {
        const moved = [kx, ky];
        moved[element % 2] += by * [kx, ky][element >> 1];
        return readCube(one.cube, edge, apply(back, [moved[0], moved[1], 0]));
      });
      const slope = [0, 1].map((part) => (up[part] - down[part]) / (2 * step));
      sum += one.weights[2 * p + 1] * (slope[0] ** 2 + slope[1] ** 2);
    }
    return sum;
  });
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
