/** Where Warp's settings say that the tilt series are. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileProblem } from '../../files/fileProblem';
import { resolveFrom } from '../../formats/paths';
import type { Settings } from '../../formats/settings';
import { Problem } from '../../../shared/problem';

/** Absolute paths, in alphabetical order, numbers by value. Throws Problem when there are none. */
export async function tomostarFiles(settings: Settings): Promise<readonly string[]> {
  if (settings.extension !== '*.tomostar')
    throw new Problem(`the settings are for ${settings.extension} files, not for tilt series (*.tomostar)`, {
      where: settings.path,
      remedy: 'choose the settings of the tilt series',
    });
  const folder = dataFolder(settings);
  let entries: string[];
  try {
    entries = await readdir(folder, { recursive: settings.recursive });
  } catch (error) {
    throw fileProblem(error, folder, 'cannot list the data folder');
  }
  const files = entries.filter((entry) => entry.endsWith('.tomostar') && !basename(entry).startsWith('.'));
  if (files.length === 0)
    throw new Problem('the data folder holds no *.tomostar files', {
      where: folder,
      remedy: 'run WarpTools ts_import, or check DataFolder in the settings',
    });
  return files
    .sort((a, b) => basename(a).localeCompare(basename(b), 'en', { numeric: true }))
    .map((file) => join(folder, file));
}

export function dataFolder(settings: Settings): string {
  return resolveFrom(settings.path, settings.dataFolder || settings.processingFolder);
}
