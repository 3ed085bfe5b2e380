/** murmur add_source */
import { command } from './command';

export const addSource = command({
  name: 'add_source',
  description: 'Add a data source that exists already to a population.',
  target: 'population',
  fields: {
    source: {
      kind: 'file',
      files: 'source',
      option: '-s, --source <file>',
      required: true,
      help: 'the .source file',
    },
  },
  async run({ population, source }) {
    const job = await import('../jobs/project/populationMembers');
    return job.addSource(population, source);
  },
  done: ({ name, path, series }) => [`Added data source '${name}', ${path}: ${series} series`],
});
