/** murmur particles */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { selectParticles, type ParticleSelection, type SetPart } from '../jobs/particleSets';
import { Problem } from '../problem';
import type { SpeciesOptions } from './editedSpecies';
import { coordinatePixelOption, shiftPixelOption } from './pixelSizeOptions';
import { parseNumberOption, parsePositiveOption, printResult } from './program';

interface Options extends SpeciesOptions {
  readonly particles_relion?: string;
  readonly particles_m?: string;
  readonly keep?: readonly SetPart[];
  readonly tolerance: number;
  readonly duplicates?: number;
  readonly column?: string;
  readonly min?: number;
  readonly max?: number;
  readonly angpix_coords?: number;
  readonly angpix_shifts?: number;
  readonly sources?: readonly string[];
  readonly output?: string;
  readonly dry_run?: boolean;
}

export function registerParticles(program: Command): void {
  program
    .command('particles')
    .description(
      'Keep some of the particles of a species: compared with another set, not twice, or by a column.',
    )
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .option('--particles_relion <file>', 'another set, from RELION or WarpTools')
    .option('--particles_m <file>', 'another set, from M')
    .addOption(coordinatePixelOption())
    .addOption(shiftPixelOption())
    .option('--sources <names...>', 'match the other set to these data sources only (default: all)')
    .addOption(
      new Option('--keep <parts>', 'of old (only in the species), both, new: several with commas').argParser(
        parseParts,
      ),
    )
    .option(
      '--tolerance <angstrom>',
      'particles of both sets that are closer are the same, Å',
      parseNumberOption,
      10,
    )
    .option('--duplicates <angstrom>', 'of particles that are closer the first stays, Å', parsePositiveOption)
    .option('--column <label>', 'column of the particle table to select by')
    .option('--min <number>', 'least value of that column (default: any)', parseNumberOption)
    .option('--max <number>', 'largest value of that column (default: any)', parseNumberOption)
    .option('-o, --output <file>', 'STAR file for them (default: a new version of the species)')
    .option('--dry_run', 'count them and write nothing')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, population, species, ...options }: Options) => {
      const { output: file, dry_run: dry } = options;
      if (dry === true && file !== undefined)
        throw new Problem('--dry_run writes nothing, --output names a file', {
          remedy: 'leave out one of them',
        });
      const result = await selectParticles(
        { population, species },
        toSelection(options),
        dry === true ? { nowhere: true } : { output: file },
      );
      const { compared, before, after, duplicates, version, output } = result;
      printResult(json, result, [
        ...(compared === null
          ? []
          : [`${compared.old} only old, ${compared.both} in both, ${compared.new} only new`]),
        ...(duplicates > 0 ? [`${duplicates} duplicates left out`] : []),
        `${after} particles after ${before}, ${output ?? (version === null ? 'nothing written' : `version ${version}`)}`,
      ]);
    });
}

function toSelection(options: Omit<Options, keyof SpeciesOptions>): ParticleSelection {
  const { particles_relion: relion, particles_m: m, column, min, max } = options;
  if (relion !== undefined && m !== undefined)
    throw new Problem('--particles_relion and --particles_m exclude each other', {
      remedy: 'give one of them',
    });
  const path = relion ?? m;
  if ((path === undefined) !== (options.keep === undefined))
    throw new Problem('--keep and another set of particles belong together', { remedy: 'give both or none' });
  if (path === undefined && options.sources !== undefined)
    throw new Problem('--sources belong to another set of particles, which was not given', {
      remedy: 'give --particles_relion or --particles_m, or leave them out',
    });
  if (column === undefined && (min !== undefined || max !== undefined))
    throw new Problem('--min and --max belong to --column, which was not given', {
      remedy: 'name the column',
    });
  return {
    ...(path !== undefined && {
      compare: {
        path,
        format: relion === undefined ? 'm' : 'relion',
        tolerance: options.tolerance,
        coordinatePixelSize: options.angpix_coords,
        shiftPixelSize: options.angpix_shifts,
        sources: options.sources,
        keep: options.keep ?? [],
      },
    }),
    duplicates: options.duplicates,
    ...(column !== undefined && { column: { label: column, from: min ?? -Infinity, to: max ?? Infinity } }),
  };
}

function parseParts(text: string): readonly SetPart[] {
  return text.split(',').map((part) => {
    if (part === 'old' || part === 'both' || part === 'new') return part;
    throw new InvalidArgumentError('It is not of old, both, new.');
  });
}
