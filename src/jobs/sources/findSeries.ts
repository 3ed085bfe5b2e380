/** Finds the tilt series that Warp's settings describe and that have been processed. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readText } from '../../files/fileProblem';
import { fileName, rootName } from '../../formats/paths';
import type { Settings } from '../../formats/settings';
import { column, parseStar } from '../../formats/star';
import { readTiltSeries, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { checkDoses, dosesDoubt } from '../check/doses';
import type { Doubt } from '../check/doubt';
import { dataHash, storedHashes } from './dataHash';
import { judgeSeries } from './listSeries';
import { dataFolder, tomostarFiles } from './tomostarFiles';

export interface FoundSeries {
  /** `TS_1.tomostar` */
  readonly name: string;
  readonly hash: string;
  /** Where the hash came from instead; null when it is that of the raw movie, as M wants. */
  readonly hashFrom: string | null;
  readonly tilts: number;
  /** About its doses. */
  readonly doubt: Doubt | null;
}

export interface SkippedSeries {
  readonly name: string;
  readonly reason: string;
}

/** Which series to take beside those that Warp has processed and nobody has deselected. */
export interface SeriesChoice {
  /** Leave out what lies outside of the filter ranges in the settings. */
  readonly applyFilter: boolean;
  readonly includeDeselected: boolean;
  /** Text or STAR file that lists the only ones to take; undefined for all. */
  readonly listFile: string | undefined;
}

/**
 * In alphabetical order, numbers by value.
 *
 * @param processing folder of the series' XML files
 */
export async function findSeries(
  settings: Settings,
  processing: string,
  choice: SeriesChoice,
  report: (message: string) => void,
): Promise<{ series: readonly FoundSeries[]; skipped: readonly SkippedSeries[] }> {
  const data = dataFolder(settings);
  const all = (await tomostarFiles(settings)).map((path) => basename(path));
  const names = await chosenNames(all, data, choice.listFile);
  const filteredOut = choice.applyFilter ? await outsideFilter(settings) : new Set<string>();
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
    if (file.unselected && !choice.includeDeselected) skipped.push({ name, reason: 'deselected in Warp' });
    else if (filteredOut.has(name))
      skipped.push({ name, reason: 'outside of the filter ranges in the settings' });
    else {
      checkDoses(file.series.dose, file.path);
      const { hash, from, raw } = await dataHash(file, stored);
      series.push({
        name,
        hash,
        hashFrom: raw ? null : from,
        tilts: file.series.tiltCount,
        doubt: doubtOf(file),
      });
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

/** Doses that are all alike are an error of their own, and not yet one here. */
function doubtOf({ series: { dose }, path }: TiltSeriesFile): Doubt | null {
  return dose.every((value) => value === dose[0]) ? null : dosesDoubt(dose, path);
}

async function outsideFilter(settings: Settings): Promise<ReadonlySet<string>> {
  const judged = await judgeSeries(settings);
  return new Set(judged.flatMap(({ name, status }) => (status === 'filtered out' ? [name] : [])));
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
