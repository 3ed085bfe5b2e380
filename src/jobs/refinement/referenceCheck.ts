/**
 * Whether images and references show one particle, before anything is moved by them. Scores of the first series tell at no
 * cost that all is well, or that the contrast is inverted; where they are low, a map is made of the same images as they
 * lie, and how it has to be mirrored or moved to fit the half-maps says what is wrong.
 */
import type { Gpu } from '../../compute/gpu/gpu';
import { mapPlacement, type MapPlacement, type Mirror } from '../../compute/maps/mapPlacement';
import { average } from '../../compute/maps/volume';
import { backproject } from '../../compute/refine/backproject';
import type { ReferenceTest } from '../../compute/refine/referenceTest';
import type { SeriesSession } from '../../compute/refine/seriesSession';
import type { Vector3 } from '../../../shared/math/vector';
import { companion } from '../../model/species';
import type { Doubt } from '../check/doubt';
import {
  emptySums,
  reconstructHalfMaps,
  symmetryOf,
  type SpeciesState,
  type SpeciesSums,
} from './speciesState';

export interface ReferenceCheck {
  /** Whether the next series is to be compared with mirrored references, too. */
  readonly wants: boolean;
  /** @param session of the series as it was read */
  add(session: SeriesSession, tests: readonly ReferenceTest[] | undefined): Promise<void>;
  /** What is wrong; null where nothing is, or where more series are to come. */
  verdict(isLast: boolean): Promise<Doubt | null>;
  destroy(): void;
}

/** Series that decide. */
const decidingSeries = 3;
/** Log-likelihood that noise hardly reaches. */
const leastScore = 12;
/** Images fit a right reference by more than this, times a mirrored one; a particle may look like its mirror image, though. */
const clearly = 3;
/** A shift or mirroring counts where it brings the correlation of the maps up by this much, and by this part of what is missing. */
const gain = 0.1;
const part = 0.4;
/** A mirrored reference that fits so many times better is the right one. */
const mirroredFactor = 2.5;

export function referenceCheck(gpu: Gpu, states: readonly SpeciesState[]): ReferenceCheck {
  const tests: (readonly ReferenceTest[])[] = [];
  const sums: (SpeciesSums | undefined)[] = states.map(() => undefined);
  let isDone = false;
  return {
    get wants() {
      return !isDone;
    },
    async add(session, found) {
      if (isDone || found === undefined) return;
      tests.push(found);
      for (const [i, test] of found.entries()) {
        if (test.images === 0 || !isLow(test)) continue;
        const { species } = states[i];
        const { halves, scratch } = (sums[i] ??= emptySums(gpu, species));
        const { copies } = symmetryOf(species);
        await backproject(session, i, { accumulators: halves, scratch, copies });
      }
    },
    async verdict(isLast) {
      if (isDone || (tests.length < decidingSeries && !isLast)) return null;
      isDone = true;
      for (const [i, state] of states.entries()) {
        const own = tests.map((found) => found[i]).filter(({ images }) => images > 0);
        const doubt = own.length > 0 ? await doubtOf(gpu, state, own, sums[i]) : null;
        if (doubt !== null) return doubt;
      }
      return null;
    },
    destroy() {
      for (const sum of sums) sum?.destroy();
    },
  };
}

function isLow({ asIs, mirrored }: Pick<ReferenceTest, 'asIs' | 'mirrored'>): boolean {
  return asIs < leastScore || asIs < clearly * Math.max(...Object.values(mirrored));
}

