/** Finds the tilt series that Warp's settings describe and that have been processed. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileProblem, readText } from '../formats/fileProblem';
import { fileName, resolveFrom, rootName } from '../formats/paths';
import type { Settings } from '../formats/settings';
import { column, parseStar } from '../formats/star';
import { readTiltSeries } from '../model/tiltSeriesFile';
import { Problem } from '../problem';
import { dataHash, storedHashes } from './dataHash';

export interface FoundSeries {
  /** `TS_1.tomostar` */
  readonly name: string;
  readonly hash: string;
  /** Where the hash came from instead; null when it is that of the raw movie, as M wants. */
  readonly hashFrom: string | null;
  readonly tilts: number;
}

export interface SkippedSeries {
  readonly name: string;
  readonly reason: string;
}

/**
 * In alphabetical order, numbers by value. Series without XML and those deselected by hand are left out.
 *
 * @param processing folder of the series' XML files
 * @param listFile restricts the search to the names in it
 */
export async function findSeries(
  settings: Settings,
  processing: string,
  listFile: string | undefined,
  report: (message: string) => void,
): Promise<{ series: readonly FoundSeries[]; skipped: readonly SkippedSeries[] }> {
  const data = dataFolder(settings);
  const all = (await tomostarFiles(settings)).map((path) => basename(path));
  const names = await chosenNames(all, data, listFile);
  const stored = await storedHashes(processing);
  const series: FoundSeries[] = [];
  const skipped: SkippedSeries[] = [];
  for (const name of names) {
    const xmlPath = join(processing, `${rootName(name)}.xml`);
    if (!existsSync(xmlPath)) {
      skipped.push({ name, reason: `not processed yet, there is no ${xmlPath}` });
      continue;
    }
    const file = await readTiltSeries(xmlPath, settings);
    if (file.unselected) skipped.push({ name, reason: 'deselected in Warp' });
    else {
      const { hash, from, raw } = await dataHash(file, stored);
      series.push({ name, hash, hashFrom: raw ? null : from, tilts: file.series.tiltCount });
    }
    report(`${name}: ${file.series.tiltCount} tilts`);
  }
  if (series.length === 0)
    throw new Problem(
      `of ${names.length} tilt series in ${data} none can be used, ${skipped[0].name} is ${skipped[0].reason}`,
      { where: settings.path, remedy: 'process them in Warp first' },
    );
  const repeated = series.find((entry, i) => series.findIndex((other) => other.hash === entry.hash) !== i);
  if (repeated !== undefined)
    throw new Problem(`${repeated.name} occurs twice, in different folders`, { where: data });
  return { series, skipped };
}

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

function dataFolder(settings: Settings): string {
  return resolveFrom(settings.path, settings.dataFolder || settings.processingFolder);
}

async function chosenNames(
  names: readonly string[],
  folder: string,
  listFile: string | undefined,
): Promise<readonly string[]> {
  if (listFile === undefined) return names;
  const path = resolve(listFile);
  const text = await readText(path);
  const listed = path.endsWith('.star') ? starNames(text, path) : text.split('\n');
  const wanted = listed.map((line) => fileName(line.trim())).filter((name) => name !== '');
  if (wanted.length === 0) throw new Problem('it lists no series', { where: path });
  const chosen = names.filter((name) => wanted.includes(name) || wanted.includes(rootName(name)));
  const missing = wanted.filter(
    (name) => !chosen.some((found) => found === name || rootName(found) === name),
  );
  if (missing.length > 0)
    throw new Problem(`it lists ${missing.slice(0, 5).join(', ')}, which ${folder} does not hold`, {
      where: path,
      remedy: 'correct the names',
    });
  return chosen;
}

function starNames(text: string, path: string): readonly string[] {
  for (const table of parseStar(text, path))
    for (const label of ['wrpMovieName', 'rlnTomoName', 'rlnMicrographName', 'rlnMicrographMovieName']) {
      const values = column(table, label);
      if (values !== undefined) return values;
    }
  throw new Problem('it has no column wrpMovieName, rlnTomoName or rlnMicrographName', { where: path });
}
