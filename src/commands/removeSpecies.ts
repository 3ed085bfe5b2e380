/** murmur remove_species */
import { command } from './command';

export const removeSpecies = command({
  name: 'remove_species',
  description: 'Take a species out of a population; its files stay.',
  target: 'species',
  fields: {},
  async run({ population, species }) {
    const { removeMember } = await import('../jobs/project/populationMembers');
    return removeMember(population, 'species', species);
  },
  done: ({ name, path }) => [`Removed species '${name}', its files stay in ${path}`],
});
