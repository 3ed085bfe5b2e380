/** Manage Data Sources, and what can be done to one: Re-scan, Re-locate, Remove. */
import path from 'node:path';
import * as vscode from 'vscode';
import { param } from '../../formats/xmlEdit';
import type { DataSource } from '../../model/source';
import { argumentsOf } from '../../commands/arguments';
import { createSource } from '../../commands/createSource';
import { commandId } from '../../commands/palette';
import { relocateSource as relocating } from '../../commands/relocateSource';
import { removeSource as removing } from '../../commands/removeSource';
import { rescanSource as rescanning } from '../../commands/rescanSource';
import { viewCommands } from '../../commands/viewCommands';
import { chooseDataSource } from './chooseDataSource';
import { choosePopulation, runWithProgress, type Command } from './command';

interface Rescanned {
  readonly series: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const rescanSource: Command = async (services, target) => {
  const source = await chooseDataSource(services, target);
  if (source === undefined) return;
  const { added, removed, series } = await runWithProgress<Rescanned>(
    services,
    `Looking for series of ${source.name}`,
    argumentsOf(rescanning, { population: source.population, source: source.id }),
  );
  await services.projects.refresh();
  const changes = [
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ];
  void vscode.window.showInformationMessage(
    `${source.name} has ${series} series: ${changes.length === 0 ? 'nothing has changed' : changes.join(', ')}.`,
  );
};

export const relocateSource: Command = async (services, target) => {
  const source = await chooseDataSource(services, target);
  if (source === undefined) return;
  const what = await vscode.window.showQuickPick(
    [
      {
        label: 'The data source',
        detail: 'Its .source file, with the XML files of its series',
        field: 'to',
      },
      {
        label: 'The tomostar files',
        detail: 'Paths of tilt movies are relative to them',
        field: 'dataDirectory',
      },
      { label: 'The raw movies', detail: 'By which M recognizes the series', field: 'movieDirectory' },
    ] as const,
    { placeHolder: `What of ${source.name} has been moved?` },
  );
  if (what === undefined) return;
  const isFile = what.field === 'to';
  const places = await vscode.window.showOpenDialog({
    title: `${what.label}: where now?`,
    openLabel: 'Choose',
    defaultUri: vscode.Uri.file(path.dirname(source.population)),
    canSelectFiles: isFile,
    canSelectFolders: !isFile,
    ...(isFile ? { filters: { 'Data sources': ['source'] } } : {}),
  });
  if (places === undefined) return;
  const about = { population: source.population, source: source.id };
  await runWithProgress(
    services,
    `Re-locating ${source.name}`,
    argumentsOf(relocating, { ...about, [what.field]: places[0].fsPath }),
  );
  await services.projects.refresh();
};

export const removeSource: Command = async (services, target) => {
  const source = await chooseDataSource(services, target);
  if (source === undefined) return;
  const answer = await vscode.window.showWarningMessage(
    `Remove data source ${source.name} from the population?`,
    { modal: true, detail: 'Its files stay where they are, and it can be added again.' },
    'Remove',
  );
  if (answer === undefined) return;
  await services.engine.run(argumentsOf(removing, { population: source.population, source: source.id }));
  await services.projects.refresh();
};

const buttons = [
  { icon: 'refresh', tooltip: 'Re-scan', command: commandId(rescanning) },
  { icon: 'folder-opened', tooltip: 'Re-locate Moved Data', command: commandId(relocating) },
  { icon: 'trash', tooltip: 'Remove', command: commandId(removing) },
] as const;

/** M's table of sources as a list with buttons; choosing one shows it in the explorer. */
export const manageDataSources: Command = async (services, target) => {
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly file?: string }>();
  pick.title = `Data sources of ${project.content.population.name}`;
  pick.placeholder = 'Choose one to see it in the explorer, or one of its buttons';
  pick.items = [
    ...project.content.sources.map(({ path: file, content, problem }) => ({
      label: content?.name ?? path.basename(file),
      description: content === undefined ? problem : sizeText(content),
      detail: content === undefined ? file : `${file}${weightText(content)}`,
      buttons: buttons.map(({ icon, tooltip }) => ({ iconPath: new vscode.ThemeIcon(icon), tooltip })),
      file,
    })),
    { label: '$(add) Add Data Source…' },
  ];
  const run = (command: string, argument: unknown): void => {
    pick.hide();
    void vscode.commands.executeCommand(command, argument);
  };
  const row = (file: string) => ({ kind: 'source', population: project.path, path: file });
  pick.onDidTriggerItemButton(({ item, button }) => {
    const chosen = buttons.find(({ tooltip }) => tooltip === button.tooltip);
    if (chosen !== undefined && item.file !== undefined) run(chosen.command, row(item.file));
  });
  pick.onDidAccept(() => {
    const [item] = pick.selectedItems;
    if (item.file === undefined) run(commandId(createSource), vscode.Uri.file(project.path));
    else run(commandId(viewCommands.showInProject), vscode.Uri.file(item.file));
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
};

function sizeText({ files, pixelSize, dimensions }: DataSource): string {
  return `${files.length} series · ${Number(pixelSize.toFixed(4))} Å/px · ${dimensions.join(' × ')} px`;
}

/** Weights of whole sources, which other programs set; nothing where they are as they always are. */
export function weightText({ xml }: DataSource): string {
  const weight = param(xml.root, 'RelativeWeight') ?? '1';
  const bfactor = param(xml.root, 'RelativeBFactor') ?? '0,0,0';
  return weight === '1' && /^[0,. ]*$/.test(bfactor) ? '' : ` · weight ${weight}, B-factor ${bfactor}`;
}
