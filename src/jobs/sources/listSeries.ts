/** The series that Warp's settings describe, with what has become of each; their XML is searched, not taken apart. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readBytes } from '../../files/fileProblem';
import { resolveFrom, rootName } from '../../formats/paths';
import { readSettings, type Settings } from '../../formats/settings';
import { unreadable } from '../../formats/params/readParams';
import { decodeXml } from '../../formats/xml';
import { parseNumber } from '../../formats/xmlNumbers';
import { readSeriesHead } from '../../model/seriesSelection';
import {
  countStatus,
  seriesStatus,
  type FittedCtf,
  type JudgedSeries,
  type SeriesStatus,
} from './seriesStatus';
import { tomostarFiles } from './tomostarFiles';

export interface ListedSeries {
  readonly name: string;
  readonly status: SeriesStatus;
  /** 0 for unprocessed ones. */
  readonly tilts: number;
}

export interface SeriesSummary {
  readonly counts: Readonly<Record<SeriesStatus, number>>;
  readonly series: readonly ListedSeries[];
  /** Most tilts of a series. */
  readonly mostTilts: number;
}

/** Throws Problem for settings that describe no tilt series, and for XML files that are none. */
export async function listSeries(settingsFile: string): Promise<SeriesSummary> {
  const settings = await readSettings(resolve(settingsFile));
  const series = await judgeSeries(settings);
  return {
    counts: countStatus(series.map(({ status }) => status)),
    series,
    mostTilts: Math.max(0, ...series.map(({ tilts }) => tilts)),
  };
}

/** In the order of the settings' data folder: alphabetical, numbers by value. */
export async function judgeSeries(settings: Settings): Promise<readonly ListedSeries[]> {
  const processing = resolveFrom(settings.path, settings.processingFolder || settings.dataFolder);
  const names = (await tomostarFiles(settings)).map((path) => basename(path));
  const read: (JudgedSeries & { readonly tilts: number })[] = [];
  for (const name of names) read.push(await readJudged(join(processing, `${rootName(name)}.xml`)));
  const statuses = seriesStatus(read, settings.filter);
  return names.map((name, i) => ({ name, status: statuses[i], tilts: read[i].tilts }));
}

async function readJudged(xml: string): Promise<JudgedSeries & { readonly tilts: number }> {
  if (!existsSync(xml)) return { head: null, ctf: null, tilts: 0 };
  const head = await readSeriesHead(xml);
  const text = decodeXml(await readBytes(xml));
  const angles = /<Angles>([^<]*)</.exec(text)?.[1].trim() ?? '';
  return {
    head,
    ctf: text.includes('<OptionsCTF') ? fittedCtf(text, head.ctfResolution ?? 0, xml) : null,
    tilts: angles === '' ? 0 : angles.split('\n').length,
  };
}

function fittedCtf(text: string, resolution: number, where: string): FittedCtf {
  const section = /<CTF>([^]*?)<\/CTF>/.exec(text)?.[1] ?? '';
  const value = (name: string): number => {
    const found = new RegExp(`<Param Name="${name}" Value="([^"]*)"`).exec(section)?.[1];
    const number = parseNumber(found ?? '0');
    if (number === undefined) throw unreadable(`${name} of <CTF>`, found ?? '', 'number', where);
    return number;
  };
  return {
    defocus: value('Defocus'),
    astigmatism: value('DefocusDelta'),
    astigmatismAngle: value('DefocusAngle'),
    phaseShift: value('PhaseShift'),
    resolution,
  };
}
