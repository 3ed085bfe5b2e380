/** murmur reconstruct_tomogram; Reconstruct Tomogram: of one series, with everything that was refined. */
import { command } from './command';
import { onProject } from './palette';
import { percent } from './percent';
import { adapter } from './sharedFields';

export const reconstructTomogram = command({
  name: 'reconstruct_tomogram',
  description: 'Reconstruct the tomogram of a series with image and volume warp and everything else refined.',
  target: 'series',
  cancellable: true,
  usesGpu: true,
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
    output: {
      kind: 'file',
      pick: 'save',
      option: '-o, --output <file>',
      required: true,
      help: 'the tomogram, .mrc',
    },
    pixelSize: {
      kind: 'number',
      option: '--angpix <angstrom>',
      required: true,
      range: [0.0001, 1000],
      help: 'pixel size of the tomogram, Å',
    },
    ctf: {
      kind: 'choice',
      option: '--ctf <what>',
      choices: [{ value: 'none' }, { value: 'flip' }, { value: 'multiply' }],
      default: 'flip',
      help: 'what is done about the transfer function, at the height of each part: none, flip (phases) or multiply',
    },
    weights: {
      kind: 'switch',
      reverse: true,
      option: '--dont_weight',
      help: 'count all tilts the same (default: by exposure and angle, as fitted)',
    },
    invert: {
      kind: 'switch',
      reverse: true,
      option: '--dark',
      help: 'leave particles dark, as in the micrographs (default: bright)',
    },
    halves: {
      kind: 'choice',
      option: '--halves <what>',
      choices: [{ value: 'frames' }, { value: 'tilts' }],
      help: 'two more tomograms, *_even.mrc and *_odd.mrc: of even and odd frames (as Warp averaged them) or of every other tilt',
    },
    corner: {
      kind: 'vector',
      option: '--corner <x,y,z>',
      range: [0, 1e6],
      labels: ['X', 'Y', 'Z'],
      help: 'only a part: where it begins, Å from the corner of the volume (default: 0,0,0)',
    },
    extent: {
      kind: 'vector',
      option: '--extent <x,y,z>',
      range: [0, 1e6],
      labels: ['X', 'Y', 'Z'],
      help: 'only a part: its size, Å (default: to the end of the volume)',
    },
    adapter,
  },
  async run({ invert, ...options }, { say, cancelled }) {
    const signal = cancelled('cancelled, nothing was written');
    const job = await import('../jobs/reconstruct/reconstructTomogram');
    return job.reconstructTomogram({ ...options, dark: !invert, signal }, (fraction, message) =>
      say(percent(fraction, message)),
    );
  },
  done: ({ files, tilts, size, pixelSize }) =>
    files.map((file) => `Wrote ${file} from ${tilts} tilts: ${size.join(' x ')} voxels of ${pixelSize} Å`),
  palette: {
    id: 'reconstructTomogram',
    title: 'Reconstruct Tomogram...',
    menus: onProject('series.*', '5_change@1'),
  },
});
