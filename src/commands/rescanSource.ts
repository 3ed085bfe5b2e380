/** murmur rescan_source; Re-scan */
import { command } from './command';
import { onProject } from './palette';

export const rescanSource = command({
  name: 'rescan_source',
  description: 'Add the series that were processed since to a data source, and drop those whose XML is gone.',
  target: 'source',
  fields: {
    includeDeselected: {
      kind: 'switch',
      option: '--include_deselected',
      help: 'add series that were deselected by hand too (default: leave them out)',
    },
  },
  async run(options) {
    const job = await import('../jobs/sources/rescanSource');
    return job.rescanSource(options);
  },
  done: ({ source, series, added, removed }) => [
    `${source} has ${series} series: ${added.length} added, ${removed.length} removed`,
    ...added.map((name) => `  + ${name}`),
    ...removed.map((name) => `  - ${name}`),
  ],
  palette: {
    id: 'rescanSource',
    title: 'Re-scan',
    icon: '$(refresh)',
    menus: onProject('source', '5_source@1', 'inline@1'),
  },
});
