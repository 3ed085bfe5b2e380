/**
 * The one way to change a project. A command opens it, owns what it is going to change, and saves once or more:
 *
 *     open    the population's lock; what a process that is gone left half-saved is completed
 *     own     the lock of a species, or of the folder of a source's series; read again under the lock
 *     save    what is there becomes a version unless it is one; new content is staged; the new version is made of it;
 *             everything takes its place together, or nothing does
 *
 * Populations may share species and sources: so each has a lock of its own, on its real path.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { makeFolder, type FileContent } from '../files/durableFile';
import { errorCode } from '../files/fileProblem';
import { files } from '../files/files';
import { Locks } from '../files/lock';
import { journalOf } from '../files/journal';
import { saveTogether } from '../files/save';
import { checkNoLink, checkNoLinkedFolders, checkResultNames, checkSeriesLinks, realPlace } from './ownFiles';
import {
  formatPopulation,
  readPopulation,
  readPopulationSources,
  readPopulationSpecies,
  type Population,
} from './population';
import { refinementFolder } from './refinementFolder';
import { readSource, type DataSource } from './source';
import { readSpecies, type Species } from './species';
import { pathsOf, stageChanges, type Changes, type Saved } from './stageChanges';
import { versionFolder } from './versionCopy';
import { labelPath } from './versionLabel';

/**
 * Opens a population for a command. Throws Problem when another program is changing it.
 *
 * @param command as its user knows it, for whoever is refused meanwhile
 */
export async function changeProject<T>(
  command: string,
  population: string,
  work: (project: ProjectChange) => Promise<T>,
): Promise<T> {
  const locks = new Locks(command);
  try {
    const path = await realPlace(population);
    await locks.take(path, 'this population');
    for (const place of await placesOf(await readPopulation(path))) await locks.finishPending(place);
    return await work(new ProjectChange(locks, await readPopulation(path)));
  } finally {
    await locks.release();
  }
}

/** Like changeProject for a population that need not be there yet. */
export async function changeNewProject<T>(
  command: string,
  population: string,
  work: (path: string, save: (created: Population) => Promise<void>) => Promise<T>,
): Promise<T> {
  return inFolder(dirname(population), async () => {
    const path = await realPlace(population);
    return withLock(command, path, 'this population', async () =>
      work(path, async (created) =>
        saveTogether(journalOf(path), [], async (save) =>
          save.stage(new Map([[path, formatPopulation({ ...created, path })]])),
        ),
      ),
    );
  });
}

/** For a command that changes series and knows no population. The folder is made where it is missing. */
export async function changeSeriesFolder<T>(
  command: string,
  folder: string,
  work: (save: (contents: ReadonlyMap<string, FileContent>) => Promise<void>) => Promise<T>,
): Promise<T> {
  return inFolder(folder, async () => {
    const place = await seriesPlace(folder);
    return withLock(command, place, seriesOf(folder), async () =>
      work(async (contents) => {
        for (const path of contents.keys()) await checkNoLink(path);
        await saveTogether(journalOf(place), [], async (save) => save.stage(contents));
      }),
    );
  });
}

async function withLock<T>(command: string, place: string, what: string, work: () => Promise<T>): Promise<T> {
  const locks = new Locks(command);
  try {
    await locks.take(place, what);
    return await work();
  } finally {
    await locks.release();
  }
}

/** Makes the folder, and takes it away again where nothing came of it. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const topmost = await makeFolder(folder);
  try {
    return await work();
  } catch (error) {
    if (topmost !== undefined) await removeEmpty(folder, topmost);
    throw error;
  }
}

/** @param topmost the last one to go. One that is not empty by now stays, and so do those around it. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  try {
    for (let at = folder; at.length >= topmost.length; at = dirname(at)) await files().removeFolder(at);
  } catch (error) {
    if (errorCode(error) === '') throw error;
  }
}

/** A population that is being changed, and what of it is owned. */
export class ProjectChange {
  /** Places beside the population's that are changed. */
  readonly #places: string[] = [];
  /** Folders that may be written into. */
  readonly #folders = new Set<string>();
  /** Paths of owners whose present state has a copy: nobody else can change them meanwhile. */
  readonly #kept = new Set<string>();
  #population: Population;

  constructor(
    private readonly locks: Locks,
    population: Population,
  ) {
    this.#population = population;
  }

