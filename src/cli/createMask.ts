/** murmur create_mask */
import type { Command } from 'commander';
import type { CombineRule } from '../../shared/masks/planMask';
import { createMaskFile, type CreatedMask } from '../jobs/maps/createMask';
import { Problem } from '../../shared/problem';
import { parseNumberOption, parsePositiveOption, printResult } from './program';

type Rule = CombineRule | 'sub';

interface Options extends Partial<Readonly<Record<Rule, string>>> {
  readonly i: string;
  readonly i2?: string;
  readonly o: string;
  readonly angpix?: number;
  readonly lowpass?: number;
  readonly ini_threshold?: number;
  readonly molweight?: number;
  readonly extend_inimask: number;
  readonly width_soft_edge: number;
  readonly invert?: boolean;
  readonly json?: boolean;
}

export function registerCreateMask(program: Command): void {
  program
    .command('create_mask')
    .description('Make a mask from a map: low-pass, binarise, extend, soften, as relion_mask_create does.')
    .requiredOption('--i <file>', 'the map')
    .option(
      '--i2 <file>',
      'a second map, such as the other half-map: the mask is made from the average of both',
    )
    .option('--o <file>', 'the mask that is written', 'mask.mrc')
    .option('--angpix <angstrom>', "pixel size, Å (default: the header's)", parsePositiveOption)
    .option('--lowpass <angstrom>', 'low-pass the map to this resolution first, Å', parsePositiveOption)
    .option(
      '--ini_threshold <density>',
      'density at and above which a voxel belongs to the mask (default: by --molweight, or else by the histogram)',
      parseNumberOption,
    )
    .option(
      '--molweight <kDa>',
      'molecular weight: suggests the threshold that encloses it, at 0.81 Da per cubic Å',
      parsePositiveOption,
    )
    .option(
      '--extend_inimask <voxels>',
      'extend the binary mask, or shrink it if negative',
      parseNumberOption,
      0,
    )
    .option('--width_soft_edge <voxels>', 'raised cosine around it; 0 stays binary', parseNumberOption, 0)
    .option('--invert', '1 - mask')
    .option('--and <file>', 'a voxel belongs to the mask where this map is above the threshold, too')
    .option('--or <file>', 'a voxel belongs to the mask also where this map is above the threshold')
    .option('--and_not <file>', 'a voxel belongs to the mask only where this map is below the threshold')
    .option('--or_not <file>', 'a voxel belongs to the mask also where this map is below the threshold')
    .option('--sub <file>', 'takes this map off: --and_not')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const result = await createMaskFile({
        input: options.i,
        second: options.i2,
        output: options.o,
        pixelSize: options.angpix,
        lowPass: options.lowpass,
        threshold: options.ini_threshold,
        molecularWeight: options.molweight,
        extend: options.extend_inimask,
        softEdge: options.width_soft_edge,
        invert: options.invert ?? false,
        combine: combination(options),
      });
      printResult(options.json, result, lines(result));
    });
}

function combination(options: Options): { rule: CombineRule; path: string } | undefined {
  const rules = (['and', 'or', 'and_not', 'or_not', 'sub'] as const).flatMap((rule) => {
    const path = options[rule];
    return path === undefined ? [] : [{ rule: rule === 'sub' ? 'and_not' : rule, path } as const];
  });
  if (rules.length > 1)
    throw new Problem('only one of --and, --or, --and_not, --or_not and --sub is possible', {
      remedy: 'apply the second one to the mask that the first one made',
    });
  return rules.at(0);
}

function lines({ mask, threshold, suggested, voxels, kiloDalton }: CreatedMask): string[] {
  const size = kiloDalton === null ? '' : `, the volume of ${kiloDalton.toFixed(0)} kDa of protein`;
  return [
    `Made ${mask} at a threshold of ${number(threshold)}: ${voxels} voxels${size}`,
    ...(suggested.histogram === undefined ? [] : [`  by the histogram: ${number(suggested.histogram)}`]),
    ...(suggested.molecularWeight === undefined
      ? []
      : [`  by the molecular weight: ${number(suggested.molecularWeight)}`]),
  ];
}

function number(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
