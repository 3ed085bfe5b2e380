/** Refine: opens the settings of the population's next refinement, which start as those of the last. */
import * as vscode from 'vscode';
import { isAccessible } from '../../files/isAccessible';
import { argumentsOf } from '../../commands/arguments';
import { refineSettings } from '../../commands/refineSettings';
import { settingsPath } from '../../jobs/refinementSettings/createSettingsFile';
import { Problem } from '../../../shared/problem';
import { refinementViewType } from '../refinementEditor';
import { choosePopulation, type Command } from './command';

export const refine: Command = async (services, target) => {
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const { population, sources, species } = project.content;
  if (sources.length === 0 || species.length === 0)
    throw new Problem(
      `the population ${population.name} has no ${sources.length === 0 ? 'data source' : 'species'}`,
      {
        remedy: 'add one first',
      },
    );
  services.jobs.requireIdle(project.path);
  const file = settingsPath(project.path);
  const isThere = await isAccessible(file);
  if (!isThere) await services.engine.run(argumentsOf(refineSettings, { population: project.path }));
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), refinementViewType);
};
