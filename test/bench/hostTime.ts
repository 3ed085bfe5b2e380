/**
 * Processor time that a sub-iteration takes beside the GPU, with image warp, volume warp, stage angles and poses. The GPU gives
 * the same made-up sums at once, so that only the host's share is seen.
 */
import { seededNormal, seededUniform } from '../../shared/math/random';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { nothingRefined } from '../../src/compute/parameters/refinedParameters';
import { projectParticles, type SeriesParticles } from '../../src/compute/parameters/views';
import { displacements } from '../../src/compute/refine/displacements';
import { planFisher } from '../../src/compute/refine/fisher';
import { withGaugesFixed } from '../../src/compute/refine/gauges';
import { information, score, type ScoredSpecies } from '../../src/compute/refine/objective';
import {
  planParameters,
  viewJacobian,
  withGridSizes,
  withIncrements,
} from '../../src/compute/refine/parameterVector';
import { priorOf } from '../../src/compute/refine/prior';
import type { TiltSeries } from '../../src/model/tiltSeries';
import { plainSeries } from '../support/tiltSeries';

const tilts = 41;
/** Of a sub-iteration of 3,000 particles on a card. */
const passes = 13;
const solves = 11;
const groups = {
  ...nothingRefined,
  imageWarp: [6, 4],
  volumeWarp: [3, 3, 2, 10],
  stageAngles: true,
  particlePoses: true,
} as const;

/** Lines of a table, for each number of particles. @param say is given each line as soon as it is known */
export async function hostTime(counts: readonly number[], say: (line: string) => void): Promise<void> {
  say('| particles | parameters | part | seconds | µs a view |');
  say('| --- | --- | --- | --- | --- |');
  for (const count of counts) await measure(count, say);
}

async function measure(count: number, line: (text: string) => void): Promise<void> {
  const uniform = seededUniform(1);
  const series = withGridSizes(deformed(plainSeries(tilts)), groups);
  const particles = particlesIn(series, count);
  const parameters = planParameters(groups, series, [particles]);
  const times: [string, number][] = [];
  let views = 0;
  const timed = async <Result>(what: string, run: () => Result | Promise<Result>): Promise<Result> => {
    const before = process.cpuUsage();
    const result = await run();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    times.push([what, seconds]);
    say(what, seconds);
    return result;
  };
  const say = (what: string, seconds: number): void =>
    line(
      `| ${count} | ${parameters.count} | ${what} | ${seconds.toFixed(2)} | ${((seconds / views) * 1e6).toFixed(2)} |`,
    );
  views = projectParticles(series, particles, 0).count;
  const seen = await timed('views', () => projectParticles(series, particles, 0));
  const matrix = await timed('motions of views by structure', () => viewJacobian(parameters, 0, seen, 10));
  const gpu = madeUpSums(seen.count, uniform);
  const one = {
    ...{ views: seen, matrix, halfSet: particles.halfSet, pixelSize: 3, coverage: 0.5 },
    shape: { pixels: { count: 1, upTo: () => 1 }, radius: 1, edge: 8 },
    chunks: [{ first: 0, count: seen.count, buffers: () => ({}) }],
  } as unknown as ScoredSpecies;
  const setting = { magnification: series.magnification, parameters: parameters.count };
  const normal = seededNormal(2);
  const x = Float64Array.from({ length: parameters.count }, () => 1e-3 * normal());
  await score(gpu, setting, [one], x);
  const { evaluation } = await timed(`a pass (of ${passes})`, async () => score(gpu, setting, [one], x));
  const perView = await information(gpu, setting, one);
  const prior = priorOf(parameters, true);
  const { fisher, solve } = await timed('Fisher information', () => {
    const planned = planFisher(parameters, [{ views: seen, matrix, perView, weight: 1, pixelSize: 3 }]);
    return { fisher: planned, solve: planned.solver(prior) };
  });
  await timed('a product with it', () => fisher.product(x));
  await timed(`a solve (of ${solves})`, () => solve(evaluation.gradient));
  const fixed = await timed('gauges', () => withGaugesFixed(parameters, [one], x));
  await timed('movements', () => {
    const after = withIncrements(parameters, fixed, series, [particles]);
    return displacements(series, [particles], after.series, after.particles);
  });
  const of = (part: string): number => times.find(([what]) => what.startsWith(part))?.[1] ?? NaN;
  const whole =
    ['views', 'motions', 'Fisher', 'gauges', 'movements'].reduce((sum, part) => sum + of(part), 0) +
    passes * of('a pass') +
    solves * of('a solve');
  say('a sub-iteration', whole);
  line(
    `| ${count} | ${parameters.count} | memory of the process | ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB | |`,
  );
}

/** A Gpu that answers every reading with sums of views: some signal, derivatives, and information that is positive. */
function madeUpSums(views: number, uniform: () => number): Gpu {
  const floats = 15;
  const sums = new Float32Array(views * floats);
  sums.forEach((_, i) => (sums[i] = 0.02 * (uniform() - 0.5)));
  for (let view = 0; view < views; view++) {
    for (const i of [0, 5, 9, 12, 14]) sums[view * floats + i] = 2 + uniform();
    sums[view * floats + 1] = 1;
  }
  const buffer = { destroy: () => undefined };
  return {
    ...{ kernel: () => ({}), uniform: () => buffer, upload: () => buffer, storage: () => buffer },
    ...{ run: () => undefined, read: async () => Promise.resolve(sums) },
  } as unknown as Gpu;
}

function deformed(series: TiltSeries): TiltSeries {
  return { ...series, levelAngleX: 0.02, levelAngleY: -0.01 };
}

function particlesIn({ volumeSize }: TiltSeries, count: number): SeriesParticles {
  const uniform = seededUniform(3);
  const inside = (length: number): number => length * (0.3 + 0.4 * uniform());
  return {
    count,
    samples: 1,
    positions: Float64Array.from({ length: 3 * count }, (_, i) => inside(volumeSize[i % 3])),
    angles: Float64Array.from({ length: 3 * count }, () => 3 * uniform()),
    halfSet: Uint8Array.from({ length: count }, (_, i) => i % 2),
  };
}
