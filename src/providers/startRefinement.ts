/** Starts a refinement where it is chosen to run, and shows it among the others. */
import * as vscode from 'vscode';
import type { RefinementSettings } from '../jobs/refinementSettings/fields';
import type { JobRunner } from '../jobs/runs/jobRunner';
import { startSomewhere } from './choosePlace';
import type { Services } from './commands/command';

/**
 * @param settings with the absolute path of the population
 * @param name of the population
 * Throws Problem, also while the population is being refined.
 */
export async function startRefinement(
  services: Services,
  settings: RefinementSettings,
  name: string,
): Promise<void> {
  const { jobs, log } = services;
  const { population } = settings;
  const start = async (runner: JobRunner): Promise<void> => {
    jobs.requireIdle(population);
    const { files } = await jobs.start(settings, name, runner);
    log.info(`murmur refine --settings ${files.settings}`);
    await vscode.commands.executeCommand('murmuration.jobs.focus');
  };
  await startSomewhere(services, { population, name, start });
}
