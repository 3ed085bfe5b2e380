/** Tools that plan, start, follow and stop refinements. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { estimateRefinement } from '../../jobs/refinement/estimate';
import { checkSettings } from '../../jobs/refinementSettings/check';
import { settingFields, type RefinementSettings } from '../../jobs/refinementSettings/fields';
import { lastSettings } from '../../jobs/refinementSettings/lastSettings';
import { optionsOf } from '../../jobs/refinementSettings/options';
import { presets } from '../../jobs/refinementSettings/presets';
import { EventTail } from '../../jobs/runs/eventTail';
import { cancelJob, lookAgain, newJob, type Job } from '../../jobs/runs/job';
import { listJobs, readOptions } from '../../jobs/runs/jobFolder';
import { jobRunners } from '../../jobs/runs/jobRunners';
import { launchJob } from '../../jobs/runs/launchJob';
import { local } from '../../jobs/runs/runners/local';
import { Problem } from '../../../shared/problem';
import { populationOf } from '../project';
import { populationInput, text, textOf, type Given, type Surroundings, type Tool } from '../tool';

const jobInput = { ...populationInput, job: text('Name of the refinement, as list_refinements gives it.') };
const settingsInput = {
  ...populationInput,
  settings: {
    type: 'object',
    description:
      'Settings that differ from the usual, by key: those of suggest_settings and others like them.',
  },
} as const;

export const refining: readonly Tool[] = [
  {
    name: 'suggest_settings',
    title: 'Suggest refinement settings',
    description:
      'The usual steps of a project in their order, the settings that were used last, and every setting with its meaning.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    async run(given, { folder }) {
      const population = await populationOf(given, folder);
      return {
        steps: presets.map(({ label, help, changes }) => ({ label, help, changes })),
        last: differing(lastSettings(population)),
        settings: Object.fromEntries(settingFields.map(({ key, label }) => [key, label])),
      };
    },
  },
  {
    name: 'plan_refinement',
    title: 'Plan a refinement',
    description:
      'Checks settings, and says what the refinement would take and write. Changes nothing. Show the answer to the user, then start it by its plan.',
    input: settingsInput,
    required: ['population'],
    effect: 'looks',
    run: planRefinement,
  },
  {
    name: 'start_refinement',
    title: 'Start a refinement',
    description:
      'Starts what plan_refinement planned, once: the same plan again gives the same refinement. Refused where the project has changed since.',
    input: { plan: text('Key of the plan.') },
    required: ['plan'],
    effect: 'starts',
    run: async (given, { plans }) => plans.start(textOf(given, 'plan')),
  },
  {
    name: 'list_refinements',
    title: 'List refinements',
    description: 'The newest twenty refinements of a population with their state.',
    input: populationInput,
    required: ['population'],
    effect: 'looks',
    async run(given, { folder }) {
      const jobs = await jobsOf((await populationOf(given, folder)).path);
      return { refinements: jobs.slice(-20).map(said) };
    },
  },
  {
    name: 'get_refinement',
    title: 'Look at a refinement',
    description: 'State, progress and warnings of a refinement, and the last lines of its log.',
    input: jobInput,
    required: ['population', 'job'],
    effect: 'looks',
    async run(given, surroundings) {
      const job = await jobNamed(given, surroundings);
      const log = await readFile(job.files.log, 'utf8').catch(() => '');
      return { ...said(job), warnings: job.summary.warnings, log: log.trimEnd().split('\n').slice(-20) };
    },
  },
  {
    name: 'stop_refinement',
    title: 'Stop a refinement',
    description:
      'Ends a refinement that waits or runs. The project is as its last complete round left it, and the same settings go on from there.',
    input: jobInput,
    required: ['population', 'job'],
    effect: 'stops',
    async run(given, surroundings) {
      await cancelJob(await jobNamed(given, surroundings));
      return said(await jobNamed(given, surroundings));
    },
  },
];

async function planRefinement(given: Given, { folder, plans, murmur }: Surroundings): Promise<object> {
  const { name, path: population } = await populationOf(given, folder);
  const settings = checked(given.settings, population);
  const estimate = await estimateRefinement(optionsOf(settings));
  const start = async (): Promise<object> => {
    const asked = { settings, populationName: name, created: new Date().toISOString() };
    const job = await launchJob(asked, murmur, local);
    return { job: path.basename(job.files.directory), state: 'started' };
  };
  const { series, rounds, seconds, adapterBytes, waitingBytes, images, parameters } = estimate;
  return {
    plan: await plans.make(population, settings, start),
    settings: differing(settings),
    series: series.filter(({ skipped }) => skipped === null).length,
    leftOut: series.flatMap((one) => (one.skipped === null ? [] : [`${one.series}: ${one.skipped}`])),
    ...{ images, parameters, rounds, seconds },
    gpuMemory_GiB: Number((adapterBytes / 2 ** 30).toFixed(2)),
    mainMemory_GiB: Number((waitingBytes / 2 ** 30).toFixed(2)),
    writes:
      'new versions of its species (half-maps, filtered maps, particles) and of the series of its data sources; what there is now is kept and can be restored',
  };
}

/** Throws Problem for settings that mean nothing or are out of range. */
function checked(given: unknown, population: string): RefinementSettings {
  const raw = { ...(typeof given === 'object' ? given : {}), population };
  const { settings, errors, unknown } = checkSettings(raw);
  const wrong = [
    ...Object.entries(errors).map(([key, problem]) => `${key}: ${problem}`),
    ...unknown.map(
      ({ key, meant }) => `${key} is no setting${meant === null ? '' : `; ${meant} may be meant`}`,
    ),
  ];
  if (wrong.length > 0)
    throw new Problem(wrong.join(' '), { remedy: 'suggest_settings lists every setting' });
  return settings;
}

function differing(settings: RefinementSettings): object {
  return Object.fromEntries(
    settingFields
      .filter(({ key, default: usual }) => settings[key as keyof RefinementSettings] !== usual)
      .map(({ key }) => [key, settings[key as keyof RefinementSettings]]),
  );
}

async function jobsOf(population: string): Promise<readonly Job[]> {
  const all = await Promise.all(
    (await listJobs(population)).map(async (files) => {
      const options = await readOptions(files);
      return options === null
        ? []
        : [await lookAgain(newJob(files, options), new EventTail(files.events), jobRunners)];
    }),
  );
  return all.flat();
}

/** The name is looked up, never joined to a path. */
async function jobNamed(given: Given, { folder }: Surroundings): Promise<Job> {
  const { path: population } = await populationOf(given, folder);
  const wanted = textOf(given, 'job');
  const found = (await jobsOf(population)).find(({ files }) => path.basename(files.directory) === wanted);
  if (found === undefined)
    throw new Problem(`there is no refinement ${wanted}`, { remedy: 'list_refinements has their names' });
  return found;
}

function said({ files, options, state, reason, detail, summary }: Job): object {
  return {
    job: path.basename(files.directory),
    ...{ created: options.created, state, reason, detail },
    rounds: summary.rounds.map(({ round, species }) => ({
      round,
      species: species.map(({ name, resolution }) => ({ name, resolution_A: resolution })),
    })),
  };
}
