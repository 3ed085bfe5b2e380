/** murmur import_alignments */
import type { Command } from 'commander';
import { alignmentNames, alignmentPrograms } from '../jobs/import/findAlignment';
import { importAlignments } from '../jobs/import/importAlignments';
import { parseNumberOption, printProgress, printResult } from './program';

interface Options {
  readonly settings: string;
  readonly alignments: string;
  readonly alignment_angpix?: number;
  readonly invert_angles?: boolean;
  readonly any_angles?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function registerImportAlignments(program: Command): void {
  program
    .command('import_alignments')
    .description(`Take over tilt-series alignments from ${alignmentPrograms()}.`)
    .requiredOption('-s, --settings <file>', "Warp's .settings file of the tilt series")
    .requiredOption(
      '-a, --alignments <folder>',
      `folder with ${alignmentNames('NAME').join(', ')}, or with folders NAME or NAME_Imod of etomo, AreTomo or WarpTools`,
    )
    .option(
      '--alignment_angpix <angstrom>',
      'pixel size of the aligned stacks, Å (default: unbinned)',
      parseNumberOption,
    )
    .option('--invert_angles', 'take tilt angles with the opposite sign (default: as they are)')
    .option(
      '--any_angles',
      'take tilt angles that are far from those of the tomostar by a factor, a constant or a step (default: stop)',
    )
    .option('--overwrite', 'discard deformations that M refined (default: stop)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const result = await importAlignments({
        settings: options.settings,
        alignments: options.alignments,
        pixelSize: options.alignment_angpix,
        invertAngles: options.invert_angles ?? false,
        anyAngles: options.any_angles ?? false,
        overwrite: options.overwrite ?? false,
      });
      for (const series of result.missing) printProgress(`${series} has no alignment and stays as it is`);
      printProgress(`shifts are counted in pixels of ${result.pixelSize} Å`);
      printResult(
        options.json,
        result,
        result.imported.flatMap(({ series, from, tilts, left_out: off, notes }) => [
          `${series}: ${tilts} tilts from ${from}${off > 0 ? `, ${off} tilts switched off` : ''}`,
          ...notes.map((note) => `  ${note}`),
        ]),
      );
    });
}
