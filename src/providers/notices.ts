/** Tells people once, at the edge, what went wrong or came to its end, with the log one click away. */
import * as vscode from 'vscode';
import { errorReport } from '../commands/errorReport';
import { commandId } from '../commands/palette';
import type { Job } from '../jobs/runs/job';
import { endNotice } from './jobWords';
import type { Reports } from './reportPanel';

export const showLogLabel = 'Show Log';
export const showReportLabel = 'Show Report';
export const copyErrorReportLabel = errorReport.palette.title;

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
  const { kind, message } = endNotice(job);
  const offered = [
    ...(job.state === 'finished' ? [showReportLabel] : []),
    showLogLabel,
    ...(job.state === 'failed' ? [copyErrorReportLabel] : []),
  ];
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const show = { information: showInformationMessage, warning: showWarningMessage, error: showErrorMessage };
  const choice = await show[kind](message, ...offered);
  if (choice === showReportLabel)
    reports.show({ population: job.options.settings.population, job: job.files.directory });
  if (choice === showLogLabel) await showJobLog(job);
  if (choice === copyErrorReportLabel) await vscode.commands.executeCommand(commandId(errorReport), { job });
}

export async function showJobLog(job: Job): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(job.files.log));
  await vscode.window.showTextDocument(document, { preview: true });
}
