/** murmur rotate_species */
import type { Command } from 'commander';
import { rotateSpecies } from '../jobs/species/moveSpecies';
import { printEdited, type SpeciesOptions } from './editedSpecies';
import { parseNumberOption } from './program';

interface Options extends SpeciesOptions {
  readonly angle_rot: number;
  readonly angle_tilt: number;
  readonly angle_psi: number;
}

export function registerRotateSpecies(program: Command): void {
  program
    .command('rotate_species')
    .description("Turn a species about its centre: maps, mask and particles; RELION's Euler angles.")
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .requiredOption('--angle_rot <degrees>', 'first angle, about Z', parseNumberOption)
    .requiredOption('--angle_tilt <degrees>', 'second angle, about Y', parseNumberOption)
    .requiredOption('--angle_psi <degrees>', 'third angle, about Z', parseNumberOption)
    .option('--json', 'print the result as one JSON object')
    .action(async ({ angle_rot, angle_tilt, angle_psi, json, ...choice }: Options) => {
      const edited = await rotateSpecies(choice, [angle_rot, angle_tilt, angle_psi]);
      printEdited(json, edited, `turned by ${angle_rot}°, ${angle_tilt}°, ${angle_psi}°`);
    });
}
