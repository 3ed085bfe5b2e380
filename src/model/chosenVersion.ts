/** The version that a user means: by its name, the first letters of it, or its label. */
import { Problem } from '../../shared/problem';
import type { Version } from './versions';

/**
 * A whole name counts before labels and first letters.
 *
 * @param of the species, for messages
 * Throws Problem where none fits, or more than one.
 */
export function chosenVersion(
  versions: readonly Version[],
  wanted: string,
  of: { readonly name: string; readonly path: string },
): Version {
  const named = versions.find(({ version }) => version === wanted);
  if (named !== undefined) return named;
  const alike =
    wanted === ''
      ? []
      : versions.filter(({ version, label }) => label === wanted || version.startsWith(wanted));
  if (alike.length === 1) return alike[0];
  const which = (alike.length === 0 ? versions : alike).map(versionInWords).join(', ') || 'none';
  throw new Problem(
    alike.length === 0
      ? `${of.name} has no version ${wanted}, its versions are ${which}`
      : `${of.name} has ${alike.length} versions ${wanted}: ${which}`,
    {
      where: of.path,
      remedy:
        alike.length === 0 ? 'look them up with murmur history' : 'give the name of one of them in full',
    },
  );
}

/** `Ab3dE5gH`, or `Ab3dE5gH "final"` */
export function versionInWords({ version, label }: Pick<Version, 'version' | 'label'>): string {
  return label === '' ? version : `${version} "${label}"`;
}
