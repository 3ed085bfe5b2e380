/** murmur export_particles */
import { Option, type Command } from 'commander';
import { exportParticles } from '../jobs/exportParticles';
import { parseNumberOption, printResult } from './program';

interface Options {
  readonly population: string;
  readonly species: string;
  readonly output: string;
  readonly format: 'relion5' | 'relion31';
  readonly angpix?: number;
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
        'relion5 (with tomograms, trajectories and optimisation set) or relion31 (one file)',
      )
        .choices(['relion5', 'relion31'])
        .default('relion5'),
    )
    .option(
      '--angpix <angstrom>',
      "pixel size of RELION 3.1 coordinates, Å (default: the species')",
      parseNumberOption,
    )
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, angpix, ...options }: Options) => {
      const result = await exportParticles({ ...options, pixelSize: angpix });
      printResult(json, result, [
        `Exported ${result.particles} particles in ${result.series} tilt series`,
        ...result.files.map((file) => `  ${file}`),
      ]);
    });
}
