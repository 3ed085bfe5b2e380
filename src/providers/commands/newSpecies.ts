/** New Species: a form of four pages that becomes a `create_mask` and a `create_species`. */
import path from 'node:path';
import * as vscode from 'vscode';
import { createSpecies } from '../../commands/createSpecies';
import { maskArguments, matchArguments } from '../../commands/speciesForm';
import type { ParticleMatch, SpeciesHost } from '../../../shared/protocol/species';
import { Problem } from '../../../shared/problem';
import { deviceArguments } from '../engine';
import { openForm, type Form } from '../formPanel';
import { describeForm, fileFilters, formArguments, formOf } from '../forms/commandForm';
import { checkSpecies } from '../forms/speciesChecks';
import { choosePopulation, folderOf, type Command } from './command';

export const newSpecies: Command = async (services, target) => {
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const { population, sources: listed, species } = project.content;
  if (listed.length === 0)
    throw new Problem(`the population ${population.name} has no data source to match particles to`, {
      remedy: 'add one first',
    });
  const taken = species.flatMap((one) => one.content?.species.name ?? []);
  const sources = listed.flatMap((one) => one.content?.name ?? []);
  const about = { population: project.path, species: null, sources };
  const form: Form = {
    description: describeForm(createSpecies, about, { population: population.name }),
    check: (values) => checkSpecies(values, { taken, sources }),
    filters: (field) => fileFilters(createSpecies, field),
    submit: async (values, { say, token }) => {
      const mask = maskArguments(path.dirname(project.path), values);
      if (mask !== null) {
        say('making the mask');
        await services.engine.run(mask, token, say);
      }
      const args = [...formArguments(createSpecies, values, about), ...deviceArguments(['adapter'])];
      const created = await services.engine.run(args, token, say);
      await services.projects.refresh();
      const done = formOf(createSpecies).done?.(created, values, '');
      if (done !== undefined) void vscode.window.showInformationMessage(done);
    },
  };
  const volumes = services.volumes.serve();
  const own: Pick<SpeciesHost, 'match'> = {
    match: (values) => services.engine.run<ParticleMatch>(matchArguments(project.path, values)),
  };
  openForm(services.extensionUri, form, folderOf(project.path), {
    folder: 'species',
    host: { ...volumes.host, ...own },
    dispose: () => volumes.dispose(),
  });
};
