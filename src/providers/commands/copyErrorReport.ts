/** Copy Error Report: of the refinement it is called on, else of the newest that failed, to the clipboard. */
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { errorReport } from '../../commands/errorReport';
import type { ErrorReport } from '../../jobs/runs/errorReport';
import { Problem } from '../../../shared/problem';
import type { Command } from './command';
import { currentJob } from './jobTarget';

export const copyErrorReport: Command = async ({ engine, jobs }, target) => {
  const job =
    currentJob(jobs, target) ?? jobs.jobs.find(({ state }) => state === 'failed' || state === 'lost');
  if (job === undefined) throw new Problem('no refinement has failed');
  const asked = argumentsOf(errorReport, { job: job.files.directory });
  const { text } = await engine.run<ErrorReport>(asked);
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage('Copied the error report', 3000);
};