async function doubtOf(
  gpu: Gpu,
  state: SpeciesState,
  tests: readonly ReferenceTest[],
  sums: SpeciesSums | undefined,
): Promise<Doubt | null> {
  const total = tests.reduce((sum, { asIs }) => sum + asIs, 0);
  const scores = tests.map(({ asIs }) => asIs.toFixed(0)).join(', ');
  const inSeries =
    tests.length === 1 ? 'the score of the first series' : `scores of the first ${tests.length} series`;
  const doubt = (what: string, remedy: string): Doubt => ({
    name: 'references',
    where: companion(state.species, '_half1.mrc'),
    what,
    remedy,
  });
  if (total < -leastScore && tests.every(({ asIs }) => asIs < 0))
    return doubt(
      `the images show the particle in the contrast opposite to that of the half-maps: ${inSeries} negative (${scores})`,
      'make the species again with --invert_maps',
    );
  if (sums === undefined) return null;
  const { species, half1, half2, resolution } = state;
  const found = await reconstructHalfMaps(gpu, species, sums);
  const placement = mapPlacement(average(found.half1, found.half2), average(half1, half2), resolution);
  const { best } = placement;
  if (isBetter(placement)) {
    const fits = `a map of the images as they lie correlates with the half-maps by ${placement.asIs.toFixed(2)}, and by ${best.correlation.toFixed(2)} with them`;
    if (best.correlation < 0)
      return doubt(
        `${fits} inverted: the images show the particle in the opposite contrast`,
        'make the species again with --invert_maps',
      );
    if (best.mirror !== null)
      return doubt(
        `${fits} mirrored along ${best.mirror}: they have the other hand (${inSeries}: ${scores})`,
        `make the species again with --mirror_maps ${best.mirror === 'all axes' ? 'xyz' : best.mirror}, or with the half-maps that belong to these particles`,
      );
    return doubt(
      `${fits} moved by ${best.shift.map((value) => value.toFixed(0)).join(', ')} Å: their center is not that of the particles (${inSeries}: ${scores})`,
      `make the species again with --shift_maps=${best.shift.map((value) => value.toFixed(0)).join(',')}, or with the half-maps that belong to these particles`,
    );
  }
  const mirror = betterMirror(tests);
  if (mirror !== null)
    return doubt(
      `the images fit the half-maps mirrored along ${mirror} far better than as they are: scores of ` +
        `${tests.map(({ mirrored }) => mirrored[mirror].toFixed(0)).join(', ')} against ${scores}, so they have the other hand`,
      `make the species again with --mirror_maps ${mirror === 'all axes' ? 'xyz' : mirror}, or with the half-maps that belong to these particles`,
    );
  if (total >= leastScore) return null;
  return doubt(
    `the images show nothing of the references where the particles are said to lie: ${inSeries} near 0 (${scores})`,
    'check the coordinates, their pixel size (--angpix_coords), the angles and the alignment of the series',
  );
}

/** Where maps of few images are too noisy to tell: the mirrored reference that fits better in every series, and by far in all. */
function betterMirror(tests: readonly ReferenceTest[]): Mirror | null {
  const total = (scores: readonly number[]): number => scores.reduce((sum, score) => sum + score, 0);
  const asIs = total(tests.map((test) => test.asIs));
  const found = (['x', 'y', 'z', 'all axes'] as const).filter(
    (mirror) =>
      tests.every((test) => test.mirrored[mirror] > test.asIs) &&
      total(tests.map(({ mirrored }) => mirrored[mirror])) > Math.max(mirroredFactor * asIs, 2 * leastScore),
  );
  const scoreOf = (mirror: Mirror): number => total(tests.map(({ mirrored }) => mirrored[mirror]));
  return found.toSorted((a, b) => scoreOf(b) - scoreOf(a)).at(0) ?? null;
}

function isBetter({ asIs, best }: MapPlacement): boolean {
  const found = Math.abs(best.correlation);
  const isElsewhere = best.correlation < 0 || best.mirror !== null || isFar(best.shift);
  return isElsewhere && found - asIs > gain && 1 - found < (1 - part) * (1 - asIs);
}

/** Å; less is what poses are refined by. */
const reach = 8;

function isFar(shift: Vector3): boolean {
  return Math.hypot(...shift) > reach;
}
