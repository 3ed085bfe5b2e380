/** murmur report */
import { doubtWords, knownWords } from '../../shared/report/knownWords';
import { opticsWords } from '../../shared/report/opticsWords';
import { aberrationSentence } from '../../shared/report/aberrationWords';
import { notGoldStandard } from '../../shared/report/caution';
import { versionInWords } from '../model/chosenVersion';
import type { Report } from '../jobs/report/readReport';
import { dipsText } from '../jobs/runs/jobSummary';
import { command } from './command';

export const report = command({
  name: 'report',
  description: 'Tell what a refinement did and what its project has come to: the numbers of all plots.',
  target: 'none',
  fields: {
    of: {
      kind: 'file',
      option: '<job or population>',
      required: true,
      help: 'a folder in refinement_temp/jobs, or a .population file: its newest refinement',
    },
    series: { kind: 'names', option: '--series <names...>', help: 'add tilts and warps of these series' },
    output: {
      kind: 'file',
      pick: 'save',
      option: '-o, --output <file>',
      help: 'write the curves as one HTML file, to be opened in any browser',
    },
  },
  async run({ of, output }) {
    const { readReport } = await import('../jobs/report/readReport');
    const found = await readReport(of);
    if (output !== undefined) {
      const { writeReport } = await import('../jobs/report/writeReport');
      await writeReport(output, found);
    }
    return found;
  },
  json: async (found, { series = [] }) => ({
    ...found,
    directions: await directionsOf(found),
    series: await seriesOf(found, series),
  }),
  done: linesOf,
});

async function directionsOf({ population, project }: Report): Promise<readonly object[]> {
  const { readAngularDistribution } = await import('../jobs/report/angularDistribution');
  return Promise.all(project.species.map(({ guid }) => readAngularDistribution(population, guid)));
}

async function seriesOf(
  { population, project }: Report,
  wanted: readonly string[],
): Promise<readonly object[]> {
  const { readSeriesReport } = await import('../jobs/report/seriesReport');
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
      ({ date, resolution, current, ...version }) =>
        `${current ? '*' : ' '} ${date.slice(0, 16).replace('T', ' ')}  ${versionInWords(version)}  ${angstrom(resolution)}`,
    ),
  ]);
  if (run === null) return [...lines, 'No refinement is recorded'];
  if (run.localReference) lines.push(notGoldStandard);
  for (const warning of run.warnings) lines.push(`Warning: ${warning}`);
  const newest = Math.max(0, ...run.series.map(({ round }) => round));
  for (const { round, species } of run.rounds) {
    const resolutions = species
      .map(({ name, resolution, dips }) => `${name} ${angstrom(resolution)}${dipsText(dips)}`)
      .join(', ');
    lines.push(round === 0 ? `Start: ${resolutions}` : `Round ${round}: ${resolutions}`);
    for (const row of run.series.filter((one) => one.round === round)) {
      lines.push(
        `  ${row.series}: ${row.particles} particles moved ${row.movedPosition.toFixed(1)} Å (rms), ` +
          `at most ${row.furthestPosition.toFixed(1)} Å; score ${row.scoreBefore.toFixed(0)} to ${row.scoreAfter.toFixed(0)}` +
          (row.optics === undefined ? '' : `; ${opticsWords(row.optics)}`),
      );
      if (row.known !== undefined && round === newest)
        lines.push(
          `    Known at best to: ${knownWords(row.known)}`,
          ...doubtWords(row.known).map((one) => `    ${one}`),
        );
    }
  }
  for (const { species, source, residuals } of run.residuals)
    lines.push(`Phase residuals of ${species} in ${source}: ${aberrationSentence(residuals)}`);
  return run.error === null ? lines : [...lines, `Ended: ${run.error}`];
}
