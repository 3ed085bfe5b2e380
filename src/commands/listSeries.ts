/** murmur list_series */
import { command } from './command';

export const listSeries = command({
  name: 'list_series',
  description: "List the tilt series of Warp's settings: processed, filtered out, deselected or unprocessed.",
  target: 'none',
  fields: {
    settings: {
      kind: 'file',
      files: 'settings',
      option: '-s, --processing_settings <file>',
      required: true,
      help: "Warp's .settings file of the tilt series",
    },
  },
  async run({ settings }) {
    const job = await import('../jobs/sources/listSeries');
    return job.listSeries(settings);
  },
  done: ({ series, counts }) => [
    ...series.map(({ name, status, tilts }) => `${name}  ${tilts} tilts  ${status}`),
    Object.entries(counts)
      .map(([status, count]) => `${count} ${status}`)
      .join(', '),
  ],
});
