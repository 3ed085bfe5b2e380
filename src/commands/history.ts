/** murmur history */
import { versionInWords } from '../model/chosenVersion';
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
      : versions.flatMap(({ date, of, name, current, resolution, changed, note, ...version }) => {
          const when = date.slice(0, 16).replace('T', ' ');
          const resolved = resolution === null ? '' : `, ${resolution.toFixed(2)} Å`;
          const words = `${of} ${name}  ${versionInWords(version)}${resolved}  ${changed.join(', ')}`;
          const notes = note.split('\n').filter((line) => line !== '');
          return [`${current ? '*' : ' '} ${when}  ${words}`, ...notes.map((line) => `    ${line}`)];
        }),
});
