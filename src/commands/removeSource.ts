/** murmur remove_source; Remove From Population */
import { command } from './command';
import { onProject } from './palette';

export const removeSource = command({
  name: 'remove_source',
  description: 'Take a data source out of a population; its files stay.',
  target: 'source',
  fields: {},
  async run({ population, source }) {
    const { removeMember } = await import('../jobs/project/populationMembers');
    return removeMember(population, 'sources', source);
  },
  done: ({ name, path }) => [`Removed data source '${name}', its files stay in ${path}`],
  palette: {
    id: 'removeSource',
    title: 'Remove From Population...',
    menus: onProject('source', '5_source@3'),
  },
});
