/** Delete Version and Delete Old Versions: what would go, and the space that it frees, is said before anything does. */
import * as vscode from 'vscode';
import { argumentsOf, type Given } from '../../commands/arguments';
import { bytesText } from '../../commands/bytes';
import { counted } from '../../commands/counted';
import { pruneVersions } from '../../commands/pruneVersions';
import { versionInWords } from '../../model/chosenVersion';
import { versionRows } from '../versionNodes';
import { chooseSpecies, chooseVersion, isNotInUse, type ChosenVersion } from './chooseVersion';
import { runWithProgress, type Command, type Services } from './command';

type Pruned = Awaited<ReturnType<typeof pruneVersions.run>>;

export const deleteVersion: Command = async (services, target) => {
  const chosen = await chooseVersion(services, target, 'Delete which version?', isNotInUse);
  if (chosen === undefined) return;
  const { population, species, row } = chosen;
  const asked = { population, species: [species.guid], versions: [row.version ?? row.label] };
  const question = `Delete ${row.label.replace(/^V/, 'v')} of ${species.name}?`;
  await deleteAsked(services, { question, names: await rowNames(chosen) }, asked);
};

export const deleteOldVersions: Command = async (services, target) => {
  const chosen = await chooseSpecies(services, target);
  if (chosen === undefined) return;
  const { population, species } = chosen;
  const [least, most] = pruneVersions.fields.keepLast.range;
  const keepLast = await vscode.window.showInputBox({
    title: `Old versions of ${species.name}`,
    prompt:
      'How many of the newest versions are to stay? The one in use and those with a label stay as well.',
    value: '3',
    validateInput: (text) =>
      /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
        ? undefined
        : `A whole number between ${least} and ${most}.`,
  });
  if (keepLast === undefined) return;
  const asked = { population, species: [species.guid], keepLast: keepLast.trim() };
  const question = `Delete old versions of ${species.name}?`;
  await deleteAsked(services, { question, names: await rowNames(chosen) }, asked);
};

interface Words {
  readonly question: string;
  /** What the explorer calls each version of the species. */
  readonly names: ReadonlyMap<string, string>;
}

async function rowNames({
  population,
  species,
}: Pick<ChosenVersion, 'population' | 'species'>): Promise<Words['names']> {
  const rows = await versionRows(population, population, species).get();
  return new Map(rows.map(({ version = '', label }) => [version, label]));
}

async function deleteAsked(
  services: Services,
  { question, names }: Words,
  asked: Readonly<Partial<Record<keyof typeof pruneVersions.fields, Given>>>,
): Promise<void> {
  const run = (title: string, dryRun: boolean): Promise<Pruned> =>
    runWithProgress<Pruned>(services, title, argumentsOf(pruneVersions, { ...asked, dryRun }));
  const planned = await run('Looking for versions', true);
  if (planned.removed.length === 0) {
    void vscode.window.showInformationMessage('There is no version to delete.');
    return;
  }
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: detailOf(planned, names) },
    'Delete',
  );
  if (answer === undefined) return;
  // Those that were shown, and no others that have come since.
  const shown = { ...asked, keepLast: undefined, versions: planned.removed.map(({ version }) => version) };
  const done = await runWithProgress<Pruned>(
    services,
    'Deleting versions',
    argumentsOf(pruneVersions, shown),
  );
  await services.projects.refresh();
  void vscode.window.showInformationMessage(
    `${counted(done.removed.length, 'version')} deleted, ${bytesText(done.bytes)} freed.`,
  );
}

/** A dialog holds so many lines. */
const mostLines = 12;

function detailOf({ removed, bytes, linked }: Pruned, names: Words['names']): string {
  const lines = removed.map(
    (one) => `${called(one, names)}, ${one.date.slice(0, 10)}: ${bytesText(one.bytes)}`,
  );
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more`] : [];
  return [
    ...lines.slice(0, mostLines),
    ...more,
    '',
    `This frees ${bytesText(bytes)}${linked === 0 ? '' : `; files of ${bytesText(linked)} have another name elsewhere and stay`}, and cannot be undone.`,
  ].join('\n');
}

function called(one: Pruned['removed'][number], names: Words['names']): string {
  return one.of === 'species'
    ? (names.get(one.version) ?? versionInWords(one))
    : `Data source ${one.name} ${versionInWords(one)}`;
}
