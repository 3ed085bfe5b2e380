/** Whether a version in `versions/` is whole, and still what it was when it was made. */
import { basename, join } from 'node:path';
import { readMrc } from '../formats/mrc';
import { Problem } from '../../shared/problem';
import { sourceFingerprint, speciesFingerprint } from './fingerprints';
import { isReadableFile, namesOfSource, ownFilesOfSpecies } from './ownFiles';
import { readSource, type DataSource } from './source';
import { companion, readSpecies, type Species } from './species';
import { readSeriesLists } from './seriesSelection';
import { verifyChecksums } from './versionCopy';
import type { Version } from './versions';

const remedy = 'choose another version, or bring the file back from a backup';

/** @returns the species at its place in the version. Throws Problem for a version that is not whole. */
export async function verifySpeciesVersion(version: Version, path: string): Promise<Species> {
  const species = await readSpecies(version.path);
  const needed = ['_half1.mrc', '_half2.mrc', '_mask.mrc', '_particles.star'] as const;
  for (const suffix of needed) await checkThere(companion(species, suffix));
  const verified = await verifyChecksums(version.folder);
  if (verified !== null) {
    const files = await ownFilesOfSpecies(species);
    checkListed([version.path, ...files], verified);
    return species;
  }
  for (const suffix of needed.slice(0, 3)) await readMrc(companion(species, suffix));
  checkFingerprint(await speciesFingerprint(species), version, path);
  return species;
}

/** @returns the source at its place in the version. Throws Problem for a version that is not whole. */
export async function verifySourceVersion(version: Version, path: string): Promise<DataSource> {
  const source = await readSource(version.path);
  for (const name of namesOfSource(source)) await checkThere(join(version.folder, name));
  const verified = await verifyChecksums(version.folder);
  if (verified !== null) {
    checkListed([version.path, ...namesOfSource(source)], verified);
    return source;
  }
  for (const name of namesOfSource(source)) await readSeriesLists(join(version.folder, name));
  // Tilt movies are found from where the XML files belong.
  const inPlace = { ...source, path };
  const at = (file: string): string => join(version.folder, basename(file));
  checkFingerprint(await sourceFingerprint(inPlace, at), version, path);
  return source;
}

async function checkThere(path: string): Promise<void> {
  if (!(await isReadableFile(path)))
    throw new Problem('the version lacks this file', { where: path, remedy });
}

function checkListed(files: readonly string[], verified: ReadonlySet<string>): void {
  const missing = files.find((file) => !verified.has(basename(file)));
  if (missing !== undefined)
    throw new Problem('the checksums of the version do not list this file', { where: missing, remedy });
}

/** A version that M made, or an older Murmuration, has no checksums; its name is its fingerprint. */
function checkFingerprint(fingerprint: string, { version, folder }: Version, path: string): void {
  if (version.startsWith(fingerprint)) return;
  throw new Problem(`it does not hold what it was made of: its fingerprint is ${fingerprint} now`, {
    where: folder,
    remedy: `a file in it was changed, or the tilt movies of ${basename(path)} were processed again since; choose another version`,
  });
}
