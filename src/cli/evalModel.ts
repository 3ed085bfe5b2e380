/** murmur eval_model */
import { InvalidArgumentError, type Command } from 'commander';
import { evalModel } from '../jobs/sources/evalModel';
import { parseNumberOption, printResult } from './program';

interface Options {
  readonly xml: string;
  readonly volume: readonly number[];
  readonly image: readonly number[];
  readonly points: string;
  readonly output: string;
  readonly json?: boolean;
}

export function registerEvalModel(program: Command): void {
  program
    .command('eval_model')
    .description('Write where points of the volume come to lie in every tilt image.')
    .requiredOption('--xml <file>', 'XML file of the tilt series')
    .requiredOption('--volume <X,Y,Z>', 'size of the volume, Å', parseSizes(3))
    .requiredOption('--image <W,H>', 'size of the tilt images, Å', parseSizes(2))
    .requiredOption(
      '--points <file>',
      'STAR file with centeredCoordinateXAngst, Y and Z: Å from the centre of the volume',
    )
    .requiredOption('--output <file>', 'STAR file to write: tables points, tilts and mappings (Å, degrees)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const [x, y, z] = options.volume;
      const [width, height] = options.image;
      const { xml, points, output } = options;
      const result = await evalModel({
        xml,
        points,
        output,
        volumeSize: [x, y, z],
        imageSize: [width, height],
      });
      printResult(options.json, result, [
        `Wrote ${result.points} points in ${result.tilts} tilts to ${result.output}`,
      ]);
    });
}

/** Positive numbers separated by commas. */
export function parseSizes(count: number): (text: string) => number[] {
  return (text) => {
    const values = text.split(',').map(parseNumberOption);
    if (values.length !== count || values.some((value) => value <= 0))
      throw new InvalidArgumentError(`It is not ${count} positive numbers separated by commas.`);
    return values;
  };
}
