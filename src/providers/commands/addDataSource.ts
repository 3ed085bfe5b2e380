/** Add Data Source: a form that becomes a `create_source`, filled in from the settings file that it is called on, or an `add_source`. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormValues } from '../../../shared/protocol/form';
import { addSource } from '../../commands/addSource';
import { argumentsOf } from '../../commands/arguments';
import { createSource } from '../../commands/createSource';
import { text } from '../../commands/formValues';
import { listSeries } from '../../commands/listSeries';
import { readSettings } from '../../formats/settings';
import { readSource } from '../../model/source';
import { openForm } from '../formPanel';
import { describeForm, fileFilters, formArguments, formOf } from '../forms/commandForm';
import type { FormWork } from '../forms/form';
import {
  checkExistingSource,
  checkSource,
  type ExistingSource,
  type SeriesSummary,
} from '../forms/sourceChecks';
import { messageOf } from '../notices';
import { choosePopulation, folderOf, type Command, type Services } from './command';

/** A file that was dropped on the explorer, perhaps on a population's rows. */
interface Dropped {
  readonly settings: vscode.Uri;
  readonly population?: string;
}

export const addDataSource: Command = async (services, target) => {
  const dropped = droppedFile(target);
  const row = dropped === undefined ? target : dropped.population && vscode.Uri.file(dropped.population);
  const project = await choosePopulation(services, row);
  if (project === undefined) return;
  if (dropped?.settings.path.endsWith('.source') === true) {
    const args = argumentsOf(addSource, { population: project.path, source: dropped.settings.fsPath });
    await announce(services, await services.engine.run(args));
    return;
  }
  const settings = dropped?.settings.fsPath ?? (await onlySettings());
  const { population, sources } = project.content;
  const taken = sources.flatMap((source) => source.content?.name ?? []);
  const present = population.sources;
  const stem = settings === undefined ? '' : path.basename(settings, '.settings');
  const summaries = new Map<string, Promise<SeriesSummary | string>>();
  const about = { population: project.path, species: null, sources: [] };
  const described = describeForm(createSource, about, { population: population.name });
  const form = {
    description: {
      ...described,
      initial: { ...described.initial, settings: settings ?? '', name: taken.includes(stem) ? '' : stem },
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
    filters: (field: string) => fileFilters(createSource, field),
    submit: async (values: FormValues, { say }: FormWork) => {
      const args =
        text(values, 'from') === 'source'
          ? argumentsOf(addSource, { population: project.path, source: text(values, 'source') })
          : formArguments(createSource, values, about);
      await announce(services, await services.engine.run(args, undefined, say));
    },
  };
  openForm(services.extensionUri, form, folderOf(project.path));
};

async function announce(services: Services, added: unknown): Promise<void> {
  await services.projects.refresh();
  const done = formOf(createSource).done?.(added, {}, '');
  if (done !== undefined) void vscode.window.showInformationMessage(done);
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
    return await services.engine.run<SeriesSummary>(argumentsOf(listSeries, { settings: file }));
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
