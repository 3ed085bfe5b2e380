/** murmur refine_settings */
import { command } from './command';

export const refineSettings = command({
  name: 'refine_settings',
  description: 'Write a settings file for `refine --settings`, with what was used last.',
  target: 'population',
  fields: {
    output: {
      kind: 'file',
      pick: 'save',
      option: '-o, --output <file>',
      help: 'the new .refine.json file (default: beside the population, of its name)',
    },
  },
  async run({ population, output }) {
    const { createSettingsFile } = await import('../jobs/refinementSettings/createSettingsFile');
    return createSettingsFile(population, output);
  },
  json: (settings) => ({ settings }),
  done: (settings) => [`Wrote ${settings}`],
});
