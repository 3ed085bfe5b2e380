/** Removes what killed processes left lying about: temporaries of this population's files, versions half copied. */
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTemporaryOf } from '../../formats/durableFile';
import { errorCode, fileProblem } from '../../formats/fileProblem';
import { safeName } from '../../formats/paths';
import type { Project } from './project';
import { journalPath } from './saveRound';

/** Only for the holder of the population's lock: nobody else is writing these files then. */
export async function removeLeftovers({ population, sources, series, species }: Project): Promise<void> {
  const files = [
    population.path,
    `${population.path}.lock`,
    journalPath(population.path),
    ...sources.map(({ path }) => path),
    ...series.map(({ file }) => file.path),
    ...species.map((one) => one.species.path),
  ];
  const companions = species.map((one) => join(dirname(one.species.path), `.${safeName(one.species.name)}_`));
  for (const folder of new Set(files.map((file) => dirname(file))))
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      // What is temporary is named after its target.
      const target = join(folder, name.replace(/^\./, '').replace(/\.[0-9a-f]{12}\.tmp$/, ''));
      const ours = files.includes(target) || companions.some((start) => path.startsWith(start));
      if (ours && isTemporaryOf(path, target)) await rm(path, { force: true });
    }
  for (const { path } of [...sources, ...species.map((one) => one.species)]) {
    const versions = join(dirname(path), 'versions');
    for (const name of await namesIn(versions))
      if (/^\..*\.unfinished$/.test(name)) await rm(join(versions, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw fileProblem(error, folder, 'cannot look into the folder');
  }
}
