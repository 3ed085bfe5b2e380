/** Writes the files of a lane, which its user edits from then on. */
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { replaceOwnFile } from '../../files/atomicFile';
import { isThere, makeFolder } from '../../files/durableFile';
import { defaultLaneJson, defaultLaneScript } from './defaultLane';
import { isLaneName } from './laneName';
import { laneOf, type LaneFolders } from './readLane';

/** A lane as its two files have it. */
export interface LaneText {
  readonly json: object;
  readonly script: string;
}

export interface WrittenLane {
  readonly json: string;
  readonly script: string;
}

/** A lane for plain Slurm, to be edited. Throws Problem where there is one of the name. */
export async function createLane(folder: string, name: string): Promise<WrittenLane> {
  return writeLane(folder, name, { json: defaultLaneJson, script: defaultLaneScript });
}

/** Nothing is written that could not be read. Throws Problem, also where there is one of the name. */
export async function writeLane(
  folder: string,
  name: string,
  { json, script }: LaneText,
): Promise<WrittenLane> {
  if (!isLaneName(name))
    throw new Problem(`a lane cannot be called "${name}"`, { remedy: 'use letters, digits, _ and -' });
  const written = { json: path.join(folder, `${name}.json`), script: path.join(folder, `${name}.sh`) };
  laneOf(written.json, { ...json }, script);
  for (const file of [written.json, written.script])
    if (await isThere(file))
      throw new Problem('the file is there already', {
        where: file,
        remedy: 'choose another name for the lane',
      });
  await makeFolder(folder);
  await replaceOwnFile(written.script, script);
  await replaceOwnFile(written.json, `${JSON.stringify(json, null, 2)}\n`);
  return written;
}

/** The project's folder of lanes, or the user's own. */
export function folderFor([project, user]: LaneFolders, isForUser: boolean): string {
  return isForUser ? user : project;
}
