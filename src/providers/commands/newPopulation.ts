/** New Population: a form that becomes a `create_population`, filled in for the folder that is open. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { createPopulation } from '../../commands/createPopulation';
import { populationPath } from '../../model/population';
import { Problem } from '../../../shared/problem';
import { openForm, type Form } from '../formPanel';
import { describeForm, fileFilters, formArguments } from '../forms/commandForm';
import { checkPopulation } from '../forms/populationChecks';
import type { Command } from './command';

interface Created {
  readonly population: string;
  readonly name: string;
}

const about = { population: '', species: null, sources: [] } as const;

export const newPopulation: Command = async (services) => {
  const workspace = vscode.workspace.workspaceFolders ?? [];
  if (workspace.length === 0) throw new Problem('a population needs a folder', { remedy: 'open one first' });
  const directory = workspace[0].uri.fsPath;
  const name = path.basename(directory);
  const form: Form = {
    description: {
      ...describeForm(createPopulation, about),
      initial: { name: existsSync(populationPath(directory, name)) ? '' : name, directory },
    },
    check: (values) =>
      checkPopulation(
        values,
        workspace.map(({ uri }) => uri.fsPath),
      ),
    filters: (field) => fileFilters(createPopulation, field),
    submit: async (values) => {
      const created = await services.engine.run<Created>(formArguments(createPopulation, values, about));
      services.log.info(`created ${created.population}`);
      await services.projects.refresh();
      await vscode.commands.executeCommand('murmuration.project.focus');
    },
  };
  openForm(services.extensionUri, form, workspace[0].uri);
};
