/** Add Data Source: a form that becomes a `create_source`, filled in from the settings file that it is called on; sources that exist are taken as they are. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormValues } from '../../../webview/protocol/form';
import { readSettings } from '../../formats/settings';
import { openForm } from '../formPanel';
import {
  checkSource,
  sourceArguments,
  sourceDefaults,
  sourceSections,
  type SeriesSummary,
} from '../forms/sourceForm';
import { text } from '../forms/fieldChecks';
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
    await services.engine.run([
      'add_source',
      ...['--population', project.path, '--source', dropped.settings.fsPath],
    ]);
    await services.projects.refresh();
    return;
  }
  const settings = dropped?.settings.fsPath ?? (await onlySettings());
  const { population, sources } = project.content;
  const taken = sources.flatMap((source) => source.content?.name ?? []);
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
      const file = text(values, 'settings');
      if (file === '') return checkSource(values, taken, null);
      const summary = summaries.get(file) ?? summarize(services, file);
      summaries.set(file, summary);
      return checkSource(values, taken, await summary);
    },
    filters: (): Record<string, string[]> => ({ 'Warp settings': ['settings'] }),
    submit: async (values: FormValues) => {
      const created = await services.engine.run<Created>(sourceArguments(project.path, values));
      await services.projects.refresh();
      void vscode.window.showInformationMessage(
        `Added data source ${created.name} with ${created.series} series.`,
      );
    },
  };
  openForm(services.extensionUri, form, folderOf(project.path));
};

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
