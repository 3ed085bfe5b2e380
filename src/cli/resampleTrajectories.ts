/** murmur resample_trajectories */
import type { Command } from 'commander';
import { resampleTrajectories } from '../jobs/species/resampleTrajectories';
import { printEdited, type SpeciesOptions } from './editedSpecies';
import { parseIntegerOption } from './program';

export function registerResampleTrajectories(program: Command): void {
  program
    .command('resample_trajectories')
    .description('Give particles another number of poses over the exposure.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .requiredOption(
      '--samples <count>',
      'poses a particle has: 1 for small ones, 3 for the largest',
      parseIntegerOption,
    )
    .option('--json', 'print the result as one JSON object')
    .action(async ({ samples, json, ...choice }: SpeciesOptions & { readonly samples: number }) => {
      const edited = await resampleTrajectories(choice, samples);
      printEdited(json, edited, `${samples} ${samples === 1 ? 'pose' : 'poses'} a particle`, { samples });
    });
}
