/** murmur add_species */
import { command } from './command';

export const addSpecies = command({
  name: 'add_species',
  description: 'Add a species that exists already to a population.',
  target: 'population',
  fields: {
    species: { kind: 'file', option: '-s, --species <file>', required: true, help: 'the .species file' },
  },
  async run({ population, species }) {
    const job = await import('../jobs/project/populationMembers');
    return job.addSpecies(population, species);
  },
  done: ({ name, path, matched, particles }) => [
    `Added species '${name}', ${path}: ${matched} of ${particles} particles belong to its series`,
  ],
});
