/** murmur list_sources */
import { command } from './command';

export const listSources = command({
  name: 'list_sources',
  description: 'List the data sources of a population.',
  target: 'population',
  fields: {},
  async run({ population }) {
    const { readPopulation, readPopulationSources } = await import('../model/population');
    const sources = await readPopulationSources(await readPopulation(population));
    return {
      sources: sources.map(({ guid, name, path, files, pixelSize }) => ({
        guid,
        name,
        path,
        series: files.length,
        pixelSize,
      })),
    };
  },
  done: ({ sources }) => sources.map(({ name, guid, path }) => `'${name}' (${guid}), ${path}`),
});
