/** Maps of a simulated project: half-maps as its starting poses give them, and what a refinement should find. */
import { join } from 'node:path';
import { place, type Placement } from '../../compute/geometry/projection';
import type { Volume } from '../../compute/maps/volume';
import { multiply, type Matrix3 } from '../../../shared/math/vector';
import { planHalfMaps } from '../../compute/simulate/halfMaps';
import type { SimulatedKind } from '../../compute/simulate/kinds';
import { mapAgreement } from '../../compute/simulate/mapAgreement';
import type { SimulationOptions } from '../../compute/simulate/options';
import { poseErrors } from '../../compute/simulate/poseErrors';
import type { PseudoAtoms } from '../../compute/simulate/pseudoAtoms';
import { opticsErrors } from '../../compute/simulate/opticsErrors';
import { perTilt, type SimulatedSeries } from '../../compute/simulate/simulatedSeries';
import { hasOwnEnvelope } from '../../compute/simulate/trueOptics';
import { trueMap, trueMask } from '../../compute/simulate/trueMap';
import { writeFileAtomically } from '../../files/atomicFile';
import { makeFolder } from '../../files/durableFile';
import { readMrc, writeMrc } from '../../formats/mrc';
import type { TiltSeries } from '../../model/tiltSeries';
import { agreementScore, poseScore, type Score } from './scoreNumbers';
import { movieName } from './simulatedFiles';
import { configText, truthArchive } from './simulatedTruth';
import { opticsScore, trueOpticsText } from './trueOpticsFile';

/** One kind of particle with its own folders. */
export interface KindOnDisk extends SimulatedKind {
  readonly atoms: PseudoAtoms;
  /** Where the atoms are from, human-readable. */
  readonly model: string;
  readonly operators: readonly Matrix3[];
  /** Of half-maps, mask and particle table, in the project. */
  readonly folder: string;
  /** Of its truth. */
  readonly truth: string;
}

/** What the files as they are give, and what the same images give with the true geometry. */
export interface Baseline {
  readonly start: Score;
  readonly ideal: Score;
}

/** Half-maps at the resolution of the starting poses into the project, the truth beside it. */
export async function writeSimulatedMaps(
  project: string,
  { atoms, operators, options, series: all, folder, truth, model }: KindOnDisk,
  report: (message: string, fraction: number) => void,
  signal?: AbortSignal,
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
      await addSeries(halves, { project, options }, series, poses);
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
  await writeFileAtomically(join(truth, 'optics.json'), trueOpticsText(all));
  await writeFileAtomically(join(truth, 'baseline.json'), `${JSON.stringify(baseline, null, 1)}\n`);
  await writeFileAtomically(join(truth, 'config.json'), configText(options, model));
  return baseline;
}

export function averagePath(project: string, series: TiltSeries, tilt: number): string {
  return join(project, 'warp_frameseries', 'average', `${movieName(series, tilt)}.mrc`);
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

/** With the optics of its images, and their damping where it is not the one of Warp's defaults. */
function trueSeries(
  { actual, magnification, envelope }: SimulatedSeries,
  options: SimulationOptions,
): TiltSeries {
  const [m11, m21, m12, m22] = magnification;
  const known = { ...actual, magnification: [m11, m21, m12, m22] as const };
  if (!hasOwnEnvelope(options)) return known;
  return {
    ...known,
    doseWeights: perTilt(envelope.scale),
    doseBfactors: perTilt(envelope.bfactor.map((value) => -value)),
  };
}

async function addSeries(
  halves: ReturnType<typeof planHalfMaps>,
  { project, options }: { readonly project: string; readonly options: SimulationOptions },
  series: SimulatedSeries,
  poses: Poses,
): Promise<void> {
  const { nominal, halfSet, particles } = series;
  const known = poses === truePose ? trueSeries(series, options) : nominal;
  for (let tilt = 0; tilt < nominal.tiltCount; tilt++) {
    const { header, data } = await readMrc(averagePath(project, nominal, tilt));
    const [width, height] = header.size;
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
  const optics = all.map(({ nominal, actual, envelope }) => ({ truth: actual, estimate: nominal, envelope }));
  return {
    ...poseScore(poseErrors(inside), inside.length),
    ...opticsScore(opticsErrors(optics, 0.5 / options.pixelSize)),
  };
}
