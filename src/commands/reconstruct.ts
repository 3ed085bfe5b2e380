/** murmur reconstruct */
import { command } from './command';

export const reconstruct = command({
  name: 'reconstruct',
  description: 'Reconstruct a map from particle images with known orientations, as relion_reconstruct does.',
  target: 'none',
  fields: {
    input: {
      kind: 'file',
      files: 'star',
      option: '--i <file>',
      required: true,
      help: 'STAR file of particle images, of RELION 3.0 or later',
    },
    output: {
      kind: 'file',
      pick: 'save',
      option: '--o <file>',
      help: 'the map that is written',
      default: 'relion.mrc',
    },
    pixelSize: {
      kind: 'number',
      option: '--angpix <angstrom>',
      help: "pixel size, Å (default: the table's)",
    },
    correct: { kind: 'switch', option: '--ctf', help: 'correct for the transfer function' },
    flipped: {
      kind: 'switch',
      option: '--ctf_phase_flipped',
      help: 'the phases of the images are flipped already',
    },
    signOnly: { kind: 'switch', option: '--only_flip_phases', help: 'correct phases, not amplitudes' },
    intactFirstPeak: {
      kind: 'switch',
      option: '--ctf_intact_first_peak',
      help: 'leave frequencies before the first peak of the transfer function',
    },
    symmetry: { kind: 'text', option: '--sym <group>', help: 'point group', default: 'C1' },
    padding: { kind: 'number', option: '--pad <factor>', help: 'padding factor', default: 2 },
    resolution: {
      kind: 'number',
      option: '--maxres <angstrom>',
      help: 'highest resolution, Å (default: Nyquist)',
    },
    subset: {
      kind: 'number',
      whole: true,
      option: '--subset <half>',
      help: 'only particles of this half-set, 1 or 2',
    },
    skipGridding: {
      kind: 'switch',
      option: '--skip_gridding',
      help: 'accepted: there are no iterations to skip',
    },
  },
  async run({ correct, flipped, signOnly, intactFirstPeak, ...options }, { say }) {
    const job = await import('../jobs/reconstruct/reconstruct');
    const result = await job.reconstruct(
      { ...options, transfer: { correct, flipped, signOnly, intactFirstPeak } },
      (done, of) => say(`${Math.round((100 * done) / of)} %: ${done} of ${of} images`),
    );
    for (const warning of result.warnings) say(warning);
    return result;
  },
  done: ({ map, images, size, pixelSize }) => [
    `Wrote ${map} from ${images} images: ${size} voxels of ${pixelSize} Å`,
  ],
});
