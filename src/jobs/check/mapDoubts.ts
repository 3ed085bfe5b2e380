/** Whether the maps of a species have what is said of them: its symmetry, a mask that holds the particle, a diameter that does. */
import { helix, type SymmetryOperator } from '../../compute/maps/finishReconstruction';
import { maskFit } from '../../compute/maps/maskFit';
import { binarize } from '../../compute/maps/masks';
import { symmetryAgreement } from '../../compute/maps/symmetryAgreement';
import type { Volume } from '../../compute/maps/volume';
import { toRotationVector } from '../../../shared/math/rotations';
import { symmetryGenerators } from '../../../shared/math/symmetry';
import { determinant } from '../../../shared/math/subgroups';
import type { Doubt } from './doubt';

export interface MapClaims {
  /** Å */
  readonly diameter: number;
  readonly symmetry: string;
  readonly helix: {
    readonly units: number;
    /** Degrees. */
    readonly twist: number;
    /** Å */
    readonly rise: number;
  };
}

/** Right symmetries reach 1.1, as noise is averaged; wrong ones 0.3. */
const leastSymmetry = 0.6;
/** A mask is to hold more than is outside of it. */
const leastSignal = 0.5;
/** Correlation outside of the mask, above which there is more than noise. */
const mostOutside = 0.2;
/** Of the mask; corners may stick out. */
const mostBeyond = 0.1;

/** @param places files that are named in what is said */
export function mapDoubts(
  maps: { readonly half1: Volume; readonly half2: Volume; readonly mask: Volume },
  claims: MapClaims,
  places: { readonly half1: string; readonly mask: string },
): readonly Doubt[] {
  const mask = binarize(maps.mask, 0.5);
  return [
    ...maskDoubts({ ...maps, mask }, claims, places.mask),
    ...symmetryDoubts({ ...maps, mask }, claims, places.half1),
  ];
}

function maskDoubts(
  { half1, half2, mask }: { readonly half1: Volume; readonly half2: Volume; readonly mask: Volume },
  { diameter, helix: { units } }: MapClaims,
  where: string,
): readonly Doubt[] {
  const { signal, outside, volume, beyond, reach } = maskFit(half1, half2, mask, diameter);
  const doubt = (what: string, remedy: string): Doubt => ({ name: 'mask', where, what, remedy });
  if (signal < leastSignal && outside > mostOutside)
    return [
      doubt(
        `the mask takes ${percent(volume)} of the diameter's sphere and holds ${percent(signal)} of what the half-maps have in common there`,
        'make a mask of the particle with murmur create_mask',
      ),
    ];
  // A helix goes on beyond its diameter.
  if (units === 1 && beyond > mostBeyond)
    return [
      doubt(
        `${percent(beyond)} of the mask lies beyond the diameter of ${diameter} Å, up to ${reach.toFixed(0)} Å from the middle`,
        `give a --diameter of ${10 * Math.ceil(reach / 5)} Å, or a smaller mask`,
      ),
    ];
  return [];
}

function symmetryDoubts(
  maps: { readonly half1: Volume; readonly half2: Volume; readonly mask: Volume },
  { diameter, symmetry, helix: { units, twist, rise } }: MapClaims,
  where: string,
): readonly Doubt[] {
  const turns = symmetryGenerators(symmetry).map((rotation): SymmetryOperator => ({
    rotation,
    shift: [0, 0, 0],
  }));
  // The unit after the middle one of three.
  const steps = units > 1 ? [helix(3, (twist * Math.PI) / 180, rise)[2]] : [];
  const found = symmetryAgreement(maps, diameter, [...turns, ...steps]);
  if (found === null || found.part >= leastSymmetry) return [];
  const isStep = steps.includes(found.operator);
  const name = isStep ? `the helix of ${twist}° and ${rise} Å per unit` : `the symmetry ${symmetry}`;
  return [
    {
      name: 'symmetry',
      where,
      what:
        `the half-maps do not have ${name}: after ${isStep ? 'a step' : wordsFor(found.operator)} their mean agrees with ` +
        `itself by ${percent(Math.max(0, found.part))} of what noise allows, up to ${found.resolution.toFixed(0)} Å`,
      remedy: isStep
        ? 'check sign and size of twist and rise'
        : 'give the symmetry that the maps have, or turn them so that its axes lie as in RELION',
    },
  ];
}

/** `a turn by 60° about 0, 0, 1` */
function wordsFor({ rotation }: SymmetryOperator): string {
  if (determinant(rotation) < 0) return 'a mirroring';
  const vector = toRotationVector(rotation);
  const angle = Math.hypot(...vector);
  const axis = vector.map((value) => Number((value / angle).toFixed(2)) + 0).join(', ');
  return `a turn by ${Number(((angle * 180) / Math.PI).toFixed(1))}° about ${axis}`;
}

function percent(part: number): string {
  const value = 100 * part;
  return `${value < 1 ? value.toFixed(1) : value.toFixed(0)} %`;
}
