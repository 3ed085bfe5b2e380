/** murmur score */
import type { Command } from 'commander';
import { score, type Scores } from '../jobs/simulate/score';
import { Problem } from '../../shared/problem';
import { printResult } from './program';

interface Options {
  readonly truth: string;
  readonly particles?: string;
  readonly xml?: string;
  readonly half1?: string;
  readonly half2?: string;
  readonly json?: boolean;
}

export function registerScore(program: Command): void {
  program
    .command('score')
    .description('Compare a refinement of a simulated project with its truth.')
    .requiredOption('--truth <folder>', 'the truth that murmur simulate wrote')
    .option('--particles <file>', 'particle table of the species; needs --xml')
    .option('--xml <folder>', "XML files of the tilt series (Warp's processing folder); needs --particles")
    .option('--half1 <file>', 'half-map 1; needs --half2')
    .option('--half2 <file>', 'half-map 2; needs --half1')
    .option('--json', 'print the result as one JSON object: Å, degrees, µm')
    .action(async (options: Options) => {
      if ((options.particles === undefined) !== (options.xml === undefined))
        throw new Problem('--particles and --xml belong together, give both');
      if ((options.half1 === undefined) !== (options.half2 === undefined))
        throw new Problem('--half1 and --half2 belong together, give both');
      if (options.particles === undefined && options.half1 === undefined)
        throw new Problem('there is nothing to score', {
          remedy: 'give --particles and --xml, or --half1 and --half2, or all of them',
        });
      const scores = await score(options);
      printResult(options.json, scores, tableLines(scores));
    });
}

/** One line a quantity, one column a state: start, refined, ideal. */
export function tableLines(scores: Scores): string[] {
  const states = (['start', 'refined', 'ideal'] as const).filter((state) => scores[state] !== undefined);
  const line = (label: string, cells: readonly string[]): string =>
    label.padEnd(36) + cells.map((cell) => cell.padStart(10)).join('');
  const rows = (
    [
      ['Positions in the images, Å rms', 'position_A', 1],
      ['Orientations, degrees rms', 'angle_deg', 2],
      ['Defocus, µm rms', 'defocus_um', 3],
      ['Half-maps, FSC 0.143, Å', 'half_fsc143_A', 1],
      ['Map against the truth, FSC 0.5, Å', 'truth_fsc05_A', 1],
      ['Mean FSC with the truth', 'mean_truth_fsc', 3],
    ] as const
  ).flatMap(([label, key, digits]) => {
    const values = states.map((state) => scores[state]?.[key]);
    return values.every((value) => value === undefined)
      ? []
      : [
          line(
            label,
            values.map((value) => value?.toFixed(digits) ?? '-'),
          ),
        ];
  });
  return [line('', states), ...rows];
}
