/** Whether results can be written: permissions, space on the disk, leftovers of other programs. */
import { existsSync } from 'node:fs';
import { constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isAccessible } from '../../files/isAccessible';
import { holderOf, lockOf } from '../../files/lock';
import { journalOf } from '../../files/journal';
import { seriesPlace } from '../../model/changeProject';
import { ownFilesOfSpecies, realPlace } from '../../model/ownFiles';
import { seriesXmlPath, type DataSource } from '../../model/source';
import type { Species } from '../../model/species';
import { error, warning, type Finding } from './finding';

export async function checkFolders(
  populationPath: string,
  sources: readonly DataSource[],
  species: readonly Species[],
  findings: Finding[],
): Promise<void> {
  const folders = new Set(
    [populationPath, ...sources.map(({ path }) => path), ...species.map(({ path }) => path)].map(dirname),
  );
  for (const folder of folders)
    if (!(await canWrite(folder)))
      findings.push(error(folder, 'you may not write into this folder', 'change its permissions'));
  for (const one of species) await checkSpace(dirname(one.path), await ownFilesOfSpecies(one), findings);
  for (const one of sources)
    await checkSpace(
      dirname(one.path),
      one.files.map(({ name }) => seriesXmlPath(one, name)),
      findings,
    );
  const places = [
    await realPlace(populationPath),
    ...(await Promise.all(species.map(async ({ path }) => realPlace(path)))),
    ...new Set(await Promise.all(sources.map(async ({ path }) => seriesPlace(dirname(path))))),
  ];
  for (const place of places) await checkPlace(place, findings);
}

async function checkPlace(place: string, findings: Finding[]): Promise<void> {
  const [journal, lock] = [journalOf(place), lockOf(place)];
  const holder = await holderOf(place);
  if (existsSync(journal) && holder === undefined)
    findings.push(
      error(
        journal,
        'a save was interrupted, and files may be of before and after it',
        'the next command that changes the project completes it or takes it back',
      ),
    );
  if (holder !== undefined)
    findings.push(warning(lock, `${holder} is changing this project`, 'wait until it is done'));
}

async function canWrite(folder: string): Promise<boolean> {
  return isAccessible(folder, constants.W_OK);
}

/** A round writes everything once more, and a copy of it for the version. */
async function checkSpace(folder: string, files: readonly string[], findings: Finding[]): Promise<void> {
  let needed = 0;
  for (const file of files)
    needed += await stat(file).then(
      ({ size }) => 2 * size,
      () => 0,
    );
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  if (free < needed)
    findings.push(
      error(
        folder,
        `${gigabytes(free)} are free, a round of refinement needs ${gigabytes(needed)}`,
        'free some space',
      ),
    );
  else if (free < 5 * needed)
    findings.push(
      warning(
        folder,
        `${gigabytes(free)} are free, enough for ${Math.floor(free / needed)} rounds`,
        'free some space',
      ),
    );
}
