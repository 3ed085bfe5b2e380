/** Tells people once, at the edge, what went wrong or came to its end, with the log one click away. */
import * as vscode from 'vscode';
import { resolutionsText } from '../jobs/runs/jobSummary';
import type { Job } from './jobStore';
import type { Reports } from './reportPanel';

export const showLogLabel = 'Show Log';
export const showReportLabel = 'Show Report';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error notification in one sentence. */
export async function showProblem(
  doing: string,
  error: unknown,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const message = messageOf(error);
  log.error(`${doing}: ${message}`);
  const choice = await vscode.window.showErrorMessage(`${doing}: ${message}`, showLogLabel);
  if (choice === showLogLabel) log.show();
}

export async function announceEnd(job: Job, reports: Reports): Promise<void> {
  const name = job.options.populationName;
  let choice: string | undefined;
  if (job.state === 'finished') {
    const result = job.summary.done === null ? '' : `: ${resolutionsText(job.summary.done.species)}`;
    choice = await vscode.window.showInformationMessage(
      `Refined ${name}${result}`,
      showReportLabel,
      showLogLabel,
    );
  } else if (job.state === 'failed') {
    choice = await vscode.window.showErrorMessage(
      `Refining ${name} failed: ${job.reason ?? ''}`,
      showLogLabel,
    );
  } else if (job.state === 'cancelled') {
    choice = await vscode.window.showInformationMessage(
      `Cancelled the refinement of ${name}; its files are those of the last complete round.`,
      showLogLabel,
    );
  }
  if (choice === showReportLabel)
    reports.show({ population: job.options.population, job: job.files.directory });
  if (choice === showLogLabel) await showJobLog(job);
}

export async function showJobLog(job: Job): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(job.files.log));
  await vscode.window.showTextDocument(document, { preview: true });
}
