/** murmur history */
import { command } from './command';

export const history = command({
  name: 'history',
  description: 'List the versions of the species and data sources of a population.',
  target: 'population',
  fields: {},
  async run({ population }) {
    const { readHistory } = await import('../jobs/project/history');
    return readHistory(population);
  },
  json: (versions) => ({ versions }),
  done: (versions) =>
    versions.length === 0
      ? ['No versions were kept']
      : versions.map(({ date, of, name, version, current, resolution, changed }) => {
          const when = date.slice(0, 16).replace('T', ' ');
          const resolved = resolution === null ? '' : `, ${resolution.toFixed(2)} Å`;
          return `${current ? '*' : ' '} ${when}  ${of} ${name}  ${version}${resolved}  ${changed.join(', ')}`;
        }),
});
