/** Rotate, Shift, Expand Symmetry, Update Mask, Export: forms about one species, each of which becomes a command. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormValues } from '../../../webview/protocol/form';
import { companion } from '../../model/species';
import { openForm } from '../formPanel';
import { checkFields, problems } from '../forms/fieldChecks';
import { expand, exportTable, mask, rotate, shift, type SpeciesOperation } from '../forms/speciesOperations';
import { chooseSpecies } from './chooseVersion';
import { folderOf, runWithProgress, type Command } from './command';

export const rotateSpecies = withForm(rotate);
export const shiftSpecies = withForm(shift);
export const expandSymmetry = withForm(expand);
export const updateMask = withForm(mask);
export const exportParticles = withForm(exportTable);

/** One number is enough: how many poses a particle has over the exposure. */
export const resampleTrajectories: Command = async (services, target) => {
  const chosen = await chooseSpecies(services, target);
  if (chosen === undefined) return;
  const { population, species } = chosen;
  const samples = await vscode.window.showInputBox({
    prompt: `Temporal samples for the poses of ${species.name}, now ${species.temporalSamples}`,
    value: String(species.temporalSamples),
    validateInput: (typed) => (/^[1-9]\d?$/.test(typed.trim()) ? undefined : 'A whole number from 1 to 99.'),
  });
  if (samples === undefined) return;
  await runWithProgress(services, `Resampling the trajectories of ${species.name}`, [
    'resample_trajectories',
    ...['--population', population, '--species', species.guid, '--samples', samples.trim()],
  ]);
  await services.projects.refresh();
};

function withForm(operation: SpeciesOperation): Command {
  return async (services, target) => {
    const chosen = await chooseSpecies(services, target);
    if (chosen === undefined) return;
    const { population, species } = chosen;
    const sections = operation.sections(species);
    const initial = operation.initial(species);
    const form = {
      description: {
        title: `${operation.title}: ${species.name}`,
        intro: operation.intro,
        submitLabel: operation.submitLabel,
        busyLabel: 'Working…',
        sections,
        initial: {
          ...initial,
          ...('output' in initial
            ? { output: path.join(path.dirname(population), 'relion', `${species.name}.star`) }
            : {}),
          ...('map' in initial ? { map: companion(species, '_filt.mrc') } : {}),
        },
      },
      check: async (values: FormValues) => ({
        errors: { ...checkFields(sections, values), ...problems(operation.problems?.(values) ?? {}) },
        notes: {},
      }),
      filters: (field: string): Record<string, string[]> =>
        field === 'output' ? { 'STAR files': ['star'] } : { 'MRC maps': ['mrc', 'map'] },
      submit: async (values: FormValues) => {
        await services.engine.run([
          operation.command,
          ...['--population', population, '--species', species.guid],
          ...operation.arguments(values),
        ]);
        await services.projects.refresh();
        void vscode.window.showInformationMessage(operation.done(species.name));
      },
    };
    openForm(services.extensionUri, form, folderOf(population));
  };
}
