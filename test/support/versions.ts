/** Saves a source or species whose files were changed on disk, as a command would. */
import { dirname, join } from 'node:path';
import { saveTogether } from '../../src/files/save';
import type { DataSource } from '../../src/model/source';
import type { Species } from '../../src/model/species';
import { stageChanges, type Changes, type Saved } from '../../src/model/stageChanges';

export async function commitSource(source: DataSource): Promise<DataSource> {
  return (await saved(source.path, { sources: [{ source }] })).sources[0];
}

export async function commitSpecies(species: Species): Promise<Species> {
  return (await saved(species.path, { species: [{ species }] })).species[0];
}

async function saved(path: string, changes: Changes): Promise<Saved> {
  const journal = join(dirname(path), '.test.unfinished_save');
  return saveTogether(journal, [], async (save) => stageChanges(save, changes, '', new Set()));
}
