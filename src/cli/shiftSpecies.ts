/** murmur shift_species */
import type { Command } from 'commander';
import { shiftSpecies } from '../jobs/species/moveSpecies';
import { printEdited, type SpeciesOptions } from './editedSpecies';
import { parseNumberOption } from './program';

interface Options extends SpeciesOptions {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function registerShiftSpecies(program: Command): void {
  program
    .command('shift_species')
    .description('Move the centre of a species: maps, mask and particles.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .requiredOption('-x, --x <angstrom>', 'new centre from the present one in the map, Å', parseNumberOption)
    .requiredOption('-y, --y <angstrom>', 'the same along Y, Å', parseNumberOption)
    .requiredOption('-z, --z <angstrom>', 'the same along Z, Å', parseNumberOption)
    .option('--json', 'print the result as one JSON object')
    .action(async ({ x, y, z, json, ...choice }: Options) => {
      printEdited(json, await shiftSpecies(choice, [x, y, z]), `centre moved by ${x}, ${y}, ${z} Å`);
    });
}
