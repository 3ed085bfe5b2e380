/** murmur import_alignments */
import { alignmentNames, alignmentPrograms } from '../jobs/import/findAlignment';
import { command } from './command';

export const importAlignments = command({
  name: 'import_alignments',
  description: `Take over tilt-series alignments from ${alignmentPrograms()}.`,
  target: 'none',
  fields: {
    settings: {
      kind: 'file',
      files: 'settings',
      option: '-s, --settings <file>',
      required: true,
      help: "Warp's .settings file of the tilt series",
    },
    alignments: {
      kind: 'file',
      pick: 'folder',
      option: '-a, --alignments <folder>',
      required: true,
      help: `folder with ${alignmentNames('NAME').join(', ')}, or with folders NAME or NAME_Imod of etomo, AreTomo or WarpTools`,
    },
    pixelSize: {
      kind: 'number',
      option: '--alignment_angpix <angstrom>',
      help: 'pixel size of the aligned stacks, Å (default: unbinned)',
    },
    invertAngles: {
      kind: 'switch',
      option: '--invert_angles',
      help: 'take tilt angles with the opposite sign (default: as they are)',
    },
    anyAngles: {
      kind: 'switch',
      option: '--any_angles',
      help: 'take tilt angles that are far from those of the tomostar by a factor, a constant or a step (default: stop)',
    },
    overwrite: {
      kind: 'switch',
      option: '--overwrite',
      help: 'discard deformations that M refined (default: stop)',
    },
  },
  async run(options, { say }) {
    const job = await import('../jobs/import/importAlignments');
    const result = await job.importAlignments(options);
    for (const series of result.missing) say(`${series} has no alignment and stays as it is`);
    say(`shifts are counted in pixels of ${result.pixelSize} Å`);
    return result;
  },
  done: ({ imported }) =>
    imported.flatMap(({ series, from, tilts, left_out: off, notes }) => [
      `${series}: ${tilts} tilts from ${from}${off > 0 ? `, ${off} tilts switched off` : ''}`,
      ...notes.map((note) => `  ${note}`),
    ]),
});
