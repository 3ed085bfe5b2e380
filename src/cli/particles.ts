/** murmur particles */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { selectParticles, type ParticleSelection, type SetPart } from '../jobs/particles/particleSets';
import { scoreText } from '../jobs/report/scoreText';
import { hasLimits, type ScoreChoice } from '../jobs/particles/scoreSelection';
import { refinementScore } from '../model/particleScores';
import { optionNames, particleFormats, tablesGiven } from '../model/particleFormats';
import { Problem } from '../../shared/problem';
import type { SpeciesOptions } from './editedSpecies';
import { addTableOptions } from './particleTable';
import { anySizesOption, coordinatePixelOption, shiftPixelOption } from './pixelSizeOptions';
import { parseIntegerOption, parseNumberOption, parsePositiveOption, printResult } from './program';

interface Options extends SpeciesOptions {
  readonly keep?: readonly SetPart[];
  readonly tolerance: number;
  readonly duplicates?: number;
  readonly one_half?: number;
  readonly column?: string;
  readonly min?: number;
  readonly max?: number;
  readonly score?: string;
  readonly min_score?: number;
  readonly max_score?: number;
  readonly best?: number;
  readonly best_percent?: number;
  readonly lower_is_better?: boolean;
  readonly angpix_coords?: number;
  readonly angpix_shifts?: number;
  readonly any_sizes?: boolean;
  readonly sources?: readonly string[];
  readonly output?: string;
  readonly dry_run?: boolean;
}

export function registerParticles(program: Command): void {
  const command = program
    .command('particles')
    .description(
      'Keep some of the particles of a species: compared with another set, not twice, by a column, or by their score.',
    )
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species');
  addTableOptions(command, particleFormats, (from) => `another set, from ${from}`)
    .addOption(coordinatePixelOption())
    .addOption(shiftPixelOption())
    .addOption(anySizesOption())
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
    .option(
      '--duplicates <angstrom>',
      'of particles that are closer the one with the better score stays, or else the first, Å',
      parsePositiveOption,
    )
    .option(
      '--one_half <angstrom>',
      'particles that are closer, filaments and copies go into the half-set of the first of them, Å',
      parsePositiveOption,
    )
    .option('--column <label>', 'column of the particle table to select by')
    .option('--min <number>', 'least value of that column (default: any)', parseNumberOption)
    .option('--max <number>', 'largest value of that column (default: any)', parseNumberOption)
    .option(
      '--score <label>',
      `column that says how good a particle is (default: ${refinementScore} of a refinement, or the score of RELION or Warp that there is)`,
    )
    .option('--min_score <number>', 'least score (default: any)', parseNumberOption)
    .option('--max_score <number>', 'largest score (default: any)', parseNumberOption)
    .option('--best <count>', 'keep this many with the best scores', parseIntegerOption)
    .option('--best_percent <percent>', 'keep this part with the best scores', parseNumberOption)
    .option('--lower_is_better', 'the lowest scores are the best (default: as the column is known)')
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
      const { compared, moved, before, after, duplicates, duplicatesBy, scores, version, output } = result;
      printResult(json, result, [
        ...(compared === null
          ? []
          : [`${compared.old} only old, ${compared.both} in both, ${compared.new} only new`]),
        ...(scores === null ? [] : scoreText(scores, (count) => `${count} particles`)),
        ...(duplicates > 0
          ? [
              `${duplicates} duplicates left out, ${duplicatesBy === null ? 'the first' : `the best ${duplicatesBy}`} of each kept`,
            ]
          : []),
        ...(moved > 0
          ? [`${moved} particles are in the other half-set now: make new half-maps with refine --iter 0`]
          : []),
        `${after} particles after ${before}, ${output ?? (version === null ? 'nothing written' : `version ${version}`)}`,
      ]);
    });
}

function toSelection(options: Omit<Options, keyof SpeciesOptions>): ParticleSelection {
  const { column, min, max } = options;
  const [table, ...others] = tablesGiven({ ...options });
  if (others.length > 0)
    throw new Problem(`${optionNames().join(' and ')} exclude each other`, {
      remedy: 'give one of them',
    });
  if ((table === undefined) !== (options.keep === undefined))
    throw new Problem('--keep and another set of particles belong together', { remedy: 'give both or none' });
  if (table === undefined && options.sources !== undefined)
    throw new Problem('--sources belong to another set of particles, which was not given', {
      remedy: `give ${optionNames().join(' or ')}, or leave them out`,
    });
  if (column === undefined && (min !== undefined || max !== undefined))
    throw new Problem('--min and --max belong to --column, which was not given', {
      remedy: 'name the column',
    });
  const score: ScoreChoice = {
    label: options.score,
    lowerIsBetter: options.lower_is_better,
    from: options.min_score,
    to: options.max_score,
    best: options.best,
    bestPercent: options.best_percent,
  };
  if (options.lower_is_better === true && options.score === undefined)
    throw new Problem('--lower_is_better belongs to --score, which was not given', {
      remedy: 'name the column',
    });
  return {
    ...(table !== undefined && {
      compare: {
        ...table,
        tolerance: options.tolerance,
        coordinatePixelSize: options.angpix_coords,
        shiftPixelSize: options.angpix_shifts,
        anySizes: options.any_sizes,
        sources: options.sources,
        keep: options.keep ?? [],
      },
    }),
    duplicates: options.duplicates,
    oneHalf: options.one_half,
    ...((options.score !== undefined || hasLimits(score)) && { score }),
    ...(column !== undefined && { column: { label: column, from: min ?? -Infinity, to: max ?? Infinity } }),
  };
}

function parseParts(text: string): readonly SetPart[] {
  return text.split(',').map((part) => {
    if (part === 'old' || part === 'both' || part === 'new') return part;
    throw new InvalidArgumentError('It is not of old, both, new.');
  });
}
