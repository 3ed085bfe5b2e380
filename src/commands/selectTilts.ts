/** murmur select_tilts */
import { Problem } from '../../shared/problem';
import { command } from './command';

const tilts = { kind: 'parsed', parse: parseTilts, default: [] } as const;

export const selectTilts = command({
  name: 'select_tilts',
  description: 'Use tilts of a series, or leave them out (UseTilt).',
  target: 'series',
  fields: {
    series: {
      kind: 'text',
      option: '-s, --series <name>',
      required: true,
      help: 'name of the tilt series: TS_1',
    },
    source: {
      kind: 'text',
      option: '--source <source>',
      help: 'path, GUID or name of its data source (default: the one that has it)',
    },
    use: { ...tilts, option: '--use <tilts>', help: 'tilts to use, from 1 in file order: 1,4-6' },
    leaveOut: { ...tilts, option: '--leave_out <tilts>', help: 'tilts to leave out' },
  },
  async run(options) {
    const job = await import('../jobs/sources/selectTilts');
    return job.selectTilts(options);
  },
  done: ({ series, used, tilts: all, changed }) => [
    `${series}: ${used} of ${all} tilts are used, ${changed} changed`,
  ],
});

/** `1,4-6` */
function parseTilts(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (range === null) throw new Problem('It is not like 1,4-6');
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    if (last < first || last > 10_000) throw new Problem(`${part} is no range of tilts`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