  /** As read, or as saved last. */
  get population(): Population {
    return this.#population;
  }

  async readSpecies(): Promise<readonly Species[]> {
    return readPopulationSpecies(this.#population);
  }

  async readSources(): Promise<readonly DataSource[]> {
    return readPopulationSources(this.#population);
  }

  /** Locks it. @returns the species as it is now, at its real path. Throws Problem when another program is changing it. */
  async ownSpecies(path: string): Promise<Species> {
    const place = await this.ownSpeciesPlace(path);
    const species = await readSpecies(place);
    await checkResultNames(species);
    return species;
  }

  /** For a species whose file may be damaged or gone. @returns its real path */
  async ownSpeciesPlace(path: string): Promise<string> {
    const place = await realPlace(path);
    await this.own(place, `the species ${basename(place, '.species')}`);
    return place;
  }

  /** For a species that is to be made; its folder need not be there. @returns its real path */
  async ownNewSpecies(path: string): Promise<string> {
    const place = await realPlace(path);
    if (existsSync(dirname(place))) return this.ownSpeciesPlace(place);
    // Nobody else knows the folder, which appears with all that is in it.
    this.#folders.add(dirname(place));
    return place;
  }

  /** Locks the folder of its series. @returns the source as it is now, at its real path */
  async ownSource(path: string): Promise<DataSource> {
    const source = await readSource(await this.ownSourcePlace(path));
    await checkSeriesLinks(source);
    return source;
  }

  /** For a source whose file may be damaged or gone. @returns its real path */
  async ownSourcePlace(path: string): Promise<string> {
    const place = await realPlace(path);
    await this.ownFolder(dirname(place));
    return place;
  }

  /** For XML files that belong to no source. */
  async ownFolder(folder: string): Promise<void> {
    await this.own(await seriesPlace(folder), seriesOf(folder));
  }

  /** Throws Problem; then nothing has changed, unless it says so. */
  async save(changes: Changes): Promise<Saved> {
    for (const path of pathsOf(changes)) await this.checkOwned(path);
    for (const { owner, version } of changes.versions ?? [])
      await this.checkOwnedVersion(owner, version.version);
    const { path } = this.#population;
    const saved = await saveTogether(journalOf(path), this.#places.map(journalOf), async (save) =>
      stageChanges(save, changes, path, this.#kept),
    );
    for (const one of [...saved.sources, ...saved.species]) this.#kept.add(one.path);
    this.#population = changes.population ?? this.#population;
    return saved;
  }

  private async own(place: string, what: string): Promise<void> {
    await this.locks.take(place, what);
    this.#folders.add(dirname(place));
    if (place !== this.#population.path && !this.#places.includes(place)) this.#places.push(place);
  }

  /** A job that writes what it does not own is wrong; a folder that is a link is somebody's trap or mistake. */
  private async checkOwned(path: string): Promise<void> {
    if (path === this.#population.path) return;
    const results = refinementFolder(this.#population.path);
    if (path.startsWith(results + sep)) return checkNoLinkedFolders(dirname(results), path);
    if (!this.#folders.has(dirname(path))) throw new Error(`${path} is changed without being owned`);
    await checkNoLinkedFolders(dirname(path), join(dirname(path), 'versions', basename(path)));
  }

  private async checkOwnedVersion(owner: string, version: string): Promise<void> {
    if (!this.#folders.has(dirname(owner)))
      throw new Error(`a version of ${owner} is changed without being owned`);
    await checkNoLinkedFolders(dirname(owner), labelPath(versionFolder(owner, version)));
  }
}

/** Of everything that belongs to the population, as far as its folders are there. */
async function placesOf({ species, sources }: Population): Promise<readonly string[]> {
  const places = [
    ...(await Promise.all(species.map(async ({ path }) => realPlace(path)))),
    ...(await Promise.all(sources.map(async ({ path }) => seriesPlace(dirname(path))))),
  ];
  return [...new Set(places)].filter((place) => existsSync(dirname(place)));
}

/** All files whose series lie in a folder are locked together: sources of one folder may share them. */
export async function seriesPlace(folder: string): Promise<string> {
  return join(await realPlace(folder), 'series');
}

function seriesOf(folder: string): string {
  return `the series in ${folder}`;
}
