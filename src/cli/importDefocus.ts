/** murmur import_defocus */
import type { Command } from 'commander';
import { importDefocus } from '../jobs/import/importDefocus';
import { parseNumberOption, printProgress, printResult } from './program';

interface Options {
  readonly settings: string;
  readonly defocus: string;
  readonly ctf_resolution?: number;
  readonly voltage?: number;
  readonly cs?: number;
  readonly amplitude?: number;
  readonly invert_angles?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function registerImportDefocus(program: Command): void {
  program
    .command('import_defocus')
    .description('Take over the defocus of each tilt from ctfplotter (.defocus), CTFFIND or AreTomo (.txt).')
    .requiredOption('-s, --settings <file>', "Warp's .settings file of the tilt series")
    .requiredOption(
      '-d, --defocus <folder>',
      'folder with NAME.defocus or NAME_....txt, or with folders NAME that hold them',
    )
    .option(
      '--ctf_resolution <angstrom>',
      'how far the fits are good, Å (default: the best tilt of CTFFIND)',
      parseNumberOption,
    )
    .option(
      '--voltage <kv>',
      'acceleration voltage, kV (default: from CTFFIND, or unchanged)',
      parseNumberOption,
    )
    .option('--cs <mm>', 'spherical aberration, mm (default: from CTFFIND, or unchanged)', parseNumberOption)
    .option(
      '--amplitude <fraction>',
      'amplitude contrast, 0 to 1 (default: from CTFFIND, or unchanged)',
      parseNumberOption,
    )
    .option('--invert_angles', 'the list has tilt angles of the opposite sign (default: the same)')
    .option('--overwrite', 'replace a CTF that has been fitted (default: stop)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const { voltage, cs, amplitude } = options;
      const result = await importDefocus({
        settings: options.settings,
        defocus: options.defocus,
        resolution: options.ctf_resolution,
        optics: {
          ...(voltage !== undefined && { voltage: 1000 * voltage }),
          ...(cs !== undefined && { cs: 1e7 * cs }),
          ...(amplitude !== undefined && { amplitude }),
        },
        invertAngles: options.invert_angles ?? false,
        overwrite: options.overwrite ?? false,
      });
      for (const series of result.missing)
        printProgress(`${series} has no list of defocus and stays as it is`);
      printResult(
        options.json,
        result,
        result.imported.flatMap(
          ({ series, from, program: name, tilts, listed, defocus, resolution, notes }) => [
            `${series}: ${defocus.toFixed(2)} µm, ${listed} values for ${tilts} tilts from ${from} (${name}), ` +
              (resolution > 0
                ? `good to ${resolution} Å`
                : 'M wants to know how far the fit is good: give --ctf_resolution'),
            ...notes.map((note) => `  ${note}`),
          ],
        ),
      );
    });
}
