/** murmur eval_model */
import { command } from './command';
import { parseSizes } from './parse';

export const evalModel = command({
  name: 'eval_model',
  description: 'Write the positions of volume points in every tilt image.',
  target: 'none',
  fields: {
    xml: { kind: 'file', option: '--xml <file>', required: true, help: 'XML file of the tilt series' },
    volume: {
      kind: 'parsed',
      option: '--volume <X,Y,Z>',
      required: true,
      help: 'size of the volume, Å',
      parse: (text: string) => parseSizes(text, 3),
    },
    image: {
      kind: 'parsed',
      option: '--image <W,H>',
      required: true,
      help: 'size of the tilt images, Å',
      parse: (text: string) => parseSizes(text, 2),
    },
    points: {
      kind: 'file',
      files: 'star',
      option: '--points <file>',
      required: true,
      help: 'STAR file with centeredCoordinateXAngst, Y and Z: Å from the center of the volume',
    },
    output: {
      kind: 'file',
      pick: 'save',
      option: '--output <file>',
      required: true,
      help: 'STAR file to write: tables points, tilts and mappings (Å, degrees)',
    },
  },
  async run({ volume: [x, y, z], image: [width, height], ...files }) {
    const job = await import('../jobs/sources/evalModel');
    return job.evalModel({ ...files, volumeSize: [x, y, z], imageSize: [width, height] });
  },
  done: ({ points, tilts, output }) => [`Wrote ${points} points in ${tilts} tilts to ${output}`],
});
