/** Rotate, Shift, Expand Symmetry, Resample, Update Mask, Particle Sets, Export: forms about one species, each of which becomes a command. */
import path from 'node:path';
import * as vscode from 'vscode';
import { mapFilters } from '../../formats/mapFormats';
import { particleFilters } from '../../model/particleFormats';
import { companion } from '../../model/species';
import { deviceArguments } from '../engine';
import { openForm, type Form } from '../formPanel';
import { exportParticles as exported } from '../forms/exportForm';
import { particleSets as sets } from '../forms/particleSetsForm';
import { checkOperation } from '../forms/checkOperation';
import { expand, mask, resample, rotate, shift, type SpeciesOperation } from '../forms/speciesOperations';
import { chooseSpecies } from './chooseVersion';
import { folderOf, type Command, type Services } from './command';

export const rotateSpecies = withForm(rotate);
export const shiftSpecies = withForm(shift);
export const expandSymmetry = withForm(expand);
export const updateMask = withForm(mask);
export const resampleTrajectories = withForm(resample);
export const particleSets = withForm(sets);
export const exportParticles = withForm(exported);

function withForm(operation: SpeciesOperation): Command {
  return async (services, target) => {
    const chosen = await chooseSpecies(services, target);
    if (chosen === undefined) return;
    const { population, species } = chosen;
    const sources = sourceNames(services, population);
    const sections = operation.sections(species, sources);
    const initial = operation.initial(species, sources);
    const about = ['--population', population, '--species', species.guid];
    const form: Form = {
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
      check: checkOperation(operation, sections, (args) =>
        services.engine.run([operation.command, ...about, ...args]),
      ),
      filters: (field): Record<string, string[]> => {
        if (field === 'map') return mapFilters();
        return field === 'particles' ? particleFilters() : { 'STAR files': ['star'] };
      },
      submit: async (values, { say, token }) => {
        const device = operation.onAdapter?.(values) === true ? deviceArguments(['adapter']) : [];
        const args = [operation.command, ...about, ...operation.arguments(values), ...device];
        const result = await services.engine.run(
          args,
          operation.cancellable === true ? token : undefined,
          say,
        );
        await services.projects.refresh();
        void vscode.window.showInformationMessage(operation.done(species.name, values, result));
      },
    };
    openForm(services.extensionUri, form, folderOf(population));
  };
}

function sourceNames({ projects }: Services, population: string): readonly string[] {
  const project = projects.projects.find(({ path: file }) => file === population);
  return project?.content?.sources.flatMap(({ content }) => content?.name ?? []) ?? [];
}
