/** Refines one tilt series against fixed references: sub-iterations of cutting out, then a joint optimization. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import { minimize } from '../../../shared/math/lbfgs';
import { asksTilts, noCtf, type CtfSettings } from '../ctf/ctfParameters';
import type { TiltOptics } from '../../../shared/records/tiltOptics';
import { refineTilts } from './ctfStage';
import { extractParticles } from './extractParticles';
import type { ExtractionOptions, ExtractedSpecies } from './extractParticles';
import { planFisher } from './fisher';
import { withGaugesFixed } from './gauges';
import { displacements } from './displacements';
import type { Displacement } from './displacements';
import { noiseBySpecies } from './noiseOfSeries';
import type { NoiseSpectrum } from './noiseSpectra';
import { information, score } from './objective';
import type { ObjectiveSetting, ScoredState } from './objective';
import { planParameters, withGridSizes, withIncrements } from './parameterVector';
import type { Parameters } from './parameterVector';
import { nothingRefined, type RefinedGroups } from '../parameters/refinedParameters';
import { priorOf, type TiltKnowledge } from './prior';
import { speciesScores } from './seriesFit';
import type { SeriesFit, SpeciesScores, StageFit } from './seriesFit';
import { standardErrors, type StandardErrors } from './standardErrors';
import { startingFraction, type SeriesSession, type StartingResolution } from './seriesSession';
import { tiltSpreads } from './tiltSpread';
import type { SeriesParticles } from '../parameters/views';

export interface SeriesOptions extends ExtractionOptions, StartingResolution {
  readonly groups: RefinedGroups;
  /** Of transfer functions; nothing where it is left out. */
  readonly ctf?: CtfSettings | undefined;
  readonly subIterations: number;
  /** Whether nodes that see no particle follow their neighbors. */
  readonly prior: boolean;
  /** 0 to 1 within the series. */
  readonly onProgress?: (fraction: number) => void;
}

export interface SeriesResult {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  /** Log-likelihoods, each at the resolution of its sub-iteration: before the first and after the last. */
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly movement: Displacement;
  /** Passes over all images of the series. */
  readonly evaluations: number;
  /** (species, tilt) */
  readonly noises: readonly (readonly NoiseSpectrum[])[];
  /** Of its tilts' transfer functions, where they were refined. */
  readonly optics: TiltOptics | null;
  readonly report: SeriesFit;
  /** Of what was refined in the end; null where nothing was. */
  readonly errors: StandardErrors | null;
}

/** Objective evaluations of one sub-iteration, at most. */
const maxEvaluations = 12;
/** A step that promises less of the log-likelihood is not worth a pass over the images. */
const relativeTolerance = 1e-4;

export async function refineSeries(session: SeriesSession, options: SeriesOptions): Promise<SeriesResult> {
  const { signal, ctf = noCtf } = options;
  const { input } = session;
  // Without sub-iterations nothing moves, and the images are compared once.
  const isStill = options.subIterations === 0;
  const groups = isStill ? nothingRefined : options.groups;
  const subIterations = Math.max(1, options.subIterations);
  let series = isStill ? input.series : withGridSizes(input.series, groups);
  let { particles } = input;
  let scores: readonly SpeciesScores[] = [];
  const stages: StageFit[] = [];
  const noises = await noiseBySpecies(session, signal);
  let moved: Float64Array | null = null;
  let optics: TiltOptics | null = null;
  const first = firstCtfStage(options, isStill);
  let errors: StandardErrors | null = null;
  for (let sub = 0; sub < subIterations; sub++) {
    if (sub >= first) {
      const state = { series, particles, noises, search: ctf.defocusGridSearch && sub === first };
      const found = await refineTilts(session, state, { ...options, ctf });
      if (found !== null) {
        ({ series } = found);
        optics = sinceBefore(optics, found.found);
      }
    }
    const advance = subIterations > 1 ? sub / (subIterations - 1) : 1;
    const step = await subIterate(
      session,
      { series, particles, noises, advance, moved },
      { ...options, groups },
      (part) => options.onProgress?.((sub + part) / subIterations),
    );
    ({ series, particles, scores, moved, errors } = step);
    stages.push(step.stage);
  }
  const movement = displacements(input.series, input.particles, series, particles);
  return {
    series,
    particles,
    scoreBefore: stages.at(0)?.before ?? 0,
    scoreAfter: stages.at(-1)?.after ?? 0,
    movement,
    evaluations: stages.reduce((sum, { passes }) => sum + passes, 0),
    noises,
    optics,
    report: { stages, movement, species: scores },
    errors,
  };
}

/**
 * Transfer functions are refined before a sub-iteration, so that images are cut out with what was found; the first is left out where
 * others follow, since the geometry is worst then. Infinity where nothing is asked for.
 */
function firstCtfStage({ ctf = noCtf, groups, subIterations }: SeriesOptions, isStill: boolean): number {
  if (isStill || !asksTilts(ctf)) return Infinity;
  const isAlone = Object.values(groups).every((setting) => setting === null);
  return subIterations === 1 || isAlone ? 0 : 1;
}

/** What was found now, beside what was there before the first time. */
function sinceBefore(earlier: TiltOptics | null, now: TiltOptics): TiltOptics {
  if (earlier === null) return now;
  const from = Object.entries(earlier).flatMap(([name, curve]: [string, unknown]) =>
    typeof curve === 'object' && curve !== null && 'before' in curve ? [[name, curve.before] as const] : [],
  );
  const curves = from.map(([name, before]) => [name, { ...now[name as 'defocus'], before }]);
  const verdicts = now.verdicts.map((one, tilt) => (one === 'left' ? earlier.verdicts[tilt] : one));
  return { ...now, ...Object.fromEntries(curves), verdicts, gain: earlier.gain + now.gain };
}

