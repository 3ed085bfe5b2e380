/** murmur reconstruct */
import type { Command } from 'commander';
import { reconstruct } from '../jobs/reconstruct/reconstruct';
import { parseIntegerOption, parseNumberOption, printProgress, printResult } from './program';

interface Options {
  readonly i: string;
  readonly o: string;
  readonly angpix?: number;
  readonly sym: string;
  readonly pad: number;
  readonly maxres?: number;
  readonly subset?: number;
  readonly ctf?: boolean;
  readonly ctf_phase_flipped?: boolean;
  readonly only_flip_phases?: boolean;
  readonly ctf_intact_first_peak?: boolean;
  readonly json?: boolean;
}

export function registerReconstruct(program: Command): void {
  program
    .command('reconstruct')
    .description(
      'Reconstruct a map from particle images with known orientations, as relion_reconstruct does.',
    )
    .requiredOption('--i <file>', 'STAR file of particle images, of RELION 3.0 or later')
    .option('--o <file>', 'the map that is written', 'relion.mrc')
    .option('--angpix <angstrom>', "pixel size, Å (default: the table's)", parseNumberOption)
    .option('--ctf', 'correct for the transfer function')
    .option('--ctf_phase_flipped', 'the phases of the images are flipped already')
    .option('--only_flip_phases', 'correct phases, not amplitudes')
    .option('--ctf_intact_first_peak', 'leave frequencies before the first peak of the transfer function')
    .option('--sym <group>', 'point group', 'C1')
    .option('--pad <factor>', 'padding factor', parseNumberOption, 2)
    .option('--maxres <angstrom>', 'highest resolution, Å (default: Nyquist)', parseNumberOption)
    .option('--subset <half>', 'only particles of this half-set, 1 or 2', parseIntegerOption)
    .option('--skip_gridding', 'accepted: there are no iterations to skip')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const result = await reconstruct(
        {
          input: options.i,
          output: options.o,
          pixelSize: options.angpix,
          symmetry: options.sym,
          padding: options.pad,
          resolution: options.maxres,
          subset: options.subset,
          transfer: {
            correct: options.ctf === true,
            flipped: options.ctf_phase_flipped === true,
            signOnly: options.only_flip_phases === true,
            intactFirstPeak: options.ctf_intact_first_peak === true,
          },
        },
        (done, of) => printProgress(`${Math.round((100 * done) / of)} %: ${done} of ${of} images`),
      );
      for (const warning of result.warnings) printProgress(warning);
      printResult(options.json, result, [
        `Wrote ${result.map} from ${result.images} images: ${result.size} voxels of ${result.pixelSize} Å`,
      ]);
    });
}
