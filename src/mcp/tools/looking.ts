/** Tools that look: at projects, series, files, checks and reports. */
import path from 'node:path';
import { checkPopulation } from '../../jobs/check/checkPopulation';
import { describeFile } from '../../jobs/info/describeFile';
import { readHistory } from '../../jobs/project/history';
import { readReport } from '../../jobs/report/readReport';
import { readPopulationSources, readPopulationSpecies } from '../../model/population';
import { Problem } from '../../../shared/problem';
import { populationOf } from '../project';
import { populationInput, text, textOf, type Given, type Surroundings, type Tool } from '../tool';

/** Series at a time. */
const page = 50;

export const looking: readonly Tool[] = [
  {
    name: 'list_projects',
    title: 'List projects',
    description: 'Lists the .population files in the folder. Start here; every other tool needs one of them.',
    input: {},
    required: [],
    effect: 'looks',
    run: async (_, { folder }) => ({ folder: folder.root, populations: await folder.find('.population') }),
  },
  {
    name: 'describe_project',
    title: 'Describe a project',
    description:
      'Data sources and species of a population: pixel sizes, numbers of series, resolution, symmetry, versions. Not its single series: list_series.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    run: describeProject,
  },
  {
    name: 'list_series',
    title: 'List tilt series',
    description: 'Names of the tilt series of a population, 50 at a time.',
    input: { ...populationInput, offset: { type: 'integer', minimum: 0, description: 'First one, from 0.' } },
    required: ['population'],
    effect: 'looks',
    async run(given, { folder }) {
      const sources = await readPopulationSources(await populationOf(given, folder));
      const all = sources.flatMap(({ name, files }) => files.map((one) => `${name}: ${one.name}`));
      const offset = Number(given.offset ?? 0);
      return { count: all.length, offset, series: all.slice(offset, offset + page) };
    },
  },
  {
    name: 'check_project',
    title: 'Check a project',
    description:
      'Finds everything that would spoil or stop a refinement, each with what to do. Reads all files but no image: seconds to minutes.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    async run(given, { folder }) {
      const { path: file } = await populationOf(given, folder);
      const { series, species, findings } = await checkPopulation(file);
      const errors = findings.filter(({ level }) => level === 'error').length;
      return { series, species, errors, warnings: findings.length - errors, findings: findings.slice(0, 30) };
    },
  },
  {
    name: 'describe_file',
    title: 'Describe a file',
    description:
      'What a map, movie, table, settings file, series or alignment holds: sizes, columns, ranges. Not its numbers.',
    input: { file: text('A file inside the folder.') },
    required: ['file'],
    effect: 'looks',
    async run(given, { folder }) {
      const { file, kind, bytes, facts } = await describeFile(await folder.inside(textOf(given, 'file')));
      return { file, kind, bytes, ...facts };
    },
  },
  {
    name: 'list_versions',
    title: 'List versions',
    description:
      'Versions of species and data sources, newest last: when, resolution in Å, label, what changed.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    async run(given, { folder }) {
      const all = await readHistory((await populationOf(given, folder)).path);
      return {
        count: all.length,
        versions: all.slice(-40).map(({ of, name, version, label, date, current, resolution, changed }) => ({
          ...{ of, name, version, label, date, current, resolution_A: resolution, changed },
        })),
      };
    },
  },
  {
    name: 'get_report',
    title: 'Get the report of a refinement',
    description:
      'What the newest refinement of a population did: resolution of each round in Å, how far particles moved in each series, warnings.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    run: reportOf,
  },
];

async function describeProject(given: Given, { folder }: Surroundings): Promise<object> {
  const population = await populationOf(given, folder);
  const [sources, species] = await Promise.all([
    readPopulationSources(population),
    readPopulationSpecies(population),
  ]);
  return {
    name: population.name,
    file: population.path,
    sources: sources.map(({ name, path: file, pixelSize, dimensions, files }) => ({
      ...{ name, file, pixelSize_A: pixelSize, volume_px: dimensions, series: files.length },
    })),
    species: species.map(({ name, path: file, guid, diameter, symmetry, pixelSize, globalResolution }) => ({
      ...{ name, file, guid, diameter_A: diameter, symmetry, pixelSize_A: pixelSize },
      resolution_A: globalResolution > 0 ? globalResolution : null,
    })),
  };
}

async function reportOf(given: Given, { folder }: Surroundings): Promise<object> {
  const { job, run } = await readReport((await populationOf(given, folder)).path);
  if (run === null || job === null)
    throw new Problem('nothing was refined here yet', { remedy: 'plan a refinement with plan_refinement' });
  const newest = Math.max(0, ...run.series.map(({ round }) => round));
  return {
    job: path.basename(job),
    gpu: run.adapter,
    seconds: run.seconds,
    error: run.error,
    warnings: run.warnings.slice(0, 20),
    rounds: run.rounds.map(({ round, species }) => ({
      round,
      species: species.map(({ name, resolution }) => ({ name, resolution_A: resolution })),
    })),
    skipped: run.skipped.slice(0, 20),
    seriesOfLastRound: run.series
      .filter(({ round }) => round === newest)
      .slice(0, 30)
      .map((row) => ({
        ...{ series: row.series, particles: row.particles },
        ...{ score: [Math.round(row.scoreBefore), Math.round(row.scoreAfter)] },
        moved_A_rms: Number(row.movedPosition.toFixed(2)),
        rotated_deg_rms: Number(row.movedAngle.toFixed(2)),
      })),
  };
}
