/**
 * Simulates one series with one kind of error, refines the group that describes it against the true map, and says how
 * far that could get at best: what the group's grid cannot describe, and the Cramér-Rao bound of the noise.
 */
import type { TiltSeries } from '../../src/model/tiltSeries';
import { shift } from '../../src/compute/channels/shift';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { expandAndSoften } from '../../src/compute/maps/masks';
import { padOrCrop } from '../../src/compute/maps/volume';
import { choleskyFactor, choleskySolve } from '../../shared/math/cholesky';
import { toEuler } from '../../shared/math/rotations';
import { multiply } from '../../shared/math/vector';
import { mapEdges, refinementEdge } from '../../src/compute/refine/boxShapes';
import { extractParticles } from '../../src/compute/refine/extractParticles';
import type { ExtractedSpecies } from '../../src/compute/refine/extractParticles';
import { planFisher } from '../../src/compute/refine/fisher';
import { noiseOfSeries } from '../../src/compute/refine/noiseOfSeries';
import { information, score } from '../../src/compute/refine/objective';
import { planParameters } from '../../src/compute/refine/parameterVector';
import { nothingRefined, type RefinedGroups } from '../../src/compute/parameters/refinedParameters';
import { priorOf } from '../../src/compute/refine/prior';
import { referenceCubes, uploadReferences } from '../../src/compute/refine/references';
import { refineSeries } from '../../src/compute/refine/refineSeries';
import type { SeriesResult } from '../../src/compute/refine/refineSeries';
import { openSeries, withGeometry } from '../../src/compute/refine/seriesSession';
import type { EngineSpecies, SeriesSession } from '../../src/compute/refine/seriesSession';
import { addPulledBack, type ViewJacobian } from '../../src/compute/parameters/viewJacobian';
import { projectParticles, viewRotation } from '../../src/compute/parameters/views';
import type { SeriesParticles, Views } from '../../src/compute/parameters/views';
import { builtInParticle } from '../../src/compute/simulate/builtInParticle';
import { defaultSimulation, tiltAngles } from '../../src/compute/simulate/options';
import type { SimulatedErrors, SimulationOptions } from '../../src/compute/simulate/options';
import type { PseudoAtoms } from '../../src/compute/simulate/pseudoAtoms';
import { poseErrors } from '../../src/compute/simulate/poseErrors';
import { simulateSeries } from '../../src/compute/simulate/simulatedSeries';
import type { SimulatedSeries } from '../../src/compute/simulate/simulatedSeries';
import { planTiltImages } from '../../src/compute/simulate/tiltImage';
import { trueMap, trueMask } from '../../src/compute/simulate/trueMap';

export interface Recovery {
  readonly before: Errors;
  readonly after: Errors;
  /** Root mean square that noise alone must leave. */
  readonly bound: Errors;
  /** Displacement that the group cannot describe, Å rms. */
  readonly misfit: number;
  readonly simulated: SimulatedSeries;
  readonly found: TiltSeries;
  /** (parameter) standard deviations that noise must leave. */
  readonly deviations: readonly number[];
  readonly passes: number;
}

/** Å in the image, degrees. */
export interface Errors {
  readonly position: number;
  readonly angle: number;
}

const noErrors = Object.fromEntries(
  Object.keys(defaultSimulation.errors).map((name) => [name, 0]),
) as unknown as SimulatedErrors;

export const settings = {
  subIterations: 3,
  firstFraction: 1,
  adaptive: false,
  prior: true,
  weightThreshold: 0.05,
  budget: 2 ** 30,
};

export async function recover(
  gpu: Gpu,
  errors: Partial<SimulatedErrors>,
  refined: Partial<RefinedGroups>,
  samples = 1,
): Promise<Recovery> {
  const groups = { ...nothingRefined, ...refined };
  const options = smallSeries(errors);
  const simulated = simulateSeries(options, 0);
  const { session, start, close } = await openSimulated(gpu, options, simulated, samples);
  try {
    const result = await refineSeries(session, { ...settings, groups });
    const { bound, misfit, deviations } = await limits(session, groups, result, { simulated, start });
    return {
      before: errorsOf(simulated, projectParticles(simulated.nominal, start, options.diameter / 2)),
      after: errorsOf(simulated, projectParticles(result.series, result.particles[0], options.diameter / 2)),
      bound,
      misfit,
      simulated,
      found: result.series,
      deviations,
      passes: result.evaluations,
    };
  } finally {
    close();
  }
}

