/** Label Version: a few words that the explorer shows with it, and a note. */
import path from 'node:path';
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { labelVersion as labeling } from '../../commands/labelVersion';
import { checkedLabel, readLabel, type VersionLabel } from '../../model/versionLabel';
import { chooseVersion } from './chooseVersion';
import type { Command } from './command';

export const labelVersion: Command = async (services, target) => {
  const chosen = await chooseVersion(services, target, 'Label which version?', () => true);
  if (chosen === undefined) return;
  const { population, species, row } = chosen;
  const before = await readLabel(path.dirname(row.path ?? ''));
  const label = await ask('label', before, {
    title: `${row.label} of ${species.name}`,
    prompt: 'A label of a few words, by which restore finds it too. An empty one is taken away.',
  });
  if (label === undefined) return;
  const note = await ask('note', before, {
    title: `${row.label} of ${species.name}`,
    prompt: 'A note, shown when the mouse rests on the version. An empty one is taken away.',
  });
  if (note === undefined) return;
  await services.engine.run(
    argumentsOf(labeling, {
      population,
      species: species.guid,
      to: row.version,
      label: given(label),
      note: note === inOneLine(before.note) ? undefined : given(note),
    }),
  );
  await services.projects.refresh();
};

async function ask(
  key: keyof VersionLabel,
  before: VersionLabel,
  words: { readonly title: string; readonly prompt: string },
): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...words,
    value: inOneLine(before[key]),
    validateInput: (text) => {
      try {
        checkedLabel({ ...before, [key]: text });
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}

/** As an input box shows it: notes from the command line may have more. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/** An option without a value would be one that was not given; blanks count as nothing. */
function given(text: string): string {
  return text.trim() === '' ? ' ' : text;
}
