/** murmur create_species */
import { Option, type Command } from 'commander';
import { createSpecies, type CreatedSpecies } from '../jobs/species/createSpecies';
import { dipsText } from '../jobs/runs/jobSummary';
import type { CreateSpeciesOptions } from '../jobs/species/speciesOptions';
import type { DoubtName } from '../jobs/check/doubt';
import { parseClasses, type ClassChoice } from '../model/particleClasses';
import { tableGiven } from '../model/particleFormats';
import { acceptOption, parsed } from './acceptOption';
import { addTableOptions } from './particleTable';
import { parseShift } from './shiftOption';
import { anySizesOption, coordinatePixelOption, shiftPixelOption } from './pixelSizeOptions';
import {
  parseIntegerOption,
  parseNumberOption,
  parsePositiveOption,
  printProgress,
  printResult,
} from './program';

interface Options {
  readonly population: string;
  readonly name: string;
  readonly diameter: number;
  readonly sym: string;
  readonly helical_units: number;
  readonly helical_twist: number;
  readonly helical_rise: number;
  readonly helical_height: number;
  readonly molweight?: number;
  readonly temporal_samples: number;
  readonly half1: string;
  readonly half2: string;
  readonly mask: string;
  readonly angpix?: number;
  readonly angpix_resample?: number;
  readonly invert_maps?: boolean;
  readonly mirror_maps?: string;
  readonly shift_maps?: readonly [number, number, number];
  readonly lowpass?: number;
  readonly angpix_coords?: number;
  readonly angpix_shifts?: number;
  readonly any_sizes?: boolean;
  readonly ignore_unmatched?: boolean;
  readonly sources?: readonly string[];
  readonly classes?: ClassChoice;
  readonly duplicates?: CreateSpeciesOptions['duplicates'];
  readonly accept?: readonly DoubtName[];
  readonly output?: string;
  readonly dont_version?: boolean;
  readonly adapter?: string;
  readonly json?: boolean;
}

export function registerCreateSpecies(program: Command): void {
  const command = program
    .command('create_species')
    .description('Add a kind of particle to a population, from half-maps, a mask and a particle table.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-n, --name <name>', 'name of the species')
    .requiredOption('-d, --diameter <angstrom>', 'diameter of the particle, whole Å', parseIntegerOption)
    .option('-s, --sym <group>', 'point group: C1, D2, O, I, ...', 'C1')
    .option('--helical_units <count>', 'asymmetric units of a helix; 1 for no helix', parseIntegerOption, 1)
    .option(
      '--helical_twist <degrees>',
      'helical twist, degrees, positive is right-handed',
      parseNumberOption,
      0,
    )
    .option('--helical_rise <angstrom>', 'helical rise, Å', parseNumberOption, 0)
    .option('--helical_height <angstrom>', 'height of the helical segment, whole Å', parseIntegerOption, 0)
    .option('--molweight <kDa>', 'molecular weight, for M to show', parsePositiveOption)
    .option('-t, --temporal_samples <count>', 'poses a particle has over the exposure', parseIntegerOption, 1)
    .requiredOption('--half1 <file>', 'half-map 1, an unfiltered cubic MRC file')
    .requiredOption('--half2 <file>', 'half-map 2, of the same size')
    .requiredOption('-m, --mask <file>', 'tight binary mask of the same size and pixel size')
    .option(
      '--angpix <angstrom>',
      'pixel size of the maps, Å (default: from half-map 1, if it fits the data)',
      parsePositiveOption,
    )
    .option(
      '--angpix_resample <angstrom>',
      'resample the maps to this pixel size, Å (default: no)',
      parsePositiveOption,
    )
    .option(
      '--lowpass <angstrom>',
      'filter the maps to this resolution, Å, and start from it (default: as measured)',
      parsePositiveOption,
    )
    .option('--invert_maps', 'multiply the half-maps by -1: particles are to be bright (default: no)')
    .option(
      '--mirror_maps <axes>',
      'mirror half-maps and mask along x, y, z or several, such as xyz (default: no)',
    )
    .option('--shift_maps <x,y,z>', 'move half-maps and mask, Å (default: 0,0,0)', parseShift);
  addTableOptions(command)
    .addOption(coordinatePixelOption())
    .addOption(shiftPixelOption())
    .addOption(anySizesOption())
    .option('--sources <names...>', 'match particles to these data sources only (default: all)')
    .option('--ignore_unmatched', 'go on when particles belong to no series (default: stop)')
    .option(
      '--classes <numbers>',
      "take these of RELION's classes (1,3), or all together (default: a table of several is asked about)",
      parsed(parseClasses),
    )
    .addOption(
      new Option(
        '--duplicates <what>',
        'of particles that lie within an eighth of the diameter: remove all but the first, or put them into one_half (default: ask)',
      ).choices(['remove', 'one_half']),
    )
    .addOption(acceptOption())
    .option('--dont_use_denoiser', 'accepted for compatibility; the denoiser is never used')
    .option('-o, --output <file>', 'path of the .species (default: species/NAME_GUID/NAME.species)')
    .option('--dont_version', 'keep no copies of earlier versions (default: keep them in versions/)')
    .option('--adapter <name>', 'graphics adapter, or "software" (default: the best available)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const created = await createSpecies(fromOptions(options), printProgress);
      printResult(options.json, asResult(created), asLines(created));
    });
}