/** Seven tilts of thirty particles. */
export function smallSeries(errors: Partial<SimulatedErrors>): SimulationOptions {
  return {
    ...defaultSimulation,
    seed: 3,
    series: 1,
    particles: 30,
    angles: tiltAngles(48, 16),
    errors: { ...noErrors, ...errors },
  };
}

export async function openSimulated(
  gpu: Gpu,
  options: SimulationOptions,
  simulated: SimulatedSeries,
  samples = 1,
): Promise<{ session: SeriesSession; start: SeriesParticles; close: () => void }> {
  const atoms = builtInParticle(options.seed);
  const images = planTiltImages([{ atoms, series: [simulated] }], options);
  const species = await trueSpecies(gpu, atoms, options);
  const start = startingParticles(simulated, samples);
  const [width, height] = options.image;
  const input = {
    series: simulated.nominal,
    particles: [start],
    loadTilt: async (tilt: number) => ({ width, height, data: images.tiltImage(0, tilt) }),
  };
  return {
    session: openSeries(gpu, input, [species]),
    start,
    close: () => species.references.destroy(),
  };
}

/** A species whose references are the true map, up to its Nyquist limit. */
export async function trueSpecies(
  gpu: Gpu,
  atoms: PseudoAtoms,
  options: SimulationOptions,
): Promise<EngineSpecies> {
  const geometry = {
    diameter: options.diameter,
    pixelSize: options.pixelSize,
    resolution: 2 * options.pixelSize,
  };
  const { engine } = mapEdges(geometry);
  const map = padOrCrop(trueMap(atoms, options), engine);
  const cubes = await referenceCubes(gpu, {
    half1: map,
    half2: map,
    mask: expandAndSoften(padOrCrop(trueMask(atoms, options), engine), 3, 6).data,
    fsc: new Float64Array(engine / 2).fill(1),
    edge: refinementEdge(geometry).edge,
    sharedShells: 0,
  });
  const references = uploadReferences(gpu, cubes);
  return { name: 'simulated', geometry, references, resolutionFractionAtFsc05: 1 };
}

/** Where the files start the particles, the same for every temporal sample. */
export function startingParticles(simulated: SimulatedSeries, samples: number): SeriesParticles {
  const { start } = simulated;
  const flat = (values: (one: (typeof start)[number]) => readonly number[]): Float64Array =>
    Float64Array.from(start.flatMap((one) => Array.from({ length: samples }, () => values(one)).flat()));
  return {
    count: start.length,
    samples,
    positions: flat(({ position }) => position),
    angles: flat(({ rotation }) => toEuler(rotation)),
    halfSet: simulated.halfSet,
  };
}

export function errorsOf(simulated: SimulatedSeries, views: Views): Errors {
  const { position, angle } = poseErrors(
    Array.from(views.particle, (particle, i) => {
      const truth = simulated.truth(particle, views.tilt[i]);
      return {
        truth: { ...truth, rotation: multiply(truth.rotation, simulated.particles[particle].rotation) },
        estimate: {
          x: views.x[i],
          y: views.y[i],
          defocus: views.defocus[i],
          rotation: viewRotation(views, i),
        },
      };
    }),
  );
  return { position, angle: (angle * 180) / Math.PI };
}

async function limits(
  session: SeriesSession,
  groups: RefinedGroups,
  result: SeriesResult,
  { simulated, start }: { readonly simulated: SimulatedSeries; readonly start: SeriesParticles },
): Promise<{ bound: Errors; misfit: number; deviations: readonly number[] }> {
  const { gpu } = session;
  const [particles] = result.particles;
  const { series } = result;
  const parameters = planParameters(groups, series, [particles]);
  const moved = withGeometry(session, series, [particles]);
  const { diameter } = session.species[0].geometry;
  const noise = await noiseOfSeries(moved, 0, projectParticles(series, particles, diameter / 2));
  const cut = await extractParticles(
    moved,
    0,
    { series, particles, noise, fraction: 1, parameters },
    settings,
  );
  try {
    const setting = {
      magnification: series.magnification,
      parameters: parameters.count,
    };
    const { fits } = await score(gpu, setting, [cut], new Float64Array(parameters.count));
    const prior = priorOf(parameters, true);
    const own = {
      views: cut.views,
      matrix: cut.matrix,
      perView: await information(gpu, setting, cut),
      weight: 2 * cut.coverage * fits[0].amplitude ** 2,
      pixelSize: cut.pixelSize,
    };
    const fisher = planFisher(parameters, [own]);
    const covariance = inverse(parameters.count, (x) => {
      const product = fisher.product(x);
      prior.addProduct(x, product);
      return product;
    });
    const views = projectParticles(simulated.nominal, start, diameter / 2);
    return {
      bound: spread(cut, covariance),
      misfit: groups.particlePoses ? 0 : misfitOf(cut, parameters.count, simulated, views),
      deviations: covariance.map((column, i) => Math.sqrt(column[i])),
    };
  } finally {
    cut.destroy();
  }
}

