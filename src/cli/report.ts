/** murmur report */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomically } from '../files/atomicFile';
import { readAngularDistribution } from '../jobs/report/angularDistribution';
import { readReport, type Report } from '../jobs/report/readReport';
import { dipsText } from '../jobs/runs/jobSummary';
import { readSeriesReport } from '../jobs/report/seriesReport';
import { aberrationSentence } from '../../shared/report/aberrationWords';
import { notGoldStandard } from '../../shared/report/caution';
import { printResult } from './program';
import { reportHtml } from './reportHtml';

export function registerReport(program: Command): void {
  program
    .command('report')
    .description('Tell what a refinement did and what its project has come to: the numbers of all plots.')
    .argument(
      '<job or population>',
      'a folder in refinement_temp/jobs, or a .population file: its newest refinement',
    )
    .option('--series <names...>', 'add tilts and warps of these series')
    .option('-o, --output <file>', 'write the curves as one HTML file, to be opened in any browser')
    .option('--json', 'print the result as one JSON object')
    .action(async (of: string, options: { series?: string[]; output?: string; json?: boolean }) => {
      const report = await readReport(of);
      if (options.output !== undefined)
        await writeFileAtomically(resolve(options.output), reportHtml(report));
      const result =
        options.json === true
          ? {
              ...report,
              directions: await directionsOf(report),
              series: await seriesOf(report, options.series ?? []),
            }
          : report;
      printResult(options.json, result, linesOf(report));
    });
}

async function directionsOf({ population, project }: Report): Promise<readonly object[]> {
  return Promise.all(project.species.map(({ guid }) => readAngularDistribution(population, guid)));
}

async function seriesOf(
  { population, project }: Report,
  wanted: readonly string[],
): Promise<readonly object[]> {
  return Promise.all(
    wanted.map(async (name) => {
      const owner = project.sources.find(({ series }) => series.includes(name));
      return readSeriesReport(population, owner?.name ?? '', name);
    }),
  );
}

function linesOf({ run, project }: Report): string[] {
  const angstrom = (value: number | null): string => (value === null ? 'unknown' : `${value.toFixed(2)} Å`);
  const lines = project.species.flatMap(({ name, versions }) => [
    `${name}:`,
    ...versions.map(
      ({ version, date, resolution, current }) =>
        `${current ? '*' : ' '} ${date.slice(0, 16).replace('T', ' ')}  ${version}  ${angstrom(resolution)}`,
    ),
  ]);
  if (run === null) return [...lines, 'No refinement is recorded'];
  if (run.localReference) lines.push(notGoldStandard);
  for (const { round, species } of run.rounds) {
    const resolutions = species
      .map(({ name, resolution, dips }) => `${name} ${angstrom(resolution)}${dipsText(dips)}`)
      .join(', ');
    lines.push(round === 0 ? `Start: ${resolutions}` : `Round ${round}: ${resolutions}`);
    for (const row of run.series.filter((one) => one.round === round))
      lines.push(
        `  ${row.series}: ${row.particles} particles moved ${row.movedPosition.toFixed(1)} Å (rms), ` +
          `at most ${row.furthestPosition.toFixed(1)} Å; score ${row.scoreBefore.toFixed(0)} to ${row.scoreAfter.toFixed(0)}`,
      );
  }
  for (const { species, source, residuals } of run.residuals)
    lines.push(`Phase residuals of ${species} in ${source}: ${aberrationSentence(residuals)}`);
  return run.error === null ? lines : [...lines, `Ended: ${run.error}`];
}
