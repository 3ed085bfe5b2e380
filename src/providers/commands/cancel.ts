/** Cancel Refinement: ends the engine after asking; files stay as the last complete round left them. */
import * as vscode from 'vscode';
import { isActive } from '../../jobs/runs/job';
import { Problem } from '../../../shared/problem';
import { isNode, type Command } from './command';
import { currentJob } from './jobTarget';

export const cancel: Command = async (services, target) => {
  const population = isNode(target) ? target.population : undefined;
  const job = currentJob(services.jobs, target) ?? services.jobs.active(population);
  if (job === undefined || !isActive(job)) throw new Problem('no refinement is running');
  const answer = 'Cancel Refinement';
  const chosen = await vscode.window.showWarningMessage(
    `Cancel the refinement of ${job.options.populationName}?`,
    { modal: true, detail: 'What the current round has done so far is lost; complete rounds are kept.' },
    answer,
  );
  if (chosen !== answer) return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Cancelling the refinement of ${job.options.populationName}`,
    },
    () => services.jobs.cancel(job),
  );
};
