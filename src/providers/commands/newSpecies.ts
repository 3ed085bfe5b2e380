/** New Species: a form that becomes a `create_species`. */
import * as vscode from 'vscode';
import { Problem } from '../../problem';
import { deviceArguments } from '../engine';
import { openForm } from '../formPanel';
import { checkSpecies, speciesArguments, speciesDefaults, speciesSections } from '../forms/speciesForm';
import { resolutionText } from '../../jobs/jobSummary';
import { choosePopulation, folderOf, type Command } from './command';

interface Created {
  readonly name: string;
  readonly resolution: number | null;
  readonly particles: number;
  readonly matched: readonly { readonly series: string; readonly particles: number }[];
  readonly unmatched: readonly { readonly name: string; readonly particles: number }[];
}

export const newSpecies: Command = async (services, target) => {
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const { population, sources, species } = project.content;
  if (sources.length === 0)
    throw new Problem(`the population ${population.name} has no data source to match particles to`, {
      remedy: 'add one first',
    });
  const taken = species.flatMap((one) => one.content?.species.name ?? []);
  const form = {
    description: {
      title: 'New Species',
      intro: `A kind of molecule in the tilt series of ${population.name}: two half-maps, a mask, and where its particles are.`,
      submitLabel: 'Create Species',
      busyLabel: 'Creating: comparing half-maps, matching particles…',
      sections: speciesSections,
      initial: speciesDefaults,
    },
    check: (values: Readonly<Record<string, string | boolean>>) => checkSpecies(values, taken),
    filters: (field: string): Record<string, string[]> =>
      field === 'particles' ? { 'STAR files': ['star'] } : { 'MRC maps': ['mrc', 'map'] },
    submit: async (values: Readonly<Record<string, string | boolean>>) => {
      const created = await services.engine.run<Created>([
        ...speciesArguments(project.path, values),
        ...deviceArguments(),
      ]);
      await services.projects.refresh();
      announce(created);
    },
  };
  openForm(services.extensionUri, form, folderOf(project.path));
};

function announce({ name, resolution, particles, matched, unmatched }: Created): void {
  const left = unmatched.reduce((sum, one) => sum + one.particles, 0);
  const rest = left === 0 ? '' : ` ${left} particles of ${unmatched.length} unknown series were left out.`;
  void vscode.window.showInformationMessage(
    `Created species ${name}: ${resolutionText(resolution)}, ${particles} particles in ${matched.length} series.${rest}`,
  );
}
