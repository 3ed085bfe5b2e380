/** Checks a New Population form: M's name and folder, and what is in the place already. */
import { constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { isAccessible } from '../../files/isAccessible';
import type { FormFindings, FormValues } from '../../../shared/protocol/form';
import { safeName } from '../../formats/paths';
import { populationPath, readPopulation } from '../../model/population';
import { createPopulation } from '../../commands/createPopulation';
import { pathProblem, problems, text } from '../../commands/formValues';
import { sectionsOf } from './commandForm';
import { checkFields } from './fieldChecks';

const sections = sectionsOf(createPopulation);

/** @param workspace folders that are open: populations elsewhere are not in the explorer */
export async function checkPopulation(
  values: FormValues,
  workspace: readonly string[],
): Promise<FormFindings> {
  const [name, folder] = [text(values, 'name'), text(values, 'directory')];
  const place = folder === '' || !path.isAbsolute(folder) ? null : await lookAt(folder);
  const named = safeName(name) === '' ? null : populationPath(folder, name);
  const present = named === null || place?.isThere !== true ? null : await presentPopulation(named);
  return {
    errors: {
      ...problems({
        name:
          name === ''
            ? 'A name is needed.'
            : named === null
              ? 'A name with at least one letter or digit is needed.'
              : (present?.problem ?? null),
        directory: pathProblem(folder, 'A folder') ?? place?.problem ?? null,
      }),
      ...checkFields(sections, values),
    },
    notes: problems({
      name: present?.note ?? null,
      directory: place === null ? null : folderNote(folder, place, workspace),
    }),
  };
}

interface Place {
  readonly isThere: boolean;
  readonly problem: string | null;
}

/** A folder that is there and can be written to, or that can be made in one. */
async function lookAt(folder: string): Promise<Place> {
  const kind = await kindOf(folder);
  if (kind === 'file') return { isThere: true, problem: 'This is a file; a folder is needed.' };
  const written = kind === 'folder' ? folder : path.dirname(folder);
  if (kind === 'nothing' && (await kindOf(written)) !== 'folder')
    return { isThere: false, problem: `There is no folder ${written} to make it in.` };
  const canWrite = await isAccessible(written, constants.W_OK | constants.X_OK);
  return { isThere: kind === 'folder', problem: canWrite ? null : `You may not write to ${written}.` };
}

async function kindOf(file: string): Promise<'folder' | 'file' | 'nothing'> {
  return stat(file).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => 'nothing',
  );
}

interface Present {
  readonly note: string | null;
  readonly problem: string | null;
}

/** A population of this name keeps what it has; what cannot be read is left alone. */
async function presentPopulation(file: string): Promise<Present> {
  if ((await kindOf(file)) === 'nothing') return { note: null, problem: null };
  try {
    const { sources, species } = await readPopulation(file);
    const what = `${counted(sources.length, 'data source')} and ${species.length} species`;
    const note = `${path.basename(file)} is there already, with ${what}: it keeps them, and no new one is made.`;
    return { note, problem: null };
  } catch (error) {
    return { note: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function folderNote(folder: string, place: Place, workspace: readonly string[]): string | null {
  if (place.problem !== null) return null;
  const isOpen = workspace.some((open) => !/^\.\.([/\\]|$)/.test(path.relative(open, folder)));
  const parts = [
    ...(place.isThere ? [] : ['This folder will be made.']),
    ...(isOpen ? [] : ['It is outside of the open folder: open it to see the population in the explorer.']),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
