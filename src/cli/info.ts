/** murmur info */
import type { Command } from 'commander';
import { describeFile } from '../jobs/info/describeFile';
import type { Fact } from '../formats/described';
import { printResult } from './program';

export function registerInfo(program: Command): void {
  program
    .command('info')
    .description('Tell what a file holds: map, movie, table, settings, series, alignment.')
    .argument('<file>', 'any file of a project')
    .option('--json', 'print the result as one JSON object')
    .action(async (path: string, { json }: { json?: boolean }) => {
      const { file, kind, bytes, facts } = await describeFile(path);
      printResult(json, { file, kind, bytes, ...facts }, [
        `${file}: ${kind}, ${bytes} bytes`,
        ...Object.entries(facts).map(([name, value]) => `  ${name}: ${asText(value)}`),
      ]);
    });
}

function asText(value: Fact): string {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : value.map(asText).join(', ') || 'none';
}
