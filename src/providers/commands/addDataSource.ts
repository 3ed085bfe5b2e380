/** Add Data Source: a form that becomes a `create_source`, filled in from the settings file that it is called on, or an `add_source`. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormValues } from '../../../shared/protocol/form';
import { readSettings } from '../../formats/settings';
import { readSource } from '../../model/source';
import { openForm } from '../formPanel';
import {
  addSourceArguments,
  checkExistingSource,
  checkSource,
  sourceArguments,
  sourceDefaults,
  sourceSections,
  type ExistingSource,
  type SeriesSummary,
} from '../forms/sourceForm';
import { text } from '../forms/fieldChecks';
import type { FormWork } from '../forms/form';
import { messageOf } from '../notices';
import { choosePopulation, folderOf, type Command, type Services } from './command';

interface Created {
  readonly source: string;
  readonly name: string;
  readonly series: number;
}

/** A file that was dropped on the explorer, perhaps on a population's rows. */
interface Dropped {
  readonly settings: vscode.Uri;
  readonly population?: string;
}

export const addDataSource: Command = async (services, target) => {
  const dropped = droppedFile(target);
  const about = dropped === undefined ? target : dropped.population && vscode.Uri.file(dropped.population);
  const project = await choosePopulation(services, about);
  if (project === undefined) return;
  if (dropped?.settings.path.endsWith('.source') === true) {
    const args = addSourceArguments(project.path, dropped.settings.fsPath);
    await announce(services, await services.engine.run<Created>(args));
    return;
  }
  const settings = dropped?.settings.fsPath ?? (await onlySettings());
  const { population, sources } = project.content;
  const taken = sources.flatMap((source) => source.content?.name ?? []);
  const present = population.sources;
  const stem = settings === undefined ? '' : path.basename(settings, '.settings');
  const summaries = new Map<string, Promise<SeriesSummary | string>>();
  const form = {
    description: {
      title: 'Add Data Source',
      intro: `Tilt series that Warp has processed, for ${population.name}. Their files stay where they are.`,
      submitLabel: 'Add Data Source',
      busyLabel: 'Reading the series…',
      sections: sourceSections,
      initial: { ...sourceDefaults, settings: settings ?? '', name: taken.includes(stem) ? '' : stem },
    },
    check: async (values: FormValues) => {
      if (text(values, 'from') === 'source')
        return checkExistingSource(values, present, await existing(text(values, 'source')));
      const file = text(values, 'settings');
      if (file === '') return checkSource(values, taken, null);
      const summary = summaries.get(file) ?? summarize(services, file);
      summaries.set(file, summary);
      return checkSource(values, taken, await summary);
    },
    filters: (field: string): Record<string, string[]> =>
      field === 'source' ? { 'Data sources': ['source'] } : { 'Warp settings': ['settings'] },
    submit: async (values: FormValues, { say }: FormWork) => {
      const args = sourceArguments(project.path, values);
      await announce(services, await services.engine.run<Created>(args, undefined, say));
    },
  };
  openForm(services.extensionUri, form, folderOf(project.path));
};

async function announce(services: Services, { name, series }: Created): Promise<void> {
  await services.projects.refresh();
  void vscode.window.showInformationMessage(`Added data source ${name} with ${series} series.`);
}

/** What a `.source` file holds; a sentence where it cannot be read, null where none is chosen. */
async function existing(file: string): Promise<ExistingSource | string | null> {
  if (file === '') return null;
  return readSource(file).then(
    ({ path: found, guid, name, files, pixelSize }) => ({
      ...{ path: found, guid, name, pixelSize },
      series: files.length,
    }),
    messageOf,
  );
}

async function summarize(services: Services, file: string): Promise<SeriesSummary | string> {
  try {
    return await services.engine.run<SeriesSummary>(['list_series', '--processing_settings', file]);
  } catch (error) {
    return messageOf(error);
  }
}

function droppedFile(target: unknown): Dropped | undefined {
  if (target instanceof vscode.Uri)
    return /\.(settings|source)$/.test(target.path) ? { settings: target } : undefined;
  return typeof target === 'object' && target !== null && 'settings' in target
    ? (target as Dropped)
    : undefined;
}

/** The settings of tilt series in the workspace, if there is one of a kind. */
async function onlySettings(): Promise<string | undefined> {
  const found = await vscode.workspace.findFiles(
    '**/*.settings',
    '**/{node_modules,versions,refinement_temp}/**',
    20,
  );
  const extensions = await Promise.all(
    found.map(async ({ fsPath }) =>
      readSettings(fsPath).then(
        ({ extension }) => extension,
        () => '',
      ),
    ),
  );
  const fitting = found.filter((_, i) => extensions[i] === '*.tomostar');
  return fitting.length === 1 ? fitting[0].fsPath : undefined;
}
