/** Refines one tilt series against fixed references: sub-iterations of cutting out, then a joint optimisation. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import { pixelList } from '../kernels/pixelList';
import { minimise } from '../math/lbfgs';
import { withPoseIncrements, withWarpIncrements, withWarpSize } from './applyIncrements';
import { mapEdges, refinementEdge, superResolution } from './boxShapes';
import { circleOf, coverageOf } from './circle';
import { cutImages } from './imageChunks';
import type { CutOut } from './imageChunks';
import { movements } from './movements';
import type { Movement } from './movements';
import { noiseOfSeries } from './noiseOfSeries';
import type { NoiseSpectrum } from './noiseSpectra';
import { information, score } from './objective';
import type { ScoredSpecies } from './objective';
import { modelView, planParameters } from './parameters';
import type { RefinedGroups } from './parameters';
import { buildPreconditioner } from './preconditioner';
import type { Prior } from './preconditioner';
import type { SeriesSession } from './seriesSession';
import { projectParticles } from './views';
import type { SeriesParticles, View } from './views';
import { weightTables } from './weightTables';

export interface SeriesOptions {
  readonly groups: RefinedGroups;
  readonly subIterations: number;
  /** Part of the available resolution used in the first sub-iteration, 0 to 1. */
  readonly firstFraction: number;
  /** Tilts count up to where their envelope, relative to the best tilt's, falls to this. */
  readonly weightThreshold: number;
  /** Bytes of particle images that may stay on the adapter. */
  readonly budget: number;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1 within the series. */
  readonly onProgress?: (fraction: number) => void;
}

export interface SeriesResult {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  /** Log-likelihoods at full resolution of the sub-iteration, before the first and after the last. */
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly movement: Movement;
  readonly evaluations: number;
}

/** Objective evaluations of one sub-iteration. */
const EVALUATIONS = 16;
/** A step that promises less than this much log-likelihood is not worth an evaluation. */
const TOLERANCE = 0.05;
const PRIOR: Prior = { warp: 10, position: 10, angle: (10 * Math.PI) / 180 };

export async function refineSeries(
  gpu: Gpu,
  session: SeriesSession,
  options: SeriesOptions,
): Promise<SeriesResult> {
  const { signal, subIterations } = options;
  const { input } = session;
  let series = withWarpSize(input.series, options.groups.imageWarp);
  let { particles } = input;
  const noises = await noisesOf(gpu, session, signal);
  let scoreBefore = 0;
  let scoreAfter = 0;
  let evaluations = 0;
  for (let sub = 0; sub < subIterations; sub++) {
    const t = subIterations > 1 ? sub / (subIterations - 1) : 1;
    const fraction = options.firstFraction + (1 - options.firstFraction) * t;
    const step = await subIterate(gpu, session, { series, particles, noises, fraction }, options, (part) =>
      options.onProgress?.((sub + part) / subIterations),
    );
    ({ series, particles } = step);
    if (sub === 0) ({ scoreBefore } = step);
    ({ scoreAfter } = step);
    evaluations += step.evaluations;
  }
  return {
    series,
    particles,
    scoreBefore,
    scoreAfter,
    movement: movements(input.series, input.particles, series, particles),
    evaluations,
  };
}

interface State {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  readonly noises: readonly (readonly NoiseSpectrum[])[];
  /** Of the available resolution. */
  readonly fraction: number;
}

