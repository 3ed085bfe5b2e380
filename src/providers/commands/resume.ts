/** Resume Refinement: starts one that came to no good end again, with its settings; what it has saved is taken up. */
import { Problem } from '../../../shared/problem';
import { isActive } from '../../jobs/runs/job';
import { startRefinement } from '../startRefinement';
import type { Command } from './command';
import { currentJob } from './jobTarget';

export const resume: Command = async (services, target) => {
  const { jobs } = services;
  const job = currentJob(jobs, target) ?? jobs.jobs.at(0);
  if (job === undefined || isActive(job) || job.state === 'finished')
    throw new Problem('no refinement was interrupted', { remedy: 'start one with Refine' });
  const { settings, populationName } = job.options;
  jobs.requireIdle(settings.population);
  await startRefinement(services, settings, populationName);
};
