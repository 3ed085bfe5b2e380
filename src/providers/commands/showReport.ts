/** Show Report: of the refinement or species it is called on, else of the running or newest refinement. */
import { choosePopulation, isNode, type Command } from './command';
import { currentJob } from './jobTarget';

export const showReport: Command = async (services, target) => {
  const job =
    currentJob(services.jobs, target) ?? (target === undefined ? services.jobs.active() : undefined);
  if (job !== undefined) {
    services.reports.show({ population: job.options.settings.population, job: job.files.directory });
    return;
  }
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const species = isNode(target) ? target.owner : undefined;
  services.reports.show({
    population: project.path,
    job: null,
    ...(species !== undefined && { chosen: { project: { species } } }),
  });
};
