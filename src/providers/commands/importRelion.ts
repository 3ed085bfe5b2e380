/** Import RELION Project: a form that becomes an `import_relion`; what it says of each tomogram goes to the log. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../../commands/counted';
import { importRelion as importing } from '../../commands/importRelion';
import { Problem } from '../../../shared/problem';
import { openForm, type Form } from '../formPanel';
import { checkForm } from '../forms/checkForm';
import { describeForm, fileFilters, formArguments } from '../forms/commandForm';
import type { Command } from './command';

type Imported = Parameters<typeof importing.done>[0];

const about = { population: '', species: null, sources: [] } as const;

export const importRelion: Command = async (services) => {
  const workspace = vscode.workspace.workspaceFolders ?? [];
  if (workspace.length === 0)
    throw new Problem('an imported project needs a folder', { remedy: 'open one first' });
  const output = path.join(workspace[0].uri.fsPath, 'warp');
  const described = describeForm(importing, about);
  const form: Form = {
    description: {
      ...described,
      initial: { ...described.initial, output: existsSync(output) ? '' : output },
    },
    check: checkForm(importing, about, (args) => services.engine.run(args)),
    filters: (field) => fileFilters(importing, field),
    submit: async (values) => {
      const result = await services.engine.run<Imported>(formArguments(importing, values, about));
      for (const { series, notes } of result.series)
        for (const note of notes) services.log.info(`${series}: ${note}`);
      await services.projects.refresh();
      void tell(services, result);
    },
  };
  openForm(services.extensionUri, form, workspace[0].uri);
};

/** Not awaited: the form closes meanwhile. */
async function tell({ log }: Parameters<Command>[0], { series, made }: Imported): Promise<void> {
  const notes = series.reduce((sum, one) => sum + one.notes.length, 0);
  const said = notes === 0 ? '' : `, with ${counted(notes, 'note')} in the log`;
  const message = `Imported ${counted(series.length, 'tomogram')}${said}.`;
  const next = made === 'project' ? ['New Population...'] : [];
  const answer = await vscode.window.showInformationMessage(
    message,
    ...(notes === 0 ? [] : ['Show Log']),
    ...next,
  );
  if (answer === 'Show Log') log.show();
  if (answer === 'New Population...') await vscode.commands.executeCommand('murmuration.newPopulation');
}
