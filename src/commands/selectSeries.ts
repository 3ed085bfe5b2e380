/** murmur select_series; Select Series, and Deselect Series of the palette */
import { command } from './command';
import { onProject } from './palette';

export const selectSeries = command({
  name: 'select_series',
  description: 'Take tilt series out of refinements, or in again (UnselectManual).',
  target: 'series',
  fields: {
    series: {
      kind: 'names',
      option: '-s, --series <names...>',
      required: true,
      help: 'names of tilt series: TS_1 TS_2',
    },
    as: {
      kind: 'choice',
      option: '--as <decision>',
      required: true,
      help: 'deselected, selected, or automatic: nobody has decided',
      choices: [{ value: 'deselected' }, { value: 'selected' }, { value: 'automatic' }],
    },
    source: {
      kind: 'text',
      option: '--source <source>',
      help: 'path, GUID or name of their data source (default: the one that has them)',
    },
  },
  async run({ as: selection, ...options }) {
    const job = await import('../jobs/sources/selectSeries');
    return job.selectSeries({ ...options, selection });
  },
  json: (changed, { as: selection }) => ({ changed, selection }),
  done: (changed, { as: selection }) => [
    `${changed.length} series ${changed.length === 1 ? 'is' : 'are'} ${selection} now`,
  ],
  palette: {
    id: 'selectSeries',
    title: 'Select Series',
    icon: '$(check)',
    menus: onProject('series\\.(deselected|filtered)', '5_select@2'),
  },
});
