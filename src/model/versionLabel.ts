/**
 * What people say of a version: a label of a few words and a note. It lies in the version's folder in a file of its own: copies
 * take it along, it goes when the version goes, and neither fingerprints nor checksums know of it; M reads only what it wrote.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../files/fileProblem';
import { Problem } from '../../shared/problem';

export interface VersionLabel {
  /** One line; empty for none. */
  readonly label: string;
  /** Any number of lines; empty for none. */
  readonly note: string;
}

/** What is shown of a label that is damaged: such a version still counts as labeled. */
const unreadable: VersionLabel = { label: '(label cannot be read)', note: '' };

const none: VersionLabel = { label: '', note: '' };

const longest = { label: 60, note: 10_000 } as const;

export function labelPath(versionFolder: string): string {
  return join(versionFolder, 'murmur.label.json');
}

/** Never fails: a list of versions is worth more than one of its labels. */
export async function readLabel(versionFolder: string): Promise<VersionLabel> {
  try {
    const content = JSON.parse(await readFile(labelPath(versionFolder), 'utf8')) as Partial<
      Record<keyof VersionLabel, unknown>
    > | null;
    const { label, note } = { ...none, ...content };
    return typeof label === 'string' && typeof note === 'string' ? { label, note } : unreadable;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? none : unreadable;
  }
}

export function formatLabel({ label, note }: VersionLabel): string {
  return `${JSON.stringify({ label, note }, null, 2)}\n`;
}

/** Without blanks around it. Throws Problem for what is too long, and for a label of several lines. */
export function checkedLabel({ label, note }: VersionLabel): VersionLabel {
  const checked = { label: label.trim(), note: note.trim() };
  if (/\p{Cc}/u.test(checked.label))
    throw new Problem('a label is one line', { remedy: 'put the rest into the note' });
  for (const key of ['label', 'note'] as const)
    if (checked[key].length > longest[key])
      throw new Problem(
        `the ${key} has ${checked[key].length} characters, and ${longest[key]} are the most`,
        { remedy: key === 'label' ? 'put the rest into the note' : 'say it shorter' },
      );
  return checked;
}
