/** What scores of a few series, and a map of their images as they lie, say of references that do not belong to them. */
import { mapPlacement, type MapPlacement, type Mirror } from '../../compute/maps/mapPlacement';
import { average, type Volume } from '../../compute/maps/volume';
import type { ReferenceTest } from '../../compute/refine/referenceTest';
import type { Vector3 } from '../../../shared/math/vector';
import { companion, type Species } from '../../model/species';
import type { Doubt } from '../check/doubt';

/** Log-likelihood that noise hardly reaches. */
const leastScore = 12;
/** Images fit a right reference by more than this, times a mirrored one; a particle may look like its mirror image, though. */
const clearly = 3;
/** A shift or mirroring counts where it brings the correlation of the maps up by this much, and by this part of what is missing. */
const gain = 0.1;
const part = 0.4;
/** A mirrored reference that fits so many times better is the right one. */
const mirroredFactor = 2.5;

/** Whether a map of the images is needed to tell what is wrong. */
export function isLow({ asIs, mirrored }: Pick<ReferenceTest, 'asIs' | 'mirrored'>): boolean {
  return asIs < leastScore || asIs < clearly * Math.max(...Object.values(mirrored));
}

interface TestedSpecies {
  readonly species: Species;
  readonly half1: Volume;
  readonly half2: Volume;
  /** Å */
  readonly resolution: number;
}

/**
 * @param tests of series with images of the species, all with a low score
 * @param asTheyLie a map of each half-set of their images
 * @returns null where nothing is wrong
 */
export function referenceDoubt(
  { species, half1, half2, resolution }: TestedSpecies,
  tests: readonly ReferenceTest[],
  asTheyLie: { readonly half1: Volume; readonly half2: Volume },
): Doubt | null {
  const total = tests.reduce((sum, { asIs }) => sum + asIs, 0);
  const scores = tests.map(({ asIs }) => asIs.toFixed(0)).join(', ');
  const inSeries =
    tests.length === 1 ? 'the score of the first series' : `scores of the first ${tests.length} series`;
  const doubt = (what: string, remedy: string): Doubt => ({
    name: 'references',
    where: companion(species, '_half1.mrc'),
    what,
    remedy,
  });
  if (total < -leastScore && tests.every(({ asIs }) => asIs < 0))
    return doubt(
      `the images show the particle in the contrast opposite to that of the half-maps: ${inSeries} negative (${scores})`,
      'make the species again with --invert_maps',
    );
  const found = average(asTheyLie.half1, asTheyLie.half2);
  const placement = mapPlacement(found, average(half1, half2), resolution);
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
