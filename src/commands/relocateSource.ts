/** murmur relocate_source; Re-locate Moved Data */
import { command } from './command';
import { onProject } from './palette';

export const relocateSource = command({
  name: 'relocate_source',
  description: 'Say where a data source, its tomostar files or its raw movies have been moved to.',
  target: 'source',
  fields: {
    source: {
      kind: 'text',
      option: '-s, --source <source>',
      required: true,
      help: 'GUID, name or former path of the data source',
    },
    to: {
      kind: 'file',
      files: 'source',
      option: '--to <file>',
      help: 'where the .source file is now, with the XML of its series beside it',
    },
    dataDirectory: {
      kind: 'file',
      pick: 'folder',
      option: '--data_directory <folder>',
      help: 'folder of the tomostar files',
    },
    movieDirectory: {
      kind: 'file',
      pick: 'folder',
      option: '--movie_directory <folder>',
      help: 'folder of the raw tilt movies',
    },
  },
  async run(options) {
    const job = await import('../jobs/sources/relocateSource');
    return job.relocateSource(options);
  },
  done: ({ source, path, series, movies }) => [
    `${source} is ${path}; ${series} series and ${movies} movies lead to the new folders`,
  ],
  palette: {
    id: 'relocateSource',
    title: 'Re-locate Moved Data...',
    menus: onProject('source|broken', '5_source@2'),
  },
});
