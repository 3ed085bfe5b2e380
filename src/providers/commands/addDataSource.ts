/** Add Data Source: takes a Warp settings file and adds the tilt series that it describes to a population. */
import path from 'node:path';
import * as vscode from 'vscode';
import { askName, choosePopulation, folderOf, runWithProgress, type Command } from './command';

interface Created {
  readonly source: string;
  readonly name: string;
  readonly series: number;
}

export const addDataSource: Command = async (services, target) => {
  const settingsFile = target instanceof vscode.Uri && target.path.endsWith('.settings') ? target : undefined;
  const project = await choosePopulation(services, settingsFile === undefined ? target : undefined);
  if (project === undefined) return;
  const settings = settingsFile ?? (await askSettings(project.path));
  if (settings === undefined) return;
  const taken = project.content.sources.flatMap((source) => source.content?.name ?? []);
  const stem = path.basename(settings.fsPath, '.settings');
  const name = await askName('Name of the new data source', taken.includes(stem) ? '' : stem, taken);
  if (name === undefined) return;
  const created = await runWithProgress<Created>(services, `Adding data source ${name}`, [
    'create_source',
    '--population',
    project.path,
    '--processing_settings',
    settings.fsPath,
    '--name',
    name,
  ]);
  await services.projects.refresh();
  void vscode.window.showInformationMessage(
    `Added data source ${created.name} with ${created.series} series.`,
  );
};

/** Settings files in the workspace come first; any other can be looked for. */
async function askSettings(population: string): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(
    '**/*.settings',
    '**/{node_modules,versions,refinement_temp}/**',
    100,
  );
  const browse = { label: '$(folder-opened) Browse…', uri: undefined };
  const items = found
    .map((uri) => ({ label: `$(settings-gear) ${vscode.workspace.asRelativePath(uri)}`, uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  if (items.length > 0) {
    const picked = await vscode.window.showQuickPick([...items, browse], {
      title: 'Add Data Source',
      placeHolder: 'Warp settings file that describes the tilt series',
    });
    if (picked === undefined) return undefined;
    if (picked.uri !== undefined) return picked.uri;
  }
  const files = await vscode.window.showOpenDialog({
    title: 'Warp settings file',
    openLabel: 'Add',
    defaultUri: folderOf(population),
    filters: { 'Warp settings': ['settings'], 'All files': ['*'] },
  });
  return files?.[0];
}
