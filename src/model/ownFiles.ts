/** The files that are a species' or a data source's own, by its list of them and never by what their names look like. */
import { constants } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isAccessible } from '../files/isAccessible';
import { errorCode, fileProblem } from '../files/fileProblem';
import { safeName } from '../formats/paths';
import { Problem } from '../../shared/problem';
import { seriesXmlPath, type DataSource } from './source';
import { companion, companionSuffixes, type Species } from './species';

/** Of the files beside the species file, those that are there and can be read. */
export async function ownFilesOfSpecies(species: Species): Promise<readonly string[]> {
  return readable(companionSuffixes.map((suffix) => companion(species, suffix)));
}

export function namesOfSpecies({ name }: Pick<Species, 'name'>): readonly string[] {
  return companionSuffixes.map((suffix) => safeName(name) + suffix);
}

export function namesOfSource(source: DataSource): readonly string[] {
  return source.files.map(({ name }) => basename(seriesXmlPath(source, name)));
}

/** Throws Problem for a folder that has the name of a result: found before the work rather than after it. */
export async function checkResultNames(species: Species): Promise<void> {
  for (const suffix of companionSuffixes) {
    const path = companion(species, suffix);
    if ((await kindOf(path)) === 'folder')
      throw new Problem('a folder has the name of a file of this species', {
        where: path,
        remedy: 'rename the folder',
      });
  }
}

/** Throws Problem for a series whose XML file is a link. */
export async function checkSeriesLinks(source: DataSource): Promise<void> {
  for (const { name } of source.files) await checkNoLink(seriesXmlPath(source, name));
}

/** Throws Problem for a link: changes belong to the file that it leads to, which may be another project's. */
export async function checkNoLink(path: string): Promise<void> {
  if ((await kindOf(path)) === 'link')
    throw new Problem('it is a symbolic link, and files are not changed through links', {
      where: path,
      remedy: 'put a copy of the file in its place, or work in the folder that it leads to',
    });
}

/**
 * Throws Problem where a folder between `base` and `target` is a link: results would land wherever it leads.
 *
 * @param base absolute real path
 */
export async function checkNoLinkedFolders(base: string, target: string): Promise<void> {
  const steps = relative(base, dirname(target))
    .split(sep)
    .filter((step) => step !== '');
  if (steps[0] === '..') throw new Error(`${target} does not lie in ${base}`);
  let at = base;
  for (const step of steps) {
    at = join(at, step);
    if ((await kindOf(at)) === 'link')
      throw new Problem('it is a symbolic link, and nothing is written through links', {
        where: at,
        remedy: 'put a folder in its place',
      });
  }
}

/** Without links, as far as the path exists: the same for all names that a thing goes by. */
export async function realPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(absolute) === absolute)
      throw fileProblem(error, absolute, 'cannot open the file');
    return join(await realPlace(dirname(absolute)), basename(absolute));
  }
}

/** Links lead to what they lead to; what cannot be read cannot be kept either. */
export async function isReadableFile(path: string): Promise<boolean> {
  const isFile = await stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
  return isFile && isAccessible(path, constants.R_OK);
}

async function readable(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) if (await isReadableFile(path)) found.push(path);
  return found;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'nothing'> {
  const found = await lstat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw fileProblem(error, path, 'cannot look at the file');
  });
  if (found === undefined) return 'nothing';
  return found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : 'file';
}
