/** Makes a project as Warp leaves it, with two half-maps at the resolution of its errors, and its truth beside it. */
import { basename, join, resolve } from 'node:path';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { identity3, type Matrix3 } from '../../../shared/math/vector';
import { builtInParticle } from '../../compute/simulate/builtInParticle';
import { simulateKinds } from '../../compute/simulate/kinds';
import { checkSimulation, defaultSimulation, type SimulationOptions } from '../../compute/simulate/options';
import {
  centered,
  coarseGrained,
  diameterOf,
  resizedAtoms,
  symmetrized,
} from '../../compute/simulate/pseudoAtoms';
import type { PseudoAtoms } from '../../compute/simulate/pseudoAtoms';
import type { TiltSeries } from '../../model/tiltSeries';
import { planTiltImages } from '../../compute/simulate/tiltImage';
import { writeFileAtomically } from '../../files/atomicFile';
import { readAtomicModel } from '../../formats/atomicModel';
import { makeFolder } from '../../files/durableFile';
import { writeMrc } from '../../formats/mrc';
import { Problem } from '../../../shared/problem';
import { averagePath, writeSimulatedMaps, type Baseline, type KindOnDisk } from './simulatedMaps';
import { refuseFilled } from '../../files/emptyFolder';
import {
  movieName,
  movieText,
  relionParticlesText,
  settingsText,
  tiltSeriesText,
  tomostarText,
} from './simulatedFiles';

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
      await writeTilt(project, options, {
        nominal: one.nominal,
        tilt,
        data: simulator.tiltImage(index, tilt),
      });
    }

  const baselines: Baseline[] = [];
  for (const [index, kind] of kinds.entries()) {
    const from = 0.7 + (0.3 * index) / kinds.length;
    baselines.push(
      await writeSimulatedMaps(
        project,
        kind,
        (message, part) => report?.(message, from + (0.3 * part) / kinds.length),
        signal,
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
  const model = request.model === undefined ? 'built-in' : basename(request.model);
  const all = [{ ...first, atoms, model, operators, folder: 'relion', truth }];
  if (second === undefined) return all;
  const factor = second.options.diameter / defaultSimulation.diameter;
  const smaller = resizedAtoms(builtInParticle(options.seed + 1), factor);
  return [
    ...all,
    {
      ...second,
      atoms: coarseGrained(smaller, 0.8 * options.pixelSize),
      model: 'built-in',
      operators: [identity3],
      folder: 'relion_second',
      truth: join(truth, 'second'),
    },
  ];
}

async function readAtoms(request: SimulateRequest, operators: readonly Matrix3[]): Promise<PseudoAtoms> {
  const { options, model } = request;
  // Four fifths of a pixel: finer atoms would not show, and there are many of them.
  const atoms = coarseGrained(
    model === undefined
      ? builtInParticle(options.seed, operators)
      : centered(symmetrized(await readAtomicModel(model), operators)),
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
  { nominal, tilt, data }: { nominal: TiltSeries; tilt: number; data: Float32Array },
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
