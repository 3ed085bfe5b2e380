/** murmur match_particles */
import type { Command } from 'commander';
import { matchParticles, type MatchedParticles } from '../jobs/particles/matchParticles';
import { tableGiven } from '../model/particleFormats';
import { addTableOptions } from './particleTable';
import { anySizesOption, coordinatePixelOption, shiftPixelOption } from './pixelSizeOptions';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly angpix_coords?: number;
  readonly angpix_shifts?: number;
  readonly any_sizes?: boolean;
  readonly sources?: readonly string[];
  readonly json?: boolean;
}

export function registerMatchParticles(program: Command): void {
  const command = program
    .command('match_particles')
    .description('Say which series the particles of a table belong to, as create_species would find them.')
    .requiredOption('-p, --population <file>', 'the .population file');
  addTableOptions(command)
    .addOption(coordinatePixelOption())
    .addOption(shiftPixelOption())
    .addOption(anySizesOption())
    .option('--sources <names...>', 'match to these data sources only (default: all)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const found = await matchParticles(options.population, {
        particles: tableGiven({ ...options }),
        coordinatePixelSize: options.angpix_coords,
        shiftPixelSize: options.angpix_shifts,
        anySizes: options.any_sizes,
        sources: options.sources,
      });
      printResult(options.json, found, lines(found));
    });
}

function lines({ particles, matched, unmatched, pixelSizes, warnings }: MatchedParticles): readonly string[] {
  const count = matched.reduce((sum, one) => sum + one.particles, 0);
  return [
    `${count}/${particles} particles matched to available data sources`,
    ...matched.map((one) => `  ${one.series}: ${one.particles}`),
    ...unmatched.map(
      (one) => `  ${one.name}: ${one.particles} match no series (closest is ${one.closest ?? 'none'})`,
    ),
    ...pixelSizes.map(
      ({ of, pixelSize, from, particles: used }) =>
        `  ${of} of ${used} particles: ${pixelSize} Å per unit, from ${from}`,
    ),
    ...warnings,
  ];
}
