/** murmur expand_symmetry */
import type { Command } from 'commander';
import { expandSymmetry, type Expansion } from '../jobs/species/expandSymmetry';
import { Problem } from '../../shared/problem';
import { printEdited, type SpeciesOptions } from './editedSpecies';
import { parseIntegerOption, parseNumberOption } from './program';

interface Options extends SpeciesOptions {
  readonly expand_from?: string;
  readonly expand_to?: string;
  readonly helical_units: number;
  readonly helical_twist?: number;
  readonly helical_rise?: number;
}

export function registerExpandSymmetry(program: Command): void {
  program
    .command('expand_symmetry')
    .description('Replace every particle by its symmetric copies.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .option('--expand_from <group>', "point group to expand (default: the species')")
    .option('--expand_to <group>', 'point group that remains, a part of the other: C1, C5, ...')
    .option('--helical_units <count>', 'units of a helix to expand instead', parseIntegerOption, 1)
    .option(
      '--helical_twist <degrees>',
      'helical twist, degrees, positive is right-handed',
      parseNumberOption,
    )
    .option('--helical_rise <angstrom>', 'helical rise, Å', parseNumberOption)
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, population, species, ...options }: Options) => {
      const edited = await expandSymmetry({ population, species }, toExpansion(options));
      const { copies, turnedBy } = edited;
      const turned =
        turnedBy === null
          ? ''
          : `, turned by ${turnedBy.map((angle) => `${Number(angle.toFixed(4))}°`).join(', ')} to bring its axes there`;
      printEdited(
        json,
        edited,
        `${copies} copies of each particle, ${edited.particles.count} in all${turned}`,
        {
          copies,
          turnedBy,
          symmetry: edited.species.symmetry,
        },
      );
    });
}

function toExpansion(options: Omit<Options, keyof SpeciesOptions>): Expansion {
  const { expand_from: from, expand_to: to, helical_units: units } = options;
  const isHelix = units !== 1;
  if ((to !== undefined) === isHelix)
    throw new Problem('a point group or a helix is expanded, one at a time', {
      remedy: 'give either --expand_to, or --helical_units of 2 or more',
    });
  if (to !== undefined) return { from, to };
  if (from !== undefined)
    throw new Problem('--expand_from belongs to --expand_to, a helix has no point group', {
      remedy: 'leave it out',
    });
  return { units, twist: options.helical_twist ?? 0, rise: options.helical_rise ?? 0 };
}
