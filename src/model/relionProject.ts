/** The folder that RELION is started in: paths in its files are relative to it. */
import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { Problem } from '../../shared/problem';

/** A file that a file of the project names, absolute. Throws Problem where the project cannot be found. */
export function findInProject(from: string, path: string, remedy: string): string {
  return isAbsolute(path) ? path : join(projectOf(from, path, remedy), path);
}

/**
 * The folder of `from` or one above it in which `path` exists.
 *
 * @param path relative, as a file of the project has it
 * Throws Problem where there is none.
 */
export function projectOf(from: string, path: string, remedy: string): string {
  const root = parse(from).root;
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return folder;
    if (folder === root) break;
  }
  throw new Problem(`it names ${path}, which is neither beside it nor in a folder above`, {
    where: from,
    remedy,
  });
}

/** Where RELION is started, absolute. Throws Problem for what is no folder. */
export function relionProject(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const path = resolve(folder);
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new Problem('there is no such folder', { where: path, remedy: 'correct --relion_project' });
  return path;
}
