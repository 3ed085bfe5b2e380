/** Create Sample Project: simulated in a folder that is asked for, and opened there. */
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { sample, said } from '../../commands/sample';
import { deviceArguments } from '../engine';
import { runWithProgress, type Command } from './command';
import { refine } from './refine';

type Sample = Awaited<ReturnType<typeof sample.run>>;

export const createSample: Command = async (services) => {
  const opened = vscode.workspace.workspaceFolders?.at(0)?.uri.fsPath;
  const target = await vscode.window.showSaveDialog({
    title: 'Create Sample Project',
    saveLabel: 'Create',
    defaultUri: vscode.Uri.file(path.join(opened ?? homedir(), 'murmuration-sample')),
  });
  if (target === undefined) return;
  const made = await runWithProgress<Sample>(services, 'Creating the sample project', [
    ...argumentsOf(sample, { directory: target.fsPath }),
    ...deviceArguments(['adapter']),
  ]);
  const inside = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  const message = `Created the sample project ${target.fsPath}: ${said(made)}.`;
  if (!inside) {
    const answer = await vscode.window.showInformationMessage(message, 'Open Folder');
    if (answer !== undefined) await vscode.commands.executeCommand('vscode.openFolder', target);
    return;
  }
  await services.projects.refresh();
  await vscode.commands.executeCommand('murmuration.project.focus');
  const answer = await vscode.window.showInformationMessage(message, 'Refine...');
  if (answer !== undefined) await refine(services, vscode.Uri.file(made.population));
};
