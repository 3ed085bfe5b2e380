/** What stops a refinement, or what is made for one, with a question: by the names that `--accept` takes. */
import { Problem } from '../../../shared/problem';

/** By the name that accepts them, with what they are about. */
export const doubtNames = {
  duplicates: 'particles that lie where others do',
  halves: 'half-sets that are uneven, or share filaments',
  symmetry: 'a symmetry that the maps do not have',
  mask: 'a mask that does not fit the maps or the diameter',
  doses: 'doses that hardly any series gets',
  references: 'images that do not fit the references',
} as const;

export type DoubtName = keyof typeof doubtNames;

/** What the option that accepts them does. */
export const acceptHelp = `go on where something is doubtful: ${Object.keys(doubtNames).join(', ')}; several with commas (default: stop and ask)`;

/** Names with commas between them. Throws Problem for one that accepts nothing. */
export function acceptedDoubts(text: string): readonly DoubtName[] {
  const names = text
    .split(/[\s,]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names)
    if (!(name in doubtNames))
      throw new Problem(`there is nothing named ${name} to accept`, {
        remedy: `choose among ${Object.keys(doubtNames).join(', ')}`,
      });
  return names as DoubtName[];
}