/** Columns of the inverse of a symmetric positive matrix that is known by its products. */
function inverse(n: number, product: (x: Float64Array) => Float64Array): Float64Array[] {
  const unit = (i: number): Float64Array => {
    const x = new Float64Array(n);
    x[i] = 1;
    return x;
  };
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) product(unit(i)).forEach((value, j) => (matrix[j * n + i] = value));
  const factor = choleskyFactor(matrix, n);
  return Array.from({ length: n }, (_, i) => {
    const column = unit(i);
    choleskySolve(factor, n, column, 0);
    return column;
  });
}

/** The parameters that move one number of one view's motion, with how much. */
function rowOf(matrix: ViewJacobian, row: number, n: number): readonly (readonly [number, number])[] {
  const unit = new Float64Array(matrix.views * matrix.layout.size);
  unit[row] = 1;
  const weights = new Float64Array(n);
  addPulledBack(matrix, unit, weights);
  return Array.from(weights, (weight, parameter) => [parameter, weight] as const).filter(
    ([, weight]) => weight !== 0,
  );
}

/** What a covariance of the parameters means for shifts and turns of the views. */
function spread({ views, matrix }: ExtractedSpecies, covariance: readonly Float64Array[]): Errors {
  const { layout } = matrix;
  let position = 0;
  let angle = 0;
  const numbers = layout.channels.flatMap(({ channel, first }) =>
    channel.kernel === undefined
      ? Array.from({ length: channel.size }, (_, i) => ({ number: first + i, isShift: channel === shift }))
      : [],
  );
  for (let view = 0; view < views.count; view++)
    for (const { number, isShift } of numbers) {
      const row = rowOf(matrix, view * layout.size + number, covariance.length);
      let variance = 0;
      for (const [a, wa] of row) for (const [b, wb] of row) variance += wa * wb * covariance[a][b];
      if (isShift) position += variance;
      else angle += variance;
    }
  const n = views.count;
  return { position: Math.sqrt(position / n), angle: (Math.sqrt(angle / n) * 180) / Math.PI };
}

/** Rms of the true displacements that are left when the group fits them as well as it can, without noise. */
function misfitOf(
  { matrix, views }: ExtractedSpecies,
  n: number,
  simulated: SimulatedSeries,
  startViews: Views,
): number {
  const starts = new Map(
    Array.from(startViews.particle, (particle, i) => [`${particle} ${startViews.tilt[i]}`, i]),
  );
  const rows: { entries: readonly (readonly [number, number])[]; value: number }[] = [];
  const { layout } = matrix;
  if (!(shift.name in layout.at)) return 0;
  views.particle.forEach((particle, i) => {
    const from = starts.get(`${particle} ${views.tilt[i]}`);
    if (from === undefined) return;
    const truth = simulated.truth(particle, views.tilt[i]);
    [truth.x - startViews.x[from], truth.y - startViews.y[from]].forEach((value, component) =>
      rows.push({ entries: rowOf(matrix, i * layout.size + layout.at[shift.name] + component, n), value }),
    );
  });
  const normal = new Float64Array(n * n);
  const x = new Float64Array(n);
  for (const { entries, value } of rows)
    for (const [a, wa] of entries) {
      x[a] += wa * value;
      for (const [b, wb] of entries) normal[a * n + b] += wa * wb;
    }
  for (let i = 0; i < n; i++) normal[i * n + i] += 1e-6;
  choleskySolve(choleskyFactor(normal, n), n, x, 0);
  const squares = rows.reduce(
    (sum, { entries, value }) => sum + (value - entries.reduce((s, [a, w]) => s + w * x[a], 0)) ** 2,
    0,
  );
  return Math.sqrt((2 * squares) / rows.length);
}
