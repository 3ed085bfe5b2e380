/** Makes a project as Warp leaves it, with two half-maps at the resolution of its errors, and its truth beside it. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { place, type Placement } from '../compute/geometry/projection';
import type { Volume } from '../compute/maps/volume';
import { symmetryOperators } from '../compute/math/symmetry';
import { identity3, multiply, type Matrix3 } from '../compute/math/vector';
import { builtInParticle } from '../compute/simulate/builtInParticle';
import { planHalfMaps } from '../compute/simulate/halfMaps';
import { mapAgreement } from '../compute/simulate/mapAgreement';
import { simulateKinds, type SimulatedKind } from '../compute/simulate/kinds';
import { checkSimulation, defaultSimulation, type SimulationOptions } from '../compute/simulate/options';
import { poseErrors } from '../compute/simulate/poseErrors';
import {
  centred,
  coarseGrained,
  diameterOf,
  resizedAtoms,
  symmetrised,
} from '../compute/simulate/pseudoAtoms';
import type { PseudoAtoms } from '../compute/simulate/pseudoAtoms';
import type { SimulatedSeries } from '../compute/simulate/simulatedSeries';
import { planTiltImages } from '../compute/simulate/tiltImage';
import { trueMap, trueMask } from '../compute/simulate/trueMap';
import { writeFileAtomically } from '../formats/atomicFile';
import { readAtomicModel } from '../formats/atomicModel';
import { makeFolder } from '../formats/durableFile';
import { readMrc, writeMrc } from '../formats/mrc';
import type { TiltSeries } from '../model/tiltSeries';
import { Problem } from '../problem';
import { agreementScore, poseScore, type Score } from './scoreNumbers';
import {
  movieName,
  movieText,
  relionParticlesText,
  settingsText,
  tiltSeriesText,
  tomostarText,
} from './simulatedFiles';
import { configText, truthArchive } from './simulatedTruth';

export interface SimulateRequest {
  readonly options: SimulationOptions;
  /** Atomic model; the built-in particle when missing. */
  readonly model?: string;
  /** Folder to make. */
  readonly project: string;
  /** Folder for the truth. */
  readonly truth: string;
  readonly signal?: AbortSignal;
  /** @param fraction of the whole, 0 to 1 */
  readonly report?: (message: string, fraction: number) => void;
}

/** What the files as they are give, and what the same images give with the true geometry. */
export interface Baseline {
  readonly start: Score;
  readonly ideal: Score;
}

/** One kind of particle with its own folders. */
interface KindOnDisk extends SimulatedKind {
  readonly atoms: PseudoAtoms;
  readonly operators: readonly Matrix3[];
  /** Of half-maps, mask and particle table, in the project. */
  readonly folder: string;
  /** Of its truth. */
  readonly truth: string;
}

/**
 * The same request gives the same bytes. A second kind of particle comes into relion_second/, its truth into second/ of
 * the truth. Throws Problem when a folder already holds files, or a particle does not fit.
 *
 * @returns the baseline of the first kind
 */
export async function simulate(request: SimulateRequest): Promise<Baseline> {
  const { options, signal, report } = request;
  checkSimulation(options);
  signal?.throwIfAborted();
  const project = resolve(request.project);
  const truth = resolve(request.truth);
  await refuseFilled(project);
  await refuseFilled(truth);
  const kinds = await kindsOnDisk(request, truth);
  const [{ series }] = kinds;

  await writeTexts(project, options, kinds);
  const images = series.reduce((sum, one) => sum + one.nominal.tiltCount, 0);
  const simulator = planTiltImages(kinds, options);
  let done = 0;
  for (const [index, one] of series.entries())
    for (let tilt = 0; tilt < one.nominal.tiltCount; tilt++) {
      signal?.throwIfAborted();
      report?.(`Simulating ${one.nominal.name}, tilt ${tilt + 1}`, (0.7 * done++) / images);
      await writeTilt(project, options, one, tilt, simulator.tiltImage(index, tilt));
    }

  const baselines: Baseline[] = [];
  for (const [index, kind] of kinds.entries()) {
    const from = 0.7 + (0.3 * index) / kinds.length;
    baselines.push(
      await writeMaps(project, kind, request, (message, part) =>
        report?.(message, from + (0.3 * part) / kinds.length),
      ),
    );
  }
  return baselines[0];
}