async function subIterate(
  gpu: Gpu,
  session: SeriesSession,
  state: State,
  options: SeriesOptions,
  onProgress: (part: number) => void,
): Promise<State & { scoreBefore: number; scoreAfter: number; evaluations: number }> {
  const { series, particles } = state;
  const layout = planParameters(options.groups, series, particles);
  const scored: ScoredSpecies[] = [];
  const owned: { destroy(): void }[] = [];
  try {
    for (const [index, one] of particles.entries()) {
      const cut = await prepareSpecies(gpu, session, state, index, one, layout, options);
      scored.push(cut.scored);
      owned.push(...cut.owned);
    }
    const zero = new Float64Array(layout.count);
    const { magnification } = series;
    const start = await score(gpu, layout, scored, magnification, zero);
    if (layout.count === 0)
      return {
        ...state,
        scoreBefore: start.evaluation.value,
        scoreAfter: start.evaluation.value,
        evaluations: 1,
      };
    const informations: Float32Array[] = [];
    for (const [index, one] of scored.entries())
      informations.push(await information(gpu, layout, one, index, magnification, zero));
    const preconditioner = buildPreconditioner(layout, scored, start.fits, informations, PRIOR);
    const { priorPrecision } = preconditioner;
    let done = 0;
    const minimum = await minimise(
      async (x) => {
        options.signal?.throwIfAborted();
        const { evaluation } = await score(gpu, layout, scored, magnification, x);
        onProgress(++done / EVALUATIONS);
        let value = -evaluation.value;
        const gradient = evaluation.gradient.map((g, i) => {
          value += 0.5 * priorPrecision[i] * x[i] * x[i];
          return priorPrecision[i] * x[i] - g;
        });
        return { value, gradient };
      },
      zero,
      {
        precondition: (gradient) => preconditioner.apply(gradient),
        evaluations: EVALUATIONS,
        tolerance: TOLERANCE,
      },
    );
    return {
      ...state,
      series: withWarpIncrements(series, layout, minimum.x),
      particles: particles.map((one, index) => withPoseIncrements(one, layout, index, minimum.x)),
      scoreBefore: start.evaluation.value,
      scoreAfter: -minimum.value,
      evaluations: minimum.evaluations + 1,
    };
  } finally {
    for (const one of owned) one.destroy();
  }
}

/** Cuts out the images of one species at its resolution and lays out what the score kernel reads. */
async function prepareSpecies(
  gpu: Gpu,
  session: SeriesSession,
  state: State,
  index: number,
  particles: SeriesParticles,
  layout: ReturnType<typeof planParameters>,
  options: SeriesOptions,
): Promise<{ scored: ScoredSpecies; owned: { destroy(): void }[] }> {
  const { geometry, references } = session.species[index];
  const { series } = state;
  const views = projectParticles(series, particles, geometry.diameter / 2);
  const { engine } = mapEdges(geometry);
  const { edge, shell } = refinementEdge(geometry);
  const scale = edge / engine;
  const boxLength = engine * geometry.pixelSize;
  const defocus = meanDefocus(views, series.tiltCount);
  const sigma = superResolution(
    series,
    largest(defocus),
    geometry.diameter,
    edge,
    boxLength / edge,
    boxLength / shell,
  );
  const pixels = pixelList(edge, shell);
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const weights = gpu.upload(
    weightTables(series, state.noises[index], defocus, pixels, {
      boxLength,
      pixelSize: geometry.pixelSize,
      threshold: options.weightThreshold,
    }),
    'weights',
  );
  const circle = circleOf(geometry.diameter, geometry.pixelSize, scale);
  const images: CutOut = await cutImages(
    gpu,
    session,
    {
      species: index,
      views,
      shape: { cut: sigma * engine, resampled: sigma * edge, edge, pixelSize: geometry.pixelSize, circle },
      pixels: pixels.count,
      frequencies,
      weights,
      references: references.cubes,
      budget: options.budget,
    },
    options.signal,
  );
  return {
    scored: {
      models: views.map((view) => modelView(layout, view, particles.samples)),
      halfSet: particles.halfSet,
      shape: { pixels, radius: shell * state.fraction, edge },
      chunks: images.chunks,
      pixelSize: boxLength / edge,
      coverage: coverageOf(circle, edge),
    },
    owned: [images, frequencies, weights],
  };
}

async function noisesOf(
  gpu: Gpu,
  session: SeriesSession,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly NoiseSpectrum[])[]> {
  const noises: (readonly NoiseSpectrum[])[] = [];
  for (const [index, particles] of session.input.particles.entries()) {
    const { diameter } = session.species[index].geometry;
    const views = projectParticles(session.input.series, particles, diameter / 2);
    noises.push(await noiseOfSeries(gpu, session, index, views, signal));
  }
  return noises;
}

/** (tilt) Å; tilts without particles take 0, and are never weighted. */
export function meanDefocus(views: readonly View[], tilts: number): Float64Array {
  const sums = new Float64Array(tilts);
  const counts = new Float64Array(tilts);
  for (const view of views) {
    sums[view.tilt] += view.defocus;
    counts[view.tilt]++;
  }
  return sums.map((sum, tilt) => (counts[tilt] > 0 ? sum / counts[tilt] : 0));
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
}
