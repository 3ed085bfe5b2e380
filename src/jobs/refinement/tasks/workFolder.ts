/** Where the files of a round's work lie: `refinement_temp/<population>.checkpoint`, until the round is saved. */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { removeTree } from '../../../files/durableFile';
import { errorCode, fileProblem } from '../../../files/fileProblem';
import { checkpointFolder } from '../../../model/refinementFolder';
import { safeName } from '../../../formats/paths';
import { taskName, type Task } from './task';

/** Whatever files give as their names, they stay in the folder. */
interface SeriesName {
  readonly sourceGuid: string;
  readonly name: string;
}

export interface WorkFolder {
  readonly path: string;
  readonly plan: string;
  /** What a task leaves. */
  result(task: Task): string;
  /** What was found for a series, kept as soon as it is: its shard may hold many. */
  series(one: SeriesName): string;
  /** How often work on a series has failed, and why. */
  failures(one: SeriesName): string;
}

export function workFolder(population: string): WorkFolder {
  return folderAt(checkpointFolder(population));
}

export function folderAt(folder: string): WorkFolder {
  return {
    path: folder,
    plan: path.join(folder, 'plan.json'),
    result: (task) => path.join(folder, `${taskName(task).replace(' ', '_')}.record`),
    series: (one) => path.join(folder, `${nameOf(one)}.record`),
    failures: (one) => path.join(folder, `${nameOf(one)}.failed.json`),
  };
}

/** The plan goes last: as long as it lies there, it tells whose work this was. */
export async function clearWork(folder: WorkFolder): Promise<void> {
  for (const name of await namesIn(folder.path)) {
    const found = path.join(folder.path, name);
    if (found !== folder.plan) await removeTree(found);
  }
  await removeTree(folder.path);
}

/** A link is not followed. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await lstat(folder)).isDirectory() ? await readdir(folder) : [];
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw fileProblem(error, folder, 'cannot remove it');
  }
}

function nameOf({ sourceGuid, name }: SeriesName): string {
  return safeName(`refined-${sourceGuid}-${name}`);
}
