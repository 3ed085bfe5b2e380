/** What is doubtful about a species as it is: its maps, its mask, and how its particles lie and are halved. */
import type { Volume } from '../../compute/maps/volume';
import type { ParticleTable } from '../../model/particles';
import { companion, type Species } from '../../model/species';
import type { Doubt } from './doubt';
import { duplicatesDoubt, duplicatesWithin, findDuplicates } from './duplicates';
import { halvesDoubts, unevenHalves } from './halves';
import { mapDoubts } from './mapDoubts';

export interface SpeciesDoubts {
  readonly doubts: readonly Doubt[];
  /** What may well be meant, and what to do if not. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  readonly what: string;
  readonly remedy: string;
}

export function particleDoubts(species: Species, particles: ParticleTable): SpeciesDoubts {
  const where = companion(species, '_particles.star');
  const found = findDuplicates(particles, species);
  const distance = Number(found.limit.toFixed(1));
  const twice = duplicatesDoubt(
    particles,
    found,
    where,
    `remove them with murmur particles --duplicates ${distance}, or put them into one half-set with --one_half ${distance}, ` +
      'then make new half-maps with refine --iter 0',
  );
  return {
    doubts: [...(twice === null ? [] : [twice]), ...halvesDoubts(particles, species.diameter, where)],
    remarks: [
      ...remark(
        duplicatesWithin(particles, found),
        `remove them with murmur particles --duplicates ${distance}`,
      ),
      ...remark(unevenHalves(particles), 'assign them evenly in RELION'),
    ],
  };
}

function remark(what: string | null, remedy: string): readonly Remark[] {
  return what === null ? [] : [{ what, remedy }];
}

export function mapDoubtsOf(
  species: Species,
  maps: { readonly half1: Volume; readonly half2: Volume; readonly mask: Volume },
): readonly Doubt[] {
  const { diameter, symmetry, helicalUnits, helicalTwist, helicalRise } = species;
  return mapDoubts(
    maps,
    { diameter, symmetry, helix: { units: helicalUnits, twist: helicalTwist, rise: helicalRise } },
    { half1: companion(species, '_half1.mrc'), mask: companion(species, '_mask.mrc') },
  );
}
