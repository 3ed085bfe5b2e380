/** New Species: a form of four pages that becomes a `create_mask` and a `create_species`. */
import path from 'node:path';
import * as vscode from 'vscode';
import { mapFilters } from '../../formats/mapFormats';
import { particleFilters } from '../../model/particleFormats';
import type { ParticleMatch, SpeciesHost } from '../../../shared/protocol/species';
import { resolutionText } from '../../jobs/runs/jobSummary';
import { Problem } from '../../../shared/problem';
import { deviceArguments } from '../engine';
import { openForm, type Form } from '../formPanel';
import { checkSpecies } from '../forms/speciesChecks';
import {
  maskArguments,
  matchArguments,
  speciesArguments,
  speciesDefaults,
  speciesSections,
} from '../forms/speciesForm';
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
  const { population, sources: listed, species } = project.content;
  if (listed.length === 0)
    throw new Problem(`the population ${population.name} has no data source to match particles to`, {
      remedy: 'add one first',
    });
  const taken = species.flatMap((one) => one.content?.species.name ?? []);
  const sources = listed.flatMap((one) => one.content?.name ?? []);
  const form: Form = {
    description: {
      title: 'New Species',
      intro: `A kind of molecule in the tilt series of ${population.name}.`,
      submitLabel: 'Finish',
      busyLabel: 'Creating the species…',
      sections: speciesSections(sources),
      initial: speciesDefaults(sources),
    },
    check: (values) => checkSpecies(values, { taken, sources }),
    filters: (field): Record<string, string[]> => (field === 'particles' ? particleFilters() : mapFilters()),
    submit: async (values, { say, token }) => {
      const mask = maskArguments(path.dirname(project.path), values);
      if (mask !== null) {
        say('making the mask');
        await services.engine.run(mask, token, say);
      }
      const args = [...speciesArguments(project.path, values), ...deviceArguments()];
      const created = await services.engine.run<Created>(args, token, say);
      await services.projects.refresh();
      announce(created);
    },
  };
  const volumes = services.volumes.serve();
  const own: Pick<SpeciesHost, 'match'> = {
    match: (values) => services.engine.run<ParticleMatch>(matchArguments(project.path, values)),
  };
  openForm(services.extensionUri, form, folderOf(project.path), {
    room: 'species',
    host: { ...volumes.host, ...own },
    dispose: () => volumes.dispose(),
  });
};

function announce({ name, resolution, particles, matched, unmatched }: Created): void {
  const left = unmatched.reduce((sum, one) => sum + one.particles, 0);
  const rest = left === 0 ? '' : ` ${left} particles of ${unmatched.length} unknown series were left out.`;
  void vscode.window.showInformationMessage(
    `Created species ${name}: ${resolutionText(resolution)}, ${particles} particles in ${matched.length} series.${rest}`,
  );
}
