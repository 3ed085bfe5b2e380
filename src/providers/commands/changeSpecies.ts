/** Commands that are a form about one species: Rotate, Shift Center, Particle Sets and their like. */
import * as vscode from 'vscode';
import type { Command as Described } from '../../commands/command';
import { deviceArguments } from '../engine';
import { openForm, type Form } from '../formPanel';
import { checkForm } from '../forms/checkForm';
import { describeForm, fileFilters, formArguments, formOf } from '../forms/commandForm';
import { chooseSpecies } from './chooseVersion';
import { folderOf, type Command, type Services } from './command';

export function withForm(command: Described): Command {
  return async (services, target) => {
    const chosen = await chooseSpecies(services, target);
    if (chosen === undefined) return;
    const { population, species } = chosen;
    const about = { population, species, sources: sourceNames(services, population) };
    const { usesGpu, cancellable } = command;
    const form: Form = {
      description: describeForm(command, about, { called: species.name }),
      check: checkForm(command, about, (args) => services.engine.run(args)),
      filters: (field) => fileFilters(command, field),
      submit: async (values, { say, token }) => {
        const onGpu = typeof usesGpu === 'function' ? usesGpu(values) : usesGpu === true;
        const args = [
          ...formArguments(command, values, about),
          ...(onGpu ? deviceArguments(['adapter']) : []),
        ];
        const result = await services.engine.run(args, cancellable === true ? token : undefined, say);
        await services.projects.refresh();
        const done = formOf(command).done?.(result, values, species.name);
        if (done !== undefined) void vscode.window.showInformationMessage(done);
      },
    };
    openForm(services.extensionUri, form, folderOf(population));
  };
}

function sourceNames({ projects }: Services, population: string): readonly string[] {
  const project = projects.projects.find(({ path: file }) => file === population);
  return project?.content?.sources.flatMap(({ content }) => content?.name ?? []) ?? [];
}
