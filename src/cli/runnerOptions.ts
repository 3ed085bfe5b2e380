/** Options of `murmur refine` that say where it runs. */
import { Option, type Command } from 'commander';
import { parseIntegerOption } from './options';

export interface RunnerOptions {
  readonly runner: 'local' | 'slurm';
  readonly lane?: string;
  readonly lanes?: string;
  readonly set?: readonly string[];
  readonly series_jobs?: number;
  readonly wait?: boolean;
  readonly json?: boolean;
}

export function addRunnerOptions(command: Command): void {
  command
    .addOption(
      new Option('--runner <kind>', 'where it runs: in this process, or as a job of Slurm')
        .choices(['local', 'slurm'])
        .default('local'),
    )
    .option(
      '--lane <name>',
      "lane for Slurm: a file in lanes/ beside the population (default: the only one, or Slurm's own defaults)",
    )
    .option('--lanes <folder>', 'folder with further lanes (default: ~/.config/murmuration/lanes)')
    .option('--set <name=value...>', 'values for what the lane asks: --set partition=gpu time=4:00:00')
    .addOption(
      new Option(
        '--series_jobs <n>',
        'series and maps as array jobs of Slurm on the lane, so many at a time; with --runner slurm what shares them out is a job, too',
      ).argParser(parseIntegerOption),
    )
    .option('--wait', 'with a runner: return when the job has ended');
}
