/** murmur export_particles */
import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { exportImages, type ExportImagesOptions } from '../jobs/export/exportImages';
import { exportParticles } from '../jobs/export/exportParticles';
import { Problem } from '../../shared/problem';
import { parseShift } from './shiftOption';
import { parseIntegerOption, parsePositiveOption, printProgress, printResult } from './program';

interface Options {
  readonly population: string;
  readonly species: string;
  readonly output: string;
  readonly format: 'relion5' | 'relion31';
  readonly images?: ExportImagesOptions['kind'];
  readonly angpix?: number;
  readonly box?: number;
  readonly diameter?: number;
  readonly shift?: readonly [number, number, number];
  readonly pre_rotate?: boolean;
  readonly first_tilts?: number;
  readonly include_deselected?: boolean;
  readonly fade?: boolean;
  readonly dark?: boolean;
  readonly dont_normalize?: boolean;
  readonly adapter?: string;
  readonly json?: boolean;
}

export function registerExportParticles(program: Command): void {
  program
    .command('export_particles')
    .description("Write a species' particles for RELION, with their movement through the tilts.")
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    .requiredOption('-o, --output <file>', 'STAR file of the particles; further files go beside it')
    .addOption(
      new Option(
        '--format <format>',
        'relion5 (with tomograms, trajectories and optimisation set) or relion31 (one file); without images',
      )
        .choices(['relion5', 'relion31'])
        .default('relion5'),
    )
    .addOption(
      new Option(
        '--images <kind>',
        'cut images out, for RELION 3.1 and later: volumes (sub-tomograms with 3D CTF) or series (a stack of tilt images a particle)',
      ).choices(['volumes', 'series']),
    )
    .option(
      '--angpix <angstrom>',
      "pixel size of images, or of RELION 3.1 coordinates, Å (default: the species')",
      parsePositiveOption,
    )
    .option('--box <pixels>', 'edge of images (default: twice the diameter)', parseIntegerOption)
    .option('--diameter <angstrom>', "of the particle, Å (default: the species')", parsePositiveOption)
    .option('--shift <x,y,z>', 'place in the map that images are centred at, Å (default: 0,0,0)', parseShift)
    .option('--pre_rotate', 'turn volumes to the reference; their angles are 0 (default: as in the tomogram)')
    .option(
      '--first_tilts <count>',
      'only the tilts of the least exposure (default: all)',
      parseIntegerOption,
    )
    .option(
      '--fade',
      'let images of series fade out beyond the particle, for relion_reconstruct of few particles; refinement needs the noise there (default: only corners)',
    )
    .option('--dark', 'leave particles dark, as in the micrographs (default: bright)')
    .option(
      '--dont_normalize',
      'leave volumes as they are (default: mean 0, deviation 1 around the particle)',
    )
    .option(
      '--include_deselected',
      'take series that are deselected, too (default: leave them out, and say so)',
    )
    .option('--adapter <name>', 'graphics adapter, or "software" (default: the best available)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) =>
      options.images === undefined ? writeTables(options) : writeImages(options, options.images),
    );
}

async function writeTables({
  json,
  angpix,
  population,
  species,
  output,
  format,
  include_deselected: includeDeselected,
  ...images
}: Options): Promise<void> {
  const given = Object.entries(images).find(([name, value]) => name !== 'adapter' && value !== undefined);
  if (given !== undefined)
    throw new Problem(`--${given[0]} belongs to --images, which was not given`, {
      remedy: 'give --images volumes or series, or leave it out',
    });
  const result = await exportParticles({
    population,
    species,
    output,
    format,
    pixelSize: angpix,
    includeDeselected,
  });
  printResult(json, result, [
    `Exported ${result.particles} particles in ${result.series} tilt series`,
    ...result.files.map((file) => `  ${file}`),
    ...(format === 'relion5' ? [relionPlace(output)] : []),
    ...result.left,
  ]);
}

async function writeImages(options: Options, kind: ExportImagesOptions['kind']): Promise<void> {
  if (kind === 'series' && options.pre_rotate === true)
    throw new Problem('--pre_rotate belongs to --images volumes, images of tilts cannot be turned', {
      remedy: 'leave it out',
    });
  if (kind === 'volumes' && options.fade === true)
    throw new Problem('--fade belongs to --images series', { remedy: 'leave it out' });
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Problem('cancelled, what was written is removed'));
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  let told = -1;
  const { population, species, output, adapter } = options;
  const result = await exportImages(
    {
      population,
      species,
      output,
      kind,
      adapter,
      pixelSize: options.angpix,
      size: options.box,
      diameter: options.diameter,
      shift: options.shift,
      preRotate: options.pre_rotate,
      firstTilts: options.first_tilts,
      includeDeselected: options.include_deselected,
      fade: options.fade,
      dark: options.dark,
      normalise: options.dont_normalize !== true,
      signal: controller.signal,
    },
    (fraction, message) => {
      const percent = Math.floor(100 * fraction);
      if (percent > told) printProgress(`${String(percent).padStart(3)} % ${message}`);
      told = percent;
    },
  );
  printResult(options.json, result, [
    `Exported ${result.particles} particles in ${result.series} tilt series, ${result.images} tilt images: ${result.output}`,
    relionPlace(output),
    ...result.left,
  ]);
}

/** Paths of a RELION project are taken from the folder where RELION is started. */
function relionPlace(output: string): string {
  return `start RELION in ${dirname(resolve(output))}: the files name each other from there, and from no other folder`;
}
