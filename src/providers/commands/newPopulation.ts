/** New Population: asks for a name and a folder, and makes an empty population there. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../problem';
import { askName, runWithProgress, type Command } from './command';

interface Created {
  readonly population: string;
  readonly name: string;
}

export const newPopulation: Command = async (services) => {
  const workspace = vscode.workspace.workspaceFolders?.[0];
  if (workspace === undefined) throw new Problem('a population needs a folder', { remedy: 'open one first' });
  const name = await askName('Name of the new population', path.basename(workspace.uri.fsPath), []);
  if (name === undefined) return;
  const folders = await vscode.window.showOpenDialog({
    title: 'Folder of the new population',
    openLabel: 'Create Here',
    defaultUri: workspace.uri,
    canSelectFiles: false,
    canSelectFolders: true,
  });
  if (folders === undefined) return;
  const created = await runWithProgress<Created>(services, `Creating population ${name}`, [
    'create_population',
    '--directory',
    folders[0].fsPath,
    '--name',
    name,
  ]);
  services.log.info(`created ${created.population}`);
  await vscode.commands.executeCommand('murmuration.project.focus');
  await services.projects.refresh();
};