async function kindsOnDisk(request: SimulateRequest, truth: string): Promise<KindOnDisk[]> {
  const { options } = request;
  const operators = symmetryOperators(options.symmetry);
  const [first, second] = simulateKinds(options);
  const atoms = await readAtoms(request, operators);
  const all = [{ ...first, atoms, operators, folder: 'relion', truth }];
  if (second === undefined) return all;
  const factor = second.options.diameter / defaultSimulation.diameter;
  const smaller = resizedAtoms(builtInParticle(options.seed + 1), factor);
  return [
    ...all,
    {
      ...second,
      atoms: coarseGrained(smaller, 0.8 * options.pixelSize),
      operators: [identity3],
      folder: 'relion_second',
      truth: join(truth, 'second'),
    },
  ];
}

/** Half-maps at the resolution of the starting poses, and the truth. */
async function writeMaps(
  project: string,
  { atoms, operators, options, series: all, folder, truth }: KindOnDisk,
  { signal, model }: SimulateRequest,
  report: (message: string, fraction: number) => void,
): Promise<Baseline> {
  const map = trueMap(atoms, options);
  const mask = trueMask(atoms, options);
  const reconstruct = async (
    poses: Poses,
    name: string,
    from: number,
  ): Promise<readonly [Volume, Volume]> => {
    const halves = planHalfMaps(options.box, options.pixelSize, operators);
    for (const [index, series] of all.entries()) {
      signal?.throwIfAborted();
      report(`Reconstructing with the ${name} of ${series.nominal.name}`, from + (0.4 * index) / all.length);
      await addSeries(halves, project, options, series, poses);
    }
    return halves.finish();
  };
  const start = await reconstruct(startingPose, 'starting poses', 0);
  const relion = join(project, folder);
  const cube = [options.box, options.box, options.box] as const;
  for (const [i, half] of start.entries())
    await writeMrc(join(relion, `run_it019_half${i + 1}_class001.mrc`), { ...half, size: cube });
  await writeMrc(join(relion, 'mask.mrc'), { ...mask, size: cube, mode: 0 });

  const ideal = await reconstruct(truePose, 'true poses', 0.4);
  report('Comparing the maps with the truth', 0.8);
  const baseline = {
    start: { ...startErrors(options, all), ...agreementScore(mapAgreement(start[0], start[1], map, mask)) },
    ideal: agreementScore(mapAgreement(ideal[0], ideal[1], map, mask)),
  };
  await makeFolder(truth);
  await writeMrc(join(truth, 'truth.mrc'), { ...map, size: cube });
  await writeMrc(join(truth, 'mask.mrc'), { ...mask, size: cube, mode: 0 });
  await writeFileAtomically(join(truth, 'truth.npz'), truthArchive(all));
  await writeFileAtomically(join(truth, 'baseline.json'), `${JSON.stringify(baseline, null, 1)}\n`);
  const particle = model === undefined || folder !== 'relion' ? 'built-in' : basename(model);
  await writeFileAtomically(join(truth, 'config.json'), configText(options, particle));
  return baseline;
}

/** Where a particle lies in a tilt, with the rotation from the reference frame to the image frame. */
type Poses = (series: SimulatedSeries, particle: number, tilt: number) => Placement;

const startingPose: Poses = ({ nominal, start }, particle, tilt) => {
  const placement = place(nominal, tilt, start[particle].position);
  return { ...placement, rotation: multiply(placement.rotation, start[particle].rotation) };
};

const truePose: Poses = (series, particle, tilt) => {
  const placement = series.truth(particle, tilt);
  return { ...placement, rotation: multiply(placement.rotation, series.particles[particle].rotation) };
};

async function refuseFilled(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length > 0)
    throw new Problem('the folder is not empty', {
      where: folder,
      remedy: 'name another one, or remove it if you do not need it',
    });
}