function fromOptions(options: Options): CreateSpeciesOptions {
  return {
    population: options.population,
    name: options.name,
    diameter: options.diameter,
    symmetry: options.sym,
    helix: {
      units: options.helical_units,
      twist: options.helical_twist,
      rise: options.helical_rise,
      height: options.helical_height,
    },
    molecularWeight: options.molweight,
    temporalSamples: options.temporal_samples,
    half1: options.half1,
    half2: options.half2,
    mask: options.mask,
    pixelSize: options.angpix,
    resampledPixelSize: options.angpix_resample,
    mapChanges: { invert: options.invert_maps, mirror: options.mirror_maps, shift: options.shift_maps },
    lowPass: options.lowpass,
    particles: tableGiven({ ...options }),
    coordinatePixelSize: options.angpix_coords,
    shiftPixelSize: options.angpix_shifts,
    anySizes: options.any_sizes,
    ignoreUnmatched: options.ignore_unmatched ?? false,
    sources: options.sources,
    classes: options.classes,
    duplicates: options.duplicates,
    accept: options.accept,
    output: options.output,
    dontVersion: options.dont_version ?? false,
    adapter: options.adapter,
  };
}

function asResult({ species, dips, particles, matched, unmatched, pixelSizes }: CreatedSpecies): object {
  return {
    species: species.path,
    guid: species.guid,
    name: species.name,
    resolution: species.globalResolution > 0 ? species.globalResolution : null,
    ...(dips.length > 0 ? { dips } : {}),
    particles,
    matched,
    unmatched,
    pixelSizes,
  };
}

function asLines(created: CreatedSpecies): readonly string[] {
  const { species, particles, matched, unmatched, pixelSizes } = created;
  const resolution =
    species.globalResolution > 0
      ? `${species.globalResolution.toFixed(2)} Å${dipsText(created.dips)}`
      : 'resolution unknown';
  const width = Math.max(
    ...[...matched.map((entry) => entry.series), ...unmatched.map((entry) => entry.name)].map(
      (name) => name.length,
    ),
  );
  return [
    `Created ${species.path}: ${particles} particles, ${resolution}`,
    ...matched.map(
      (entry) => `  ${entry.series.padEnd(width)}  ${String(entry.particles).padStart(7)} particles`,
    ),
    ...unmatched.map(
      (entry) =>
        `  ${entry.name.padEnd(width)}  ${String(entry.particles).padStart(7)} particles match no series (closest is ${entry.closest ?? 'none'})`,
    ),
    ...pixelSizes.map(
      ({ of, pixelSize, from, particles: count }) =>
        `  ${of} of ${count} particles: ${pixelSize} Å per unit, from ${from}`,
    ),
  ];
}
