/** murmur update_mask */
import type { Command } from 'commander';
import { updateMask, type UpdatedMask, type UpdateMaskOptions } from '../jobs/species/updateMask';
import { parseIntegerOption, parseNumberOption, printResult } from './program';

export function registerUpdateMask(program: Command): void {
  program
    .command('update_mask')
    .description("Replace a species' mask by a binary one cut from a map.")
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .requiredOption('-m, --map <file>', "the map, with the species' pixel size")
    .requiredOption(
      '-t, --threshold <density>',
      'density at and above which a voxel belongs to the mask',
      parseNumberOption,
    )
    .option('-d, --dilate <voxels>', 'grow the mask by this much', parseIntegerOption, 0)
    .option('-c, --center', "move the species, so that the mask's centre of mass is the middle of the box")
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, ...options }: UpdateMaskOptions & { json?: boolean }) => {
      const result = await updateMask(options);
      printResult(json, result, [
        `New mask of ${result.species.name}: ${result.voxels} voxels${moved(result)} (version ${result.species.version})`,
      ]);
    });
}

function moved({ shift }: UpdatedMask): string {
  return shift === null ? '' : `, centre moved by ${shift.map((by) => by.toFixed(2)).join(', ')} Å`;
}