interface State {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  readonly noises: readonly (readonly NoiseSpectrum[])[];
  /** From the first sub-iteration, 0, to the last, 1. */
  readonly advance: number;
  /** (parameter) by earlier sub-iterations; null before the first. */
  readonly moved: Float64Array | null;
}

interface Step {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  readonly stage: StageFit;
  readonly scores: readonly SpeciesScores[];
  /** (parameter) by this sub-iteration and those before. */
  readonly moved: Float64Array;
  /** Null where nothing was refined, and before the last sub-iteration. */
  readonly errors: StandardErrors | null;
}

async function subIterate(
  session: SeriesSession,
  state: State,
  options: SeriesOptions,
  onProgress: (part: number) => void,
): Promise<Step> {
  const { series, particles, noises, advance } = state;
  const parameters = planParameters(options.groups, series, particles);
  const setting: ObjectiveSetting = {
    magnification: series.magnification,
    parameters: parameters.count,
  };
  const cut: ExtractedSpecies[] = [];
  try {
    for (const [index, one] of particles.entries()) {
      const first = startingFraction(session.species[index], options);
      const fraction = first + (1 - first) * advance;
      cut.push(
        await extractParticles(
          session,
          index,
          { series, particles: one, noise: noises[index], fraction, parameters },
          options,
        ),
      );
    }
    const moved = state.moved ?? new Float64Array(parameters.count);
    const problem = { gpu: session.gpu, setting, parameters, species: cut, moved, order: byAngle(series) };
    const found = await optimize({ ...problem, isLast: advance === 1 }, options, onProgress);
    const x = withGaugesFixed(parameters, cut, found.x);
    return {
      ...withIncrements(parameters, x, series, particles),
      moved: x.map((value, i) => value + moved[i]),
      stage: {
        before: found.before,
        after: found.best.evaluation.value,
        passes: found.passes,
        parameters: Object.fromEntries(countsByName(parameters)),
      },
      scores: cut.map((one, i) => speciesScores(one, found.best.fits[i], series.tiltCount)),
      errors: found.errors,
    };
  } finally {
    for (const one of cut) one.destroy();
  }
}

interface Found {
  readonly x: Float64Array;
  /** Log-likelihood at rest. */
  readonly before: number;
  readonly best: ScoredState;
  readonly passes: number;
  readonly errors: StandardErrors | null;
}

interface Problem extends Pick<TiltKnowledge, 'moved' | 'order'> {
  readonly gpu: Gpu;
  readonly setting: ObjectiveSetting;
  readonly parameters: Parameters;
  readonly species: readonly ExtractedSpecies[];
  readonly isLast: boolean;
}

/** Gauss-Newton steps through all parameters at once, with what L-BFGS learns of the curvature on the way. */
async function optimize(
  { gpu, setting, parameters, species, isLast, ...tilts }: Problem,
  options: SeriesOptions,
  onProgress: (part: number) => void,
): Promise<Found> {
  const rest = new Float64Array(parameters.count);
  const start = await score(gpu, setting, species, rest);
  const before = start.evaluation.value;
  if (parameters.count === 0) return { x: rest, before, best: start, passes: 1, errors: null };
  const fisher = planFisher(
    parameters,
    await Promise.all(
      species.map(async (one, i) => ({
        views: one.views,
        matrix: one.matrix,
        perView: await information(gpu, setting, one),
        weight: 2 * one.coverage * start.fits[i].amplitude ** 2,
        pixelSize: one.pixelSize,
      })),
    ),
  );
  const spreads = tiltSpreads(parameters, {
    ...tilts,
    gradient: start.evaluation.gradient,
    information: (x) => fisher.product(x),
  });
  const prior = priorOf(parameters, options.prior, { ...tilts, spreads });
  let best = start;
  let bestCost = Infinity;
  let done = 0;
  const minimum = await minimize(
    async (x) => {
      options.signal?.throwIfAborted();
      const state = done === 0 ? start : await score(gpu, setting, species, x);
      onProgress(++done / maxEvaluations);
      const gradient = state.evaluation.gradient.map((value) => -value);
      prior.addGradient(x, gradient);
      const value = prior.value(x) - state.evaluation.value;
      if (value < bestCost) [best, bestCost] = [state, value];
      return { value, gradient };
    },
    rest,
    {
      precondition: fisher.solver(prior),
      evaluations: maxEvaluations,
      tolerance: 0.5 + relativeTolerance * Math.abs(before),
    },
  );
  const known = species.map(({ views, halfSet }, i) => ({
    ...fisher.known[i],
    views,
    particles: halfSet.length,
  }));
  const errors = isLast ? standardErrors(parameters, known, prior, (x) => fisher.product(x)) : null;
  // One more pass for the information.
  return { x: minimum.x, before, best, passes: done + 1, errors };
}

function byAngle({ angles, tiltCount }: TiltSeries): readonly number[] {
  return Array.from({ length: tiltCount }, (_, tilt) => tilt).sort((a, b) => angles[a] - angles[b]);
}

function countsByName(parameters: Parameters): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { group } of parameters.groups)
    counts.set(group.name, (counts.get(group.name) ?? 0) + group.count);
  return counts;
}
