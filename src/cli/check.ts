/** murmur check */
import type { Command } from 'commander';
import { checkPopulation, type Finding } from '../jobs/check/checkPopulation';
import { counted } from './counted';
import { printProgress, printResult } from './program';

export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('Find everything in a project that would spoil or stop a refinement; exit code 1 on errors.')
    .argument('<population>', 'the .population file')
    .option('--json', 'print the result as one JSON object')
    .action(async (population: string, { json }: { json?: boolean }) => {
      const result = await checkPopulation(population, printProgress);
      const errors = result.findings.filter(({ level }) => level === 'error').length;
      const warnings = result.findings.length - errors;
      printResult(json, result, [
        ...result.findings.map(sentence),
        `${result.series} tilt series and ${result.species} species: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
      ]);
      if (errors > 0) process.exitCode = 1;
    });
}

function sentence({ level, where, what, remedy }: Finding): string {
  return `${level}: ${where}: ${what}; ${remedy}`;
}
