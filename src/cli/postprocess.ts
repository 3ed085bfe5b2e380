/** murmur postprocess */
import type { Command } from 'commander';
import { postprocessFiles, type PostprocessSummary } from '../jobs/maps/postprocess';
import { Problem } from '../../shared/problem';
import {
  parseIntegerOption,
  parseNumberOption,
  parsePositiveOption,
  printProgress,
  printResult,
} from './program';

interface Options {
  readonly i: string;
  readonly i2?: string;
  readonly o: string;
  readonly mask?: string;
  readonly angpix?: number;
  readonly molweight?: number;
  readonly half_maps?: boolean;
  readonly force_mask?: boolean;
  readonly auto_bfac?: boolean;
  readonly autob_lowres: number;
  readonly autob_highres: number;
  readonly adhoc_bfac?: number;
  readonly skip_fsc_weighting?: boolean;
  readonly low_pass?: number;
  readonly randomize_at_fsc: number;
  readonly randomize_at_A?: number;
  readonly random_seed: number;
  readonly locres?: boolean;
  readonly adapter?: string;
  readonly json?: boolean;
}

export function registerPostprocess(program: Command): void {
  program
    .command('postprocess')
    .description(
      'Measure the resolution of half-maps, weight, sharpen and filter their average, as relion_postprocess does.',
    )
    .requiredOption('--i <file>', 'half-map 1')
    .option('--i2 <file>', "half-map 2 (default: half-map 1's name with half2 for half1)")
    .option('--o <root>', 'what the names of all results start with', 'postprocess')
    .option('--mask <file>', 'soft mask, 0 to 1 (default: none, and nothing to correct)')
    .option('--angpix <angstrom>', "pixel size, Å (default: the header's)", parsePositiveOption)
    .option(
      '--molweight <kDa>',
      'molecular weight of what is ordered (default: by the mask)',
      parsePositiveOption,
    )
    .option('--half_maps', 'write the half-maps, filtered the same way, too')
    .option(
      '--force_mask',
      'keep the masked FSC even where it gives a worse resolution than the unmasked one',
    )
    .option('--auto_bfac', 'fit the B-factor to the Guinier plot')
    .option('--autob_lowres <angstrom>', 'lowest resolution of the fit, Å', parsePositiveOption, 10)
    .option('--autob_highres <angstrom>', 'highest resolution of the fit, Å; 0 for all', parseNumberOption, 0)
    .option('--adhoc_bfac <A2>', 'sharpen by this B-factor, Å^2: negative sharpens', parseNumberOption)
    .option('--skip_fsc_weighting', 'do not weight by sqrt(2 FSC / (1 + FSC))')
    .option(
      '--low_pass <angstrom>',
      'low-pass the map, Å; negative for the final resolution',
      parseNumberOption,
    )
    .option(
      '--randomize_at_fsc <fsc>',
      'randomise phases from where the unmasked FSC falls below this',
      parseNumberOption,
      0.8,
    )
    .option('--randomize_at_A <angstrom>', 'randomise phases from this resolution, Å', parseNumberOption)
    .option('--random_seed <number>', 'of the random phases', parseIntegerOption, 0)
    .option('--locres', 'resolution at every voxel and the map filtered to it, too, on a graphics adapter')
    .option('--adapter <name>', 'part of the name of that adapter, or "software"')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      if (options.adapter !== undefined && options.locres !== true)
        throw new Problem('--adapter is for --locres, everything else needs no graphics adapter', {
          remedy: 'give --locres, or leave out --adapter',
        });
      const result = await postprocessFiles({
        half1: options.i,
        half2: options.i2,
        mask: options.mask,
        output: options.o,
        pixelSize: options.angpix,
        halfMaps: options.half_maps ?? false,
        forceMask: options.force_mask ?? false,
        molecularWeight: options.molweight ?? null,
        sharpen: sharpening(options),
        weighByFsc: options.skip_fsc_weighting !== true,
        lowPass: lowPass(options.low_pass ?? 0),
        randomise:
          options.randomize_at_A !== undefined && options.randomize_at_A > 0
            ? { from: options.randomize_at_A }
            : { below: options.randomize_at_fsc },
        seed: options.random_seed,
        local: options.locres === true ? { adapter: options.adapter } : null,
      });
      for (const message of result.warnings) printProgress(`warning: ${message}`);
      printResult(options.json, result, lines(result));
    });
}

function sharpening({
  auto_bfac,
  adhoc_bfac,
  autob_lowres: coarsest,
  autob_highres: finest,
}: Options): { coarsest: number; finest: number } | { bfactor: number } | null {
  if (auto_bfac === true && adhoc_bfac !== undefined)
    throw new Problem('--auto_bfac and --adhoc_bfac exclude each other', { remedy: 'give one of them' });
  if (auto_bfac === true) return { coarsest, finest };
  return adhoc_bfac === undefined ? null : { bfactor: adhoc_bfac };
}

function lowPass(value: number): number | 'resolution' | null {
  if (value === 0) return null;
  return value < 0 ? 'resolution' : value;
}

function lines({ resolution, interpolatedResolution, bfactor, files }: PostprocessSummary): string[] {
  return [
    `Final resolution ${resolution.toFixed(2)} Å, interpolated between shells ${interpolatedResolution.toFixed(2)} Å`,
    ...(bfactor === 0 ? [] : [`B-factor ${bfactor.toFixed(1)} Å^2`]),
    ...files.map((file) => `  ${file}`),
  ];
}
