/** Restore This Version: a species and its data sources go back together; what there is now is kept as a version first. */
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { restore } from '../../commands/restore';
import { chooseVersion, isNotInUse } from './chooseVersion';
import { runWithProgress, type Command } from './command';

interface Restored {
  readonly species: { readonly name: string };
  readonly sources: readonly unknown[];
}

export const restoreVersion: Command = async (services, target) => {
  const chosen = await chooseVersion(services, target, 'Restore which version?', isNotInUse);
  if (chosen === undefined) return;
  const { population, species, row } = chosen;
  const answer = await vscode.window.showWarningMessage(
    `Restore ${species.name} to ${inSentence(row.label)}?`,
    {
      modal: true,
      detail:
        `${row.description ?? ''}\n\nMaps and particles of the species and the alignments of all data sources go back to what ` +
        'they were then. What they are now is kept as a version, to which you can return the same way.',
    },
    'Restore',
  );
  if (answer === undefined) return;
  const restored = await runWithProgress<Restored>(
    services,
    `Restoring ${species.name}`,
    argumentsOf(restore, { population, species: species.guid, to: row.version ?? row.label }),
  );
  await services.projects.refresh();
  void vscode.window.showInformationMessage(
    `Restored ${restored.species.name} to ${inSentence(row.label)}, with ${restored.sources.length} data source${restored.sources.length === 1 ? '' : 's'}.`,
  );
};

/** `version 1` */
function inSentence(label: string): string {
  return label.replace(/^Version /, 'version ');
}
