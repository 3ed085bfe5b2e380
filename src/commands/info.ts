/** murmur info */
import type { Fact } from '../formats/described';
import { command } from './command';

export const info = command({
  name: 'info',
  description: 'Tell what a file holds: map, movie, table, settings, series, alignment.',
  target: 'none',
  fields: { file: { kind: 'file', option: '<file>', required: true, help: 'any file of a project' } },
  async run({ file }) {
    const { describeFile } = await import('../jobs/info/describeFile');
    return describeFile(file);
  },
  json: ({ file, kind, bytes, facts }) => ({ file, kind, bytes, ...facts }),
  done: ({ file, kind, bytes, facts }) => [
    `${file}: ${kind}, ${bytes} bytes`,
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${asText(value)}`),
  ],
});

function asText(value: Fact): string {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : value.map(asText).join(', ') || 'none';
}
