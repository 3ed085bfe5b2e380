/** Tells a population where a data source, its tomostar files or its raw movies have been moved to. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readBytes } from '../../files/fileProblem';
import { fileName, rootName } from '../../formats/paths';
import { decodeXml, formatXml, parseXml } from '../../formats/xml';
import { attribute, withAttribute } from '../../formats/xmlEdit';
import { changeProject } from '../../model/changeProject';
import type { Population } from '../../model/population';
import { readSeriesLists } from '../../model/seriesSelection';
import { readSource, seriesXmlPath, type DataSource } from '../../model/source';
import { movieXmlPath } from '../../model/tiltMovies';
import { Problem } from '../../../shared/problem';

export interface RelocateOptions {
  readonly population: string;
  /** GUID, path that the population has, name, or file name. */
  readonly source: string;
  /** Where the .source file is now, with the XML files of its series beside it. */
  readonly to?: string | undefined;
  /** Folder of the tomostar files, which paths of tilt movies are relative to. */
  readonly dataDirectory?: string | undefined;
  /** Folder of the raw tilt movies. */
  readonly movieDirectory?: string | undefined;
}

export interface Relocated {
  readonly source: string;
  readonly path: string;
  /** XML files whose DataDirectory is another one now. */
  readonly series: number;
  readonly movies: number;
}

/** Throws Problem where the files are not there either; then nothing has changed. */
export async function relocateSource(options: RelocateOptions): Promise<Relocated> {
  const { to, dataDirectory, movieDirectory } = options;
  if (to === undefined && dataDirectory === undefined && movieDirectory === undefined)
    throw new Problem('it is not said what has moved', {
      remedy: 'give --to, --data_directory or --movie_directory',
    });
  return changeProject('relocate_source', options.population, async (project) => {
    const { population } = project;
    const index = await chosenReference(population, options.source);
    const reference = population.sources[index];
    const path = resolve(to ?? reference.path);
    const source = await project.ownSource(path);
    if (source.guid !== reference.guid)
      throw new Problem(`it is another data source: its GUID is ${source.guid}, not ${reference.guid}`, {
        where: path,
        remedy: 'choose the file that was moved, or add this one as a new source',
      });
    const files = new Map<string, string>();
    let moved: Population | undefined;
    if (to !== undefined) {
      checkSeries(source);
      moved = { ...population, sources: population.sources.with(index, { ...reference, path }) };
    }
    const series = dataDirectory === undefined ? 0 : await moveSeries(files, source, resolve(dataDirectory));
    const movies =
      movieDirectory === undefined
        ? 0
        : await moveMovies(files, source, resolve(movieDirectory), dataDirectory);
    for (const folder of new Set([...files.keys()].map(dirname))) await project.ownFolder(folder);
    if (files.size > 0 || moved !== undefined)
      await project.save({ others: files, ...(moved === undefined ? {} : { population: moved }) });
    return { source: source.name, path, series, movies };
  });
}

/** The file may be gone, so its name cannot always be asked for. */
async function chosenReference(population: Population, wanted: string): Promise<number> {
  const names = await Promise.all(
    population.sources.map(async ({ path }) =>
      readSource(path).then(
        ({ name }) => name,
        () => '',
      ),
    ),
  );
  const found = population.sources.flatMap(({ guid, path }, i) =>
    wanted.toLowerCase() === guid ||
    resolve(wanted) === path ||
    wanted === names[i] ||
    wanted === basename(path) ||
    wanted === basename(path, '.source')
      ? [i]
      : [],
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0
      ? `it has no data source ${wanted}`
      : `it has ${found.length} data sources named ${wanted}`,
    { where: population.path, remedy: 'give the GUID that stands in the file' },
  );
}

function checkSeries(source: DataSource): void {
  const missing = source.files.find(({ name }) => !existsSync(seriesXmlPath(source, name)));
  if (missing !== undefined)
    throw new Problem(`the XML file of ${rootName(missing.name)} does not lie beside it`, {
      where: source.path,
      remedy: 'move the whole processing folder',
    });
}

async function moveSeries(files: Map<string, string>, source: DataSource, folder: string): Promise<number> {
  let count = 0;
  for (const { name } of source.files) {
    const { path, xml } = await readSeriesLists(seriesXmlPath(source, name));
    if (!existsSync(join(folder, fileName(name)))) throw notThere(name, folder);
    if (attribute(xml.root, 'DataDirectory') === folder) continue;
    files.set(path, formatXml({ ...xml, root: withAttribute(xml.root, 'DataDirectory', folder) }));
    count++;
  }
  return count;
}

/** Movies are found through their own XML. */
async function moveMovies(
  files: Map<string, string>,
  source: DataSource,
  folder: string,
  dataDirectory: string | undefined,
): Promise<number> {
  let count = 0;
  for (const { name } of source.files) {
    const file = await readSeriesLists(seriesXmlPath(source, name));
    for (const path of file.moviePaths) {
      const moved =
        dataDirectory === undefined ? path : resolve(dataDirectory, relative(file.dataDirectory, path));
      const xmlPath = movieXmlPath(moved);
      if (!existsSync(xmlPath))
        throw new Problem(`there is no ${basename(xmlPath)} that leads to the raw movie`, {
          where: dirname(xmlPath),
          remedy: 'give the folder of the tomostar files with --data_directory, if that has moved too',
        });
      if (!existsSync(join(folder, fileName(path)))) throw notThere(fileName(path), folder);
      const xml = parseXml(decodeXml(await readBytes(xmlPath)), xmlPath, 'Movie');
      if (attribute(xml.root, 'DataDirectory') === folder) continue;
      files.set(xmlPath, formatXml({ ...xml, root: withAttribute(xml.root, 'DataDirectory', folder) }));
      count++;
    }
  }
  return count;
}

function notThere(name: string, folder: string): Problem {
  return new Problem(`it does not hold ${name} either`, { where: folder, remedy: 'check the folder' });
}
