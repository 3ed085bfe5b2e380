/** murmur match_particles */
import type { Command } from 'commander';
import { matchParticles, type MatchedParticles } from '../jobs/particles/matchParticles';
import { Problem } from '../../shared/problem';
import { anySizesOption, coordinatePixelOption, shiftPixelOption } from './pixelSizeOptions';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly particles_relion?: string;
  readonly particles_m?: string;
  readonly angpix_coords?: number;
  readonly angpix_shifts?: number;
  readonly any_sizes?: boolean;
  readonly sources?: readonly string[];
  readonly json?: boolean;
}

export function registerMatchParticles(program: Command): void {
  program
    .command('match_particles')
    .description('Say which series the particles of a table belong to, as create_species would find them.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('--particles_relion <file>', 'particle STAR file or optimisation set from RELION or WarpTools')
    .option('--particles_m <file>', 'particle STAR file from M; give this or --particles_relion')
    .addOption(coordinatePixelOption())
    .addOption(shiftPixelOption())
    .addOption(anySizesOption())
    .option('--sources <names...>', 'match to these data sources only (default: all)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const { particles_relion: relion, particles_m: m } = options;
      if ((relion === undefined) === (m === undefined))
        throw new Problem('particles come from one table, given with --particles_relion or --particles_m', {
          remedy: 'give exactly one of the two',
        });
      const found = await matchParticles(options.population, {
        particles: relion === undefined ? { path: m ?? '', format: 'm' } : { path: relion, format: 'relion' },
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
