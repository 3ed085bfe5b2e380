/** murmur label_version; Label Version */
import { command } from './command';
import { onProject } from './palette';

export const labelVersion = command({
  name: 'label_version',
  description: 'Give a version of a species a label, by which restore finds it, and a note.',
  target: 'species',
  fields: {
    to: {
      kind: 'text',
      option: '-t, --to <version>',
      required: true,
      help: 'version of the species, as murmur history shows it, or the label that it has',
    },
    label: {
      kind: 'text',
      option: '--label <text>',
      help: 'a few words; "" takes the label away (default: as it is)',
    },
    note: {
      kind: 'text',
      option: '--note <text>',
      help: 'whatever else there is to say; "" takes the note away (default: as it is)',
    },
  },
  async run({ to, ...options }) {
    const job = await import('../jobs/project/labelVersion');
    return job.labelVersion({ ...options, version: to });
  },
  done: ({ name, version, label, note }) => [
    `${version} of ${name} ${label === '' ? 'has no label' : `is "${label}"`}`,
    ...note.split('\n').filter((line) => line !== ''),
  ],
  palette: {
    id: 'labelVersion',
    title: 'Label Version...',
    icon: '$(tag)',
    menus: onProject('version.*', '6_versions@4'),
  },
});
