/** murmur restore; Restore This Version */
import { command } from './command';
import { onProject } from './palette';

export const restore = command({
  name: 'restore',
  description: 'Go back to an earlier version of a species and of the data sources it was refined with.',
  target: 'species',
  fields: {
    // Not --version: that would be the program's own.
    to: {
      kind: 'text',
      option: '-t, --to <version>',
      required: true,
      help: 'version of the species, as murmur history shows it, or its label',
    },
    sourceVersions: {
      kind: 'names',
      option: '--source_version <versions...>',
      help: 'versions of data sources, where the species does not record them (default: by the dates of files)',
    },
  },
  async run({ to, ...options }, { say }) {
    const job = await import('../jobs/project/restore');
    const result = await job.restore({ ...options, version: to });
    for (const { name, version, by } of result.sources)
      if (by === 'date')
        say(
          `the species does not say with which version of ${name} it was refined: ${version} is the last one before it by the dates of the files`,
        );
    return result;
  },
  done: ({ species, sources }) => [
    `Restored ${species.name} to ${species.version}`,
    ...sources.map(({ name, version }) => `  data source ${name} to ${version}`),
  ],
  palette: {
    id: 'restoreVersion',
    title: 'Restore This Version...',
    icon: '$(history)',
    menus: [...onProject('version', '1_open@1', 'inline@1'), ...onProject('species', '6_versions@1')],
  },
});
