/** Show in Project: the explorer's row of a map or another file that is open. */
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import type { Command } from './command';

export const showInProject: Command = async (services, target) => {
  const uri = target instanceof vscode.Uri ? target : activeFile();
  if (uri === undefined) throw new Problem('no file is open that could be shown');
  if (!(await services.explorer.reveal(uri.fsPath)))
    throw new Problem('no species or data source of the open folders has this file', {
      where: uri.fsPath,
      remedy: 'open the folder of its population',
    });
};

function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
    ? input.uri
    : undefined;
}
