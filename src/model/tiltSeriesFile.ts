/** A tilt series on disk: Warp's XML, or the tomostar while there are no tilts in the XML, and where its images are. */
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { isAccessible } from '../files/isAccessible';
import type { Vector3 } from '../../shared/math/vector';
import { readBytes } from '../files/fileProblem';
import { lineOf } from '../formats/params/readParams';
import { fileName, resolveFrom, resolveIn, rootName } from '../formats/paths';
import { readTomostar } from '../formats/tomostar';
import { decodeXml, parseXml, type XmlDocument } from '../formats/xml';
import { attribute } from '../formats/xmlEdit';
import { Problem } from '../../shared/problem';
import { unselectedByHand } from './manualSelection';
import { withinLimit } from './tiltLimit';
import { averagePath, physicalImageSize } from './tiltMovies';
import type { TiltSeries } from './tiltSeries';
import { readTiltLists, tiltSeriesFromXml, tomostarLists, type TiltLists } from './tiltSeriesXml';

export interface TiltSeriesFile {
  /** Of the XML. */
  readonly path: string;
  readonly series: TiltSeries;
  /** Absolute paths of the tilt movies in the frame-series processing folder, in tilt order. */
  readonly moviePaths: readonly string[];
  /** Absolute folder that movie paths are relative to. */
  readonly dataDirectory: string;
  /** Deselected by hand. */
  readonly unselected: boolean;
  /** Tilts that are switched on and beyond the limit of the data source; `series` has them as not used. */
  readonly beyondLimit: number;
  readonly xml: XmlDocument;
  /** SHA-256 of the XML as it was read. */
  readonly digest: string;
}

/**
 * @param source unbinned pixel size (Å) and tomogram dimensions (pixels); `imageSize` (Å) when there are no images to ask;
 *   `frameLimit`, the most tilts that are used, those of least dose
 * Throws Problem for missing, broken and contradictory files.
 */
export async function readTiltSeries(
  xmlPath: string,
  source: {
    readonly pixelSize: number;
    readonly dimensions: Vector3;
    readonly imageSize?: readonly [number, number];
    readonly frameLimit?: number;
  },
): Promise<TiltSeriesFile> {
  const path = resolve(xmlPath);
  const bytes = await readBytes(path);
  const xml = parseXml(decodeXml(bytes), path, 'TiltSeries');
  const dataDirectory = resolveFrom(path, attribute(xml.root, 'DataDirectory') || '.');
  const lists = await tiltLists(xml, path, dataDirectory);
  const moviePaths = lists.movies.map((movie) => resolveIn(dataDirectory, movie));
  const [x, y, z] = source.dimensions;
  const used = withinLimit(lists.dose, lists.used, source.frameLimit ?? 0);
  const volumeSize: Vector3 = [x * source.pixelSize, y * source.pixelSize, z * source.pixelSize];
  // What is wrong with the file itself is told before its images are looked for.
  const sizes = { volumeSize, imageSize: source.imageSize ?? ([0, 0] as const) };
  const series = tiltSeriesFromXml(xml.root, { ...lists, used }, sizes, path);
  const imageSize = source.imageSize ?? (await imageSizeOf(moviePaths, source.pixelSize, path));
  return {
    path,
    series: { ...series, imageSize },
    moviePaths,
    dataDirectory,
    unselected: unselectedByHand(attribute(xml.root, 'UnselectManual'), lineOf(xml.root, path)) ?? false,
    beyondLimit: countOf(lists.used) - countOf(used),
    xml,
    digest: digestOf(bytes),
  };
}

/** Whether its XML is on the disk as it was read. Throws Problem where it cannot be read. */
export async function isAsRead({ path, digest }: TiltSeriesFile): Promise<boolean> {
  return digestOf(await readBytes(path)) === digest;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function countOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

/** The motion-corrected image of a tilt. */
export function tiltAveragePath(file: TiltSeriesFile, tilt: number): string {
  return averagePath(file.moviePaths[tilt]);
}

/** With fewer than two angles in the XML the tomostar counts, if there is one. */
async function tiltLists(xml: XmlDocument, path: string, dataDirectory: string): Promise<TiltLists> {
  const lists = readTiltLists(xml.root, path);
  if (lists.angles.length > 1) return lists;
  const name = `${rootName(path)}.tomostar`;
  for (const tomostar of [join(dataDirectory, name), join(dirname(path), name)])
    if (await isAccessible(tomostar)) return tomostarLists(await readTomostar(tomostar));
  if (lists.angles.length === 1) return lists;
  throw new Problem(`it lists no tilts and there is no ${name} in ${dataDirectory}`, {
    where: path,
    remedy: 'run WarpTools ts_import',
  });
}

async function imageSizeOf(
  moviePaths: readonly string[],
  pixelSize: number,
  path: string,
): Promise<readonly [number, number]> {
  const first = moviePaths.at(0);
  if (first === undefined || fileName(first) === '')
    throw new Problem('it names no tilt movies', { where: path, remedy: 'process the series again in Warp' });
  return physicalImageSize(first, pixelSize, path);
}
