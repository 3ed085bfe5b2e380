/** murmur add_species, add_source, remove_species, remove_source */
import type { Command } from 'commander';
import { addSource, addSpecies, removeMember } from '../jobs/project/populationMembers';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly json?: boolean;
}

export function registerPopulationMembers(program: Command): void {
  frame(program, 'add_species', 'Add a species that exists already to a population.')
    .requiredOption('-s, --species <file>', 'the .species file')
    .action(async ({ population, species, json }: Options & { readonly species: string }) => {
      const added = await addSpecies(population, species);
      const { name, path, matched, particles } = added;
      printResult(json, added, [
        `Added species '${name}', ${path}: ${matched} of ${particles} particles belong to its series`,
      ]);
    });
  frame(program, 'add_source', 'Add a data source that exists already to a population.')
    .requiredOption('-s, --source <file>', 'the .source file')
    .action(async ({ population, source, json }: Options & { readonly source: string }) => {
      const added = await addSource(population, source);
      printResult(json, added, [`Added data source '${added.name}', ${added.path}: ${added.series} series`]);
    });
  frame(program, 'remove_species', 'Take a species out of a population; its files stay.')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .action(async ({ population, species, json }: Options & { readonly species: string }) => {
      const removed = await removeMember(population, 'species', species);
      printResult(json, removed, [`Removed species '${removed.name}', its files stay in ${removed.path}`]);
    });
  frame(program, 'remove_source', 'Take a data source out of a population; its files stay.')
    .requiredOption('-s, --source <source>', 'path, GUID or name of the data source')
    .action(async ({ population, source, json }: Options & { readonly source: string }) => {
      const removed = await removeMember(population, 'sources', source);
      printResult(json, removed, [
        `Removed data source '${removed.name}', its files stay in ${removed.path}`,
      ]);
    });
}

function frame(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('--json', 'print the result as one JSON object');
}
