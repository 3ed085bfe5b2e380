/** Refine: a form that becomes a `refine`, run as a job that outlives this window. */
import * as vscode from 'vscode';
import { Problem } from '../../problem';
import { deviceArguments } from '../engine';
import { openForm } from '../formPanel';
import { checkRefinement, refineArguments, refineDefaults, refineSections } from '../forms/refineForm';
import { choosePopulation, folderOf, type Command, type Services } from './command';

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
  refuseSecond(services, project.path);
  const form = {
    description: {
      title: `Refine ${population.name}`,
      intro: `Fits the tilt series of ${sources.length} data source${sources.length === 1 ? '' : 's'} to ${species.length} species, then reconstructs their half-maps.`,
      submitLabel: 'Refine',
      busyLabel: 'Starting the engine…',
      sections: refineSections,
      initial: refineDefaults,
    },
    check: async (values: Readonly<Record<string, string | boolean>>) => checkRefinement(values),
    filters: (): Record<string, string[]> => ({}),
    submit: async (values: Readonly<Record<string, string | boolean>>) => {
      refuseSecond(services, project.path);
      const args = [...refineArguments(project.path, values), ...deviceArguments(), '--events'];
      await services.jobs.start(project.path, population.name, args);
      await vscode.commands.executeCommand('murmuration.jobs.focus');
    },
  };
  openForm(services.extensionUri, form, folderOf(project.path));
};

function refuseSecond(services: Services, population: string): void {
  if (services.jobs.running(population) !== undefined)
    throw new Problem('this population is being refined already', {
      remedy: 'cancel that refinement or wait for it',
    });
}