async function readAtoms(request: SimulateRequest, operators: readonly Matrix3[]): Promise<PseudoAtoms> {
  const { options, model } = request;
  // Four fifths of a pixel: finer atoms would not show, and there are many of them.
  const atoms = coarseGrained(
    model === undefined
      ? builtInParticle(options.seed, operators)
      : centred(symmetrised(await readAtomicModel(model), operators)),
    0.8 * options.pixelSize,
  );
  const across = diameterOf(atoms);
  if (across > options.box * options.pixelSize)
    throw new Problem(
      `the particle is ${Math.round(across)} Å across, the box ${Math.round(options.box * options.pixelSize)} Å`,
      { ...(model === undefined ? {} : { where: model }), remedy: 'make the box larger' },
    );
  return atoms;
}

async function writeTexts(
  project: string,
  options: SimulationOptions,
  kinds: readonly KindOnDisk[],
): Promise<void> {
  const files = new Map([['warp_tiltseries.settings', settingsText(options)]]);
  for (const kind of kinds)
    files.set(`${kind.folder}/run_it019_data.star`, relionParticlesText(kind.options, kind.series));
  for (const { nominal } of kinds[0].series) {
    files.set(`tomostar/${nominal.name}.tomostar`, tomostarText(nominal));
    files.set(`warp_tiltseries/${nominal.name}.xml`, tiltSeriesText(nominal, options.pixelSize));
    for (let tilt = 0; tilt < nominal.tiltCount; tilt++)
      files.set(`warp_frameseries/${movieName(nominal, tilt)}.xml`, movieText());
  }
  const folders = [
    ...kinds.map(({ folder }) => folder),
    'tomostar',
    'warp_tiltseries',
    'warp_frameseries/average',
    'frames',
  ];
  for (const folder of folders) await makeFolder(join(project, folder));
  for (const [path, text] of files) await writeFileAtomically(join(project, path), text);
}

/** The average that Warp would make, and in the place of the raw movie, whose header and first bytes M needs, its rounding. */
async function writeTilt(
  project: string,
  options: SimulationOptions,
  { nominal }: SimulatedSeries,
  tilt: number,
  data: Float32Array,
): Promise<void> {
  const name = `${movieName(nominal, tilt)}.mrc`;
  const [width, height] = options.image;
  const image = { size: [width, height, 1] as const, pixelSize: options.pixelSize, data };
  await writeMrc(averagePath(project, nominal, tilt), {
    ...image,
    mode: options.halfPrecision ? 12 : 2,
  });
  await writeMrc(join(project, 'frames', name), { ...image, mode: 0 });
}

function averagePath(project: string, series: TiltSeries, tilt: number): string {
  return join(project, 'warp_frameseries', 'average', `${movieName(series, tilt)}.mrc`);
}

async function addSeries(
  halves: ReturnType<typeof planHalfMaps>,
  project: string,
  options: SimulationOptions,
  series: SimulatedSeries,
  poses: Poses,
): Promise<void> {
  const { nominal, halfSet, particles, magnification } = series;
  const [m11, m21, m12, m22] = magnification;
  const known = poses === truePose ? { ...nominal, magnification: [m11, m21, m12, m22] as const } : nominal;
  const [width, height] = options.image;
  for (let tilt = 0; tilt < nominal.tiltCount; tilt++) {
    const { data } = await readMrc(averagePath(project, nominal, tilt));
    const placed = particles.map((_, particle) => ({
      placement: poses(series, particle, tilt),
      halfSet: halfSet[particle],
    }));
    halves.add({ width, height, data }, known, tilt, placed);
  }
}

function startErrors(options: SimulationOptions, all: readonly SimulatedSeries[]): Score {
  const pairs = all.flatMap((series) =>
    series.particles.flatMap((_, particle) =>
      Array.from({ length: series.nominal.tiltCount }, (__, tilt) => ({
        truth: truePose(series, particle, tilt),
        estimate: startingPose(series, particle, tilt),
      })),
    ),
  );
  const half = options.box / 2;
  const inside = pairs.filter(({ truth }) =>
    [truth.x, truth.y].every((value, axis) => {
      const pixel = value / options.pixelSize;
      return pixel >= half && pixel < options.image[axis] - half;
    }),
  );
  return poseScore(poseErrors(inside), inside.length);
}
