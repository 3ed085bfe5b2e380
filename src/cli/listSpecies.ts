/** murmur list_species */
import type { Command } from 'commander';
import { readParticles } from '../model/particleFile';
import { readPopulation, readPopulationSpecies } from '../model/population';
import { companion } from '../model/species';
import { printResult } from './program';

export function registerListSpecies(program: Command): void {
  program
    .command('list_species')
    .description('List the species of a population.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: { population: string; json?: boolean }) => {
      const all = await readPopulationSpecies(await readPopulation(options.population));
      const entries = await Promise.all(
        all.map(async (species) => ({
          guid: species.guid,
          name: species.name,
          path: species.path,
          resolution: species.globalResolution > 0 ? species.globalResolution : null,
          particles: (await readParticles(companion(species, '_particles.star'), species.temporalSamples))
            .count,
          diameter: species.diameter,
          pixelSize: species.pixelSize,
          symmetry: species.symmetry,
        })),
      );
      printResult(
        options.json,
        { species: entries },
        entries.map(({ name, guid, path }) => `'${name}' (${guid}), ${path}`),
      );
    });
}
